"""What can I get: right whatever the unknown facts turn out to be, with everything that is missing named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from policy.eligibility.earlier import Earlier
from policy.eligibility.eligibility import Answer, Standing, judge_all, judge_item, page
from policy.eligibility.profiles import Known, fact_names, faults_on_record, profile_schema, read_profile, with_known
from policy.errors import Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.judging.implementing_rules import RuleBook
from policy.judging.recognised import KINDS, facts_of_holder
from policy.language.facts import Json
from policy.language.items import Outcome
from policy.language.partial_reader import Range
from policy.text import Text
from tests.policy.baselines import APPLICANT, FACTS, WAN, document, rules_of
from tests.policy.test_readers_agree import _documents, _values

TODAY = date(2026, 3, 2)
PAST = ("already_paid_fen", "older_policy_fen", "cap_used_fen", "subject_closed")
SHARED = {"application_date", "matter_date", "applicant"}


def profile_of(body: dict[str, Any]) -> dict[str, Any]:
    """Return the profile that says of an item what a document says."""
    return {"facts": {name: value for name, value in body.items() if name not in SHARED}} | {name: body[name] for name in SHARED}


def one(code: str, written: dict[str, Any], rules: list[dict[str, Any]] | None = None) -> Answer:
    return judge_item(ITEMS[code], read_profile(written, TODAY), RuleBook.parse(rules or []))


def known(code: str, *, without: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    facts = {name: value for name, value in (FACTS[code] | changes).items() if name not in without}
    return {"applicant": document(code)["applicant"], "facts": facts, "matter_date": "2025-12-31"}


def named(answers: Json, code: str) -> dict[str, Any]:
    return next(dict(answer) for answer in answers["items"] if answer["item"] == code)


@pytest.mark.parametrize("code", ITEMS)
@settings(max_examples=60)
@given(data=st.data())
def test_what_is_said_for_certain_is_what_the_whole_document_gives(code: str, data: st.DataObject) -> None:
    body = {name: value for name, value in data.draw(_documents(ITEMS[code])).items() if name not in PAST}
    values = data.draw(_values(ITEMS[code]))
    book = RuleBook.parse(rules_of(code, values))
    whole = assess(code, body, book)
    written = profile_of(body)
    optional = {fact.code for fact in ITEMS[code].facts if fact.optional}
    hidden = data.draw(st.sets(st.sampled_from(sorted(set(written["facts"]) - optional) or ["-"])))
    unsaid = data.draw(st.sets(st.sampled_from(sorted(written["applicant"]))))
    written["facts"] = {name: value for name, value in written["facts"].items() if name not in hidden}
    written["applicant"] = {name: value for name, value in written["applicant"].items() if name not in unsaid}

    try:
        profile = read_profile(written, TODAY)
    except Refusal:
        # What is refused at the door is refused by the law.
        assert ITEMS[code].rule is None or whole.outcome is Outcome.REJECT
        return
    found = judge_item(ITEMS[code], profile, book)

    if found.standing is Standing.ELIGIBLE:
        assert (whole.outcome, whole.award_fen) == (found.outcome, found.award_fen)
    if found.failed:
        assert whole.outcome is Outcome.REJECT
        assert {one.code for one in found.failed} <= {reason["code"] for reason in whole.reasons if not reason["holds"]} | {
            "something_left"
        }
    if whole.outcome is Outcome.AWARD:
        assert found.up_to_fen is not None
        assert whole.award_fen is not None
        assert whole.award_fen <= found.up_to_fen
    if not hidden and not unsaid:
        assert (found.standing is Standing.ELIGIBLE) == (whole.outcome not in {Outcome.REJECT, Outcome.NEEDS_PARAMETER})


@pytest.mark.parametrize("code", ITEMS)
def test_every_item_is_open_to_a_profile_that_knows_what_it_asks(code: str) -> None:
    found = one(code, known(code), rules_of(code))
    assert found.standing is Standing.ELIGIBLE
    assert found.award_fen == assess(code, document(code), rules_of(code)).award_fen
    assert not list(found._missing())


def test_every_item_is_answered_with_its_clause_evidence_and_department() -> None:
    answers = judge_all({}, TODAY)
    assert {answer["item"] for answer in answers["items"]} == set(ITEMS)
    for answer in answers["items"]:
        item = ITEMS[answer["item"]]
        assert answer["citation"] == item.citation
        assert [department["code"] for department in answer["departments"]] == list(item.departments)
        assert len(answer["evidence"]) == len(item.evidence)
    # Guidance refuses nobody; of everything else nothing can be said of somebody unknown.
    assert {answer["item"] for answer in answers["items"] if answer["standing"] == "eligible"} == {
        code for code, item in ITEMS.items() if item.outcome is Outcome.NO_GRANT
    }
    assert not [answer for answer in answers["items"] if answer["standing"] == "no"]


def ranked(written: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(answer["item"], answer["standing"]) for answer in judge_all(written, TODAY, **more)["items"]]


def test_answers_are_ranked_by_what_was_asked_about_then_standing_then_money_and_guidance_is_last() -> None:
    facts = FACTS["rd-growth"] | FACTS["innovation-centre"] | {"plan": "none", "undertakes_project": True}
    answers = judge_all({"applicant": APPLICANT, "facts": facts}, TODAY)["items"]
    assert [answer["item"] for answer in answers[:3]] == ["innovation-centre", "rd-growth", "core-technology"]
    assert [(answer["standing"], answer["award_fen"]) for answer in answers[:2]] == [("eligible", 1000 * WAN), ("eligible", 20 * WAN)]
    for is_about in (True, False):
        group = [one for one in answers if one["asked_about"] is is_about and one["outcome"] != "no_grant"]
        keys = [
            (["eligible", "nearly", "unknown", "no"].index(one["standing"]), -(one["award_fen"] or one["up_to_fen"] or 0)) for one in group
        ]
        assert keys == sorted(keys)
    assert {answer["outcome"] for answer in answers[-4:]} == {"no_grant"}


@pytest.mark.parametrize("asked", [{"items": ["plan-rent"]}, {"facts": {"rent_paid_fen": 100}}, {"facts": {"plan-rent.plan": "none"}}])
def test_item_that_was_asked_about_comes_first_whatever_the_answer(asked: dict[str, Any]) -> None:
    written = {"applicant": APPLICANT} | asked
    assert ranked(written)[0][0] == "plan-rent"
    assert ranked({"applicant": APPLICANT})[0][0] != "plan-rent"


@pytest.mark.parametrize("facts", [{}, {"year": 2025}])
def test_nothing_is_said_of_an_item_of_which_nothing_is_known(facts: dict[str, Any]) -> None:
    found = dict(ranked({"facts": facts}))
    guidance = {code for code, item in ITEMS.items() if item.outcome is Outcome.NO_GRANT}
    assert {code for code, standing in found.items() if standing == "unknown"} == set(ITEMS) - guidance
    known_now = dict(ranked({"facts": facts | {"rent_paid_fen": 100}}))
    assert {code for code in found if known_now[code] != found[code]} == {"plan-rent"}
    assert known_now["plan-rent"] == "nearly"


EARLIER = [
    Earlier("rd-growth", 2026, 2025, 2, 295 * WAN),
    Earlier("rd-growth", 2025, 2024, 1, 300 * WAN),
    Earlier("science-award", 2026, None, 1, 100 * WAN),
]


def test_earlier_awards_leave_less_of_a_maximum_that_they_count_towards() -> None:
    item, book = ITEMS["rd-growth"], RuleBook.parse([])
    written = known("rd-growth")
    written["facts"]["year"] = 2025
    found = judge_item(item, read_profile(written, TODAY), book, EARLIER)
    assert (found.used_fen, found.award_fen, found.before) == (295 * WAN, 5 * WAN, (3, 595 * WAN))
    assert judge_item(item, read_profile(written, TODAY), book, EARLIER[1:]).award_fen == 20 * WAN
    said = named(judge_all(written, TODAY, book, EARLIER), "rd-growth")
    assert (said["cap"]["used_fen"], said["before"]) == (295 * WAN, {"awards": 3, "fen": 595 * WAN})
    # A maximum of one subject is not used by another.
    assert named(judge_all(known("science-award"), TODAY, book, EARLIER), "science-award")["cap"]["used_fen"] == 0


def test_it_is_said_whether_earlier_awards_were_counted() -> None:
    assert judge_all({}, TODAY)["assumed"] != judge_all({}, TODAY, earlier=[])["assumed"]


@pytest.mark.parametrize("code", ITEMS)
def test_profile_that_is_judged_is_one_by_its_schema(code: str) -> None:
    validator = Draft202012Validator(profile_schema())
    written = known(code) | {"items": [code]}
    validator.validate(written)
    read_profile(written, TODAY)
    assert not validator.is_valid(written | {"items": ["moon"]})
    assert not validator.is_valid({"facts": {"moon": 1}})


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS.values() if kind.own and kind.number is None])
def test_what_the_register_says_of_a_holder_is_a_fact_of_its_items(kind: str) -> None:
    facts = facts_of_holder({kind})
    assert facts
    assert set(facts) <= set(fact_names())
    assert facts_of_holder(()) == {}


def test_an_unknown_fact_that_decides_is_named_with_who_supplies_it() -> None:
    answer = one("core-technology", known("core-technology", without=("rd_investment_fen", "project_no"))).as_dict()
    assert (answer["standing"], answer["award_fen"], answer["up_to_fen"]) == ("nearly", None, 5000 * WAN)
    missing = [(needed["field"], needed["decides"], needed["supplied_by"]["code"]) for needed in answer["missing"]]
    assert missing == [("rd_investment_fen", True, "confirmed"), ("project_no", False, "declared")]
    assert [(found["code"], found["hangs_on"]) for found in answer["open"]] == [("something_left", ["rd_investment_fen"])]


def test_an_unknown_fact_that_cannot_change_the_answer_leaves_it_certain() -> None:
    found = one("rd-growth", known("rd-growth", without=("size", "on_key_list"), little_giant=True))
    assert (found.standing, found.award_fen) == (Standing.ELIGIBLE, 20 * WAN)
    assert one("rd-growth", known("rd-growth", without=("on_key_list",), size="small")).standing is Standing.NEARLY


def test_either_of_two_alternatives_is_asked_for_when_neither_is_known() -> None:
    answer = one("rd-growth", known("rd-growth", without=("target_fen",))).as_dict()
    assert [(needed["field"], needed["or"]) for needed in answer["missing"]] == [("target_fen", ["prior_rd_expense_fen"])]


def test_one_failed_condition_is_nearly_and_two_are_no() -> None:
    failing = one("loan-interest", known("loan-interest", bank_in_area=False)).as_dict()
    assert (failing["standing"], failing["outcome"], [found["code"] for found in failing["failed"]]) == (
        "nearly",
        "reject",
        ["bank_in_area"],
    )
    principal = one("loan-interest", known("loan-interest", bank_in_area=False, principal_fen=500 * WAN - 1)).as_dict()
    assert (principal["standing"], principal["up_to_fen"]) == ("no", None)
    assert principal["failed"][1]["figure"] == 500 * WAN - 1
    assert principal["failed"][1]["limit"] == 500 * WAN


def test_one_failed_condition_among_open_ones_is_no() -> None:
    assert one("loan-interest", {"facts": {"bank_in_area": False}}).standing is Standing.NO


def test_nothing_to_award_is_no_although_a_condition_is_open() -> None:
    found = one("first-above-scale", known("first-above-scale", without=("sector",), retained_contribution_fen=0))
    assert (found.standing, [condition.code for condition in found.failed]) == (Standing.NO, ["something_left"])


def test_a_rule_that_is_missing_is_named_with_who_sets_it() -> None:
    answer = one("plan-rent", known("plan-rent")).as_dict()
    assert (answer["standing"], answer["outcome"]) == ("nearly", "needs_parameter")
    assert [(figure["name"], figure["set_by"]["code"]) for figure in answer["missing_parameters"]] == [("rate", "sti")]


def test_a_longer_name_goes_before_the_short_one() -> None:
    facts = {"assessed_fen": 10 * WAN, "public-platform.assessed_fen": 20 * WAN, "platform_recognised": True, "year": 2025}
    answers = judge_all({"applicant": APPLICANT, "facts": facts}, TODAY)
    assert named(answers, "talent-startup")["award_fen"] == 10 * WAN
    assert named(answers, "public-platform")["award_fen"] == 20 * WAN


def test_what_is_not_added_up_is_said_of_items_that_can_be_had() -> None:
    exclusions = judge_all({"applicant": APPLICANT}, TODAY)["not_added_up"]
    said = [(set(found["items"]), found["same"]) for found in exclusions]
    assert ({"loan-interest", "plan-interest"}, ["loan_no"]) in said
    assert ({"national-platform", "public-platform"}, []) in said
    without = judge_all({"applicant": APPLICANT, "facts": {"plan": "none"}}, TODAY)["not_added_up"]
    assert not [found for found in without if found["same"] == ["loan_no"]]


def test_dates_that_are_not_given_are_today() -> None:
    assert judge_all({}, TODAY)["matter_date"] == "2026-03-02"
    assert judge_all({"application_date": "2025-01-01"}, TODAY)["matter_date"] == "2025-01-01"


def test_a_serious_record_fails_within_three_years_of_the_application() -> None:
    record = {"source": "tax", "on": "2023-03-03", "serious": True}
    facts = FACTS["science-award"]
    assert one("science-award", {"applicant": APPLICANT | {"records": [record]}, "facts": facts}).standing is Standing.NEARLY
    older = {"applicant": APPLICANT | {"records": [record | {"on": "2023-03-02"}]}, "facts": facts}
    assert one("science-award", older).standing is Standing.ELIGIBLE


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ([], [""]),
        ({"fact": {}}, ["fact"]),
        ({"facts": [], "applicant": []}, ["facts", "applicant"]),
        ({"facts": {"size": "huge", "moon": 1}}, ["facts.size", "facts.moon"]),
        ({"facts": {"rd-growth.rd_expense_fen": -1, "rd-growth.moon": 1}}, ["facts.rd-growth.rd_expense_fen", "facts.rd-growth.moon"]),
        ({"facts": {"rd_expense_fen": True}}, ["facts.rd_expense_fen"]),
        ({"applicant": {"type": "club", "records": 1, "x": 1}}, ["applicant.type", "applicant.records", "applicant.x"]),
        ({"applicant": {"records": [1, {"source": "tax"}]}}, [f"applicant.records[{at}" for at in ("0]", "1].on", "1].serious")]),
        ({"items": "rd-growth"}, ["items"]),
        ({"items": ["rd-growth", "moon"]}, ["items[1]"]),
        ({"matter_date": "2022-1-14", "application_date": None}, ["application_date", "matter_date"]),
    ],
)
def test_a_profile_is_refused_with_the_field_that_is_wrong(written: Any, fields: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        judge_all(written, TODAY)
    assert [fault.field for fault in refused.value.faults] == fields


def test_what_is_on_record_goes_under_what_is_sent_and_what_no_item_asks_is_left_out() -> None:
    record = {"size": "large", "little_giant": True, "colour": "red", "on_key_list": "yes", "taxed_in_area": True, "type": "enterprise"}
    source = Text("核验", "Verified")
    told = [Known("little_giant", False, source, TODAY), *(Known(name, value, source, TODAY) for name, value in record.items())]
    merged, added = with_known({"facts": {"size": "small"}}, told)
    assert merged == {"facts": {"size": "small", "little_giant": True}, "applicant": {"type": "enterprise", "taxed_in_area": True}}
    assert {one["field"] for one in added} == {"facts.little_giant", "applicant.type", "applicant.taxed_in_area"}
    assert {(str(one["on"]), str(one["source"]["zh"])) for one in added} == {("2026-03-02", "核验")}
    assert with_known([], told) == ([], [])
    assert with_known({"facts": 1}, [])[0]["facts"] == 1  # type: ignore[index]


@pytest.mark.parametrize(("language", "said"), [("zh", "可以申请"), ("en", "Eligible")])
def test_the_page_has_every_item(language: str, said: str) -> None:
    answer = judge_all(known("rd-growth"), TODAY)
    text = page(answer, language)
    assert said in text
    assert all(f" {code} " in text for code in ITEMS)
    assert "200,000.00" in text


def test_an_unknown_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError):
        bool(Range(0, 1, frozenset()))


def faults_in(written: dict[str, Any]) -> list[tuple[str, str | None]]:
    try:
        read_profile(written, TODAY)
    except Refusal as refusal:
        return [(fault.field, fault.clause) for fault in refusal.faults]
    return []


@pytest.mark.parametrize(
    ("name", "year", "taken"),
    [
        ("rd-growth.year", 2021, False),
        ("rd-growth.year", 2022, True),
        ("rd-growth.year", 2023, True),
        ("rd-growth.year", 2025, True),
        ("rd-growth.year", 2026, True),
        ("rd-growth.year", 2027, False),
        ("tech-transfer.year", 2020, False),
        ("tech-transfer.year", 2021, True),
        ("tech-transfer.year", 2025, True),
        ("tech-transfer.year", 2026, False),
        ("year", 2020, False),
        ("year", 2021, True),
        ("year", 2026, True),
        ("year", 2027, False),
        ("funding_year", 2021, False),
        ("funding_year", 2022, True),
        ("year", "2025", False),
        ("year", True, False),
        ("year", [2025], False),
        ("year", 10**30, False),
    ],
)
def test_year_is_refused_when_no_application_of_the_day_can_be_about_it(name: str, year: object, taken: bool) -> None:  # noqa: FBT001
    assert faults_in({"facts": {name: year}}) == ([] if taken else [(f"facts.{name}", "七、保障措施")])


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        ({"matter_date": "2022-01-13"}, ["matter_date"]),
        ({"matter_date": "2022-01-14"}, []),
        ({"matter_date": "2022-01-15"}, []),
        ({"matter_date": "2026-03-01"}, []),
        ({"matter_date": "2026-03-02"}, []),
        ({"matter_date": "2026-03-03"}, ["matter_date"]),
        ({"matter_date": "0001-01-01"}, ["matter_date"]),
        ({"matter_date": "9999-12-31"}, ["matter_date"]),
        ({"application_date": "2025-03-02", "matter_date": "2025-03-03"}, ["matter_date"]),
        ({"application_date": "2022-01-13"}, ["application_date"]),
        ({"application_date": "2022-01-14"}, []),
        ({"application_date": "2027-12-31"}, []),
        ({"application_date": "2028-01-01"}, ["application_date"]),
        ({"application_date": "9999-12-31"}, ["application_date"]),
    ],
)
def test_day_is_refused_when_no_application_can_be_of_it(dates: dict[str, str], wrong: list[str]) -> None:
    assert faults_in(dates) == [(field, "七、保障措施") for field in wrong]


@pytest.mark.parametrize(
    ("name", "value", "fields"),
    [
        ("size", "medium", []),
        ("little_giant", True, []),
        ("rd_expense_fen", 300_000_000, []),
        ("registered_in_area", True, []),
        ("colour", "red", ["name"]),
        ("siz", "medium", ["name"]),
        ("rd-growth.size", "medium", ["name"]),
        ("records", "none", ["name"]),
        ("size", "enormous", ["value"]),
        ("little_giant", "yes", ["value"]),
        ("rd_expense_fen", -1, ["value"]),
        ("rd_expense_fen", True, ["value"]),
    ],
)
def test_what_is_recorded_is_refused_by_field_when_nobody_asks_for_it(name: str, value: Any, fields: list[str]) -> None:
    assert [fault.field for fault in faults_on_record(name, value)] == fields


def test_every_fact_an_item_asks_for_may_be_recorded() -> None:
    assert all([fault.field for fault in faults_on_record(name, None)] != ["name"] for name in fact_names() if "." not in name)
