"""A share of what the lead gets for who took part: to the fen, with caps and brackets, and asked only where a rule makes it matter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policy.eligibility.eligibility import Standing, judge_all, judge_item
from policy.eligibility.profiles import profile_schema, read_profile
from policy.errors import Refusal
from policy.judging.assessment import AssessmentResult, amount_alone, assess
from policy.judging.catalogue import ITEMS
from policy.judging.documents import read_document
from policy.judging.implementing_rules import RuleBook
from policy.language.lead import asked_under
from policy.letters.calculation import reckoning
from policy.letters.corrections import corrections
from policy.processes.application.confirming import facts_to_state
from policy.processes.application.drafting import faults_in_draft, faults_in_submission
from policy.what_if.judging import NOT_JUDGED, judged
from policy.what_if.population import of_documents
from tests.policy.baselines import APPLICANT, FACTS, WAN, document

ITEM = "core-technology"
NUMBER = "京技管〔2026〕3号"


def rules(share: str = "0.30", item: str = ITEM, **values: Any) -> list[dict[str, Any]]:
    return [{"item": item, "from": "2022-01-14", "document_no": NUMBER, "values": {"participant_share": share, **values}}]


def found(led: bool, written: list[dict[str, Any]] | None = None, **facts: Any) -> AssessmentResult:  # noqa: FBT001 - the fact itself
    return assess(ITEM, document(ITEM, led=led, **facts), rules() if written is None else written)


@pytest.mark.parametrize(("invested", "award"), [(19, 2), (20, 3), (21, 3), (26, 3), (27, 3), (28, 4)])
def test_participant_gets_its_share_of_the_lead_rounded_down_when_it_is_no_whole_fen(invested: int, award: int) -> None:
    assert found(False, rd_investment_fen=invested).award_fen == award


@pytest.mark.parametrize("invested", [19, 20, 21, 100 * WAN])
def test_lead_gets_what_it_gets_without_a_rule(invested: int) -> None:
    alone = assess(ITEM, document(ITEM, rd_investment_fen=invested))
    assert (found(True, rd_investment_fen=invested).award_fen, alone.capped) == (alone.award_fen, False)


@pytest.mark.parametrize(
    ("invested", "award", "capped"),
    [(10_000 * WAN, 1500 * WAN, False), (10_000 * WAN + 2, 1500 * WAN, False), (20_000 * WAN, 1500 * WAN, True)],
)
def test_share_is_of_what_the_cap_leaves_the_lead(invested: int, award: int, *, capped: bool) -> None:
    result = found(False, rd_investment_fen=invested)
    assert (result.award_fen, result.capped) == (award, capped)


def test_share_is_of_the_sum_when_the_rate_is_by_brackets() -> None:
    brackets = [{"up_to_fen": 10 * WAN, "rate": "0.5"}, {"rate": "0.1"}]
    assert found(False, rules(rate=brackets), rd_investment_fen=30 * WAN).award_fen == 21_000_00


@pytest.mark.parametrize(("received", "award"), [(100 * WAN, 30 * WAN), (3000 * WAN, 600 * WAN)])
def test_share_is_of_what_is_matched_within_the_cap_of_a_project_and_year(received: int, award: int) -> None:
    code = "state-project-match"
    written = document(code, led=False, upstream_received_fen=received)
    assert assess(code, written, rules(item=code)).award_fen == award


def test_what_is_asked_for_bounds_the_share_when_it_is_less() -> None:
    assert found(False, requested_fen=WAN).award_fen == WAN


def test_earlier_awards_are_taken_off_the_share() -> None:
    assert found(False, already_paid_fen=5 * WAN).award_fen == 10 * WAN


def test_fact_is_missing_when_nobody_said_and_a_rule_asks() -> None:
    with pytest.raises(Refusal) as refused:
        assess(ITEM, document(ITEM), rules())
    assert [(fault.field, fault.message.en) for fault in refused.value.faults] == [("led", "is missing")]


@pytest.mark.parametrize("written", [[], rules("1"), [rules()[0] | {"to": "2022-01-14"}]], ids=["none", "the whole", "over"])
def test_fact_is_unknown_when_no_rule_in_force_makes_it_matter(written: list[dict[str, Any]]) -> None:
    assert assess(ITEM, document(ITEM), written).award_fen == 50 * WAN
    with pytest.raises(Refusal) as refused:
        found(True, written)
    assert [fault.field for fault in refused.value.faults] == ["led"]


def test_items_whose_project_others_number_may_have_the_share_and_no_others() -> None:
    assert [code for code, item in ITEMS.items() if "participant_share" in item.parameters] == [ITEM, "state-project-match"]
    with pytest.raises(Refusal):
        RuleBook.parse(rules(item="science-award"))


@pytest.mark.parametrize("share", ["1.01", "-0.1", [{"up_to_fen": 5, "rate": "0.1"}, {"rate": "0.2"}], 1])
def test_share_is_refused_when_it_is_no_rate_up_to_the_whole(share: Any) -> None:
    with pytest.raises(Refusal):
        RuleBook.parse(rules(share))


@pytest.mark.parametrize("led", [True, False])
def test_readers_agree_on_a_share(*, led: bool) -> None:
    written = [document(ITEM, led=led, rd_investment_fen=fen) for fen in (19, 21, 20_000 * WAN)]
    law = RuleBook.parse(rules()).figures(ITEMS[ITEM], date(2025, 6, 30)).law
    item = asked_under(ITEMS[ITEM], law)
    alone = [amount_alone(item, read_document(item, one).row, law)[1] for one in written]
    many = judged(of_documents(ITEMS[ITEM], written, rules()))
    assert alone == [assess(ITEM, one, rules()).award_fen for one in written] == many.award_fen.tolist()


# -- how it is told ---------------------------------------------------------------------------------------------------------------------


def test_letter_and_tree_name_the_share_and_its_document_when_the_applicant_took_part() -> None:
    result = found(False)
    told = reckoning(ITEMS[ITEM], result.tree, result.award_fen, None)
    assert told is not None
    assert f"申请单位参与而未牵头承担该项目，依据{NUMBER}，按牵头单位支持金额50万元的30%计算为15万元" in told.zh
    assert f"by {NUMBER} it gets 30%" in told.en
    nodes = {node["code"]: node for section in result.tree["children"] for node in section["children"]}
    assert (nodes["entitled"]["figure"], nodes["participant_part"]["figure"]) == (50 * WAN, 15 * WAN)
    assert result.tree["rules_in_force"][0]["document_no"] == NUMBER


def test_letter_of_the_lead_says_nothing_of_a_share() -> None:
    result, alone = found(True), assess(ITEM, document(ITEM))
    told = [reckoning(ITEMS[ITEM], one.tree, one.award_fen, None) for one in (result, alone)]
    assert told[0] == told[1]


def test_letter_of_a_correction_names_who_led() -> None:
    assert corrections(ITEMS[ITEM], {"led": {"before": True, "after": False}}, "zh") == "牵头承担该项目由是更正为否"


# -- who is asked -----------------------------------------------------------------------------------------------------------------------


def test_applicant_claims_it_and_an_officer_states_it_when_a_rule_asks() -> None:
    item = ITEMS[ITEM]
    asked = asked_under(item, RuleBook.parse(rules()).figures(item, date(2025, 6, 30)).law)
    assert {fact.code for fact in facts_to_state(asked)} - {fact.code for fact in facts_to_state(item)} == {"led"}
    assert [fault.field for fault in faults_in_draft(asked, {"led": True}, {"led": True}, None, date(2026, 1, 1))] == ["led"]
    assert [fault.field for fault in faults_in_submission(asked, FACTS[ITEM], FACTS[ITEM])] == ["claims.led"]
    assert [fault.field for fault in faults_in_draft(item, {}, {"led": True}, None, date(2026, 1, 1))] == ["claims.led"]
    assert "led" not in item.facts_schema()["properties"]


def test_eligibility_names_what_hangs_on_it_when_a_rule_asks() -> None:
    book, today = RuleBook.parse(rules()), date(2025, 7, 1)
    known = {"applicant": APPLICANT, "facts": FACTS[ITEM]}
    unsaid = judge_item(ITEMS[ITEM], read_profile(known, today, rules=book), book)
    assert (unsaid.standing, unsaid.up_to_fen, unsaid.deciding) == (Standing.NEARLY, 50 * WAN, frozenset({"led"}))
    said = judge_all({**known, "facts": {**FACTS[ITEM], "led": False}}, today, book)
    assert next(one for one in said["items"] if one["item"] == ITEM)["award_fen"] == 15 * WAN


def test_profile_has_no_such_fact_without_a_rule() -> None:
    assert "led" not in profile_schema()["properties"]["facts"]["properties"]
    with pytest.raises(Refusal):
        read_profile({"facts": {"led": True}}, date(2025, 7, 1))


def test_what_if_judges_who_said_and_leaves_who_was_never_asked() -> None:
    asked = of_documents(ITEMS[ITEM], [document(ITEM, led=False), document(ITEM)], rules())
    assert judged(asked).outcome.tolist()[1] == NOT_JUDGED
    assert judged(asked).award_fen.tolist()[0] == 15 * WAN
    assert judged(of_documents(ITEMS[ITEM], [document(ITEM)], [])).award_fen.tolist() == [50 * WAN]
