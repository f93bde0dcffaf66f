"""Changes of what was agreed: which terms can be agreed on, what a change is about, and how two versions differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policy.errors import Refusal
from policy.processes.change import partners
from policy.processes.change.terms import differences, faults_in_budget, read_terms, subjects_of
from policy.processes.matching import agreement as matching
from policy.processes.post_grant import agreement as post_grant
from policy.processes.post_grant.task_book import last_day
from policy.registered import FormerName, Registered

SIGNED, TODAY = date(2026, 1, 10), date(2026, 6, 1)
FIRST: dict[str, Any] = {"title": "样机", "due_on": "2026-12-31", "deliverable": "测试报告"}
SECOND: dict[str, Any] = {"title": "小批量", "due_on": "2027-12-31", "deliverable": "试用报告"}
BOOK: dict[str, Any] = {
    "goals": "样机",
    "planned_cost_fen": 100,
    "milestones": [FIRST, SECOND],
    "signed_on": SIGNED.isoformat(),
}
PROJECT: dict[str, Any] = {"title": "项目", "ends_on": "2027-12-31"}
ENDS_ON, DUE_ON = ["changes.ends_on"], ["changes.milestones.0.due_on"]
PARTNER = {"name": "演示合作单位", "uscc": "91110302MA9DA0018E", "part": "集成"}


def budget(*fen: int) -> list[dict[str, Any]]:
    return [{"heading": heading, "fen": amount} for heading, amount in zip(("equipment", "labour"), fen, strict=False)]


def faults_of_book(after: dict[str, Any], settled: int = 0) -> list[str]:
    """Return the fields for which a change of the task book is refused."""
    try:
        post_grant.require_changeable(BOOK, post_grant.terms_of(BOOK) | after, settled=settled, today=TODAY)
    except Refusal as refusal:
        return [fault.field for fault in refusal.faults]
    return []


def faults_of_project(after: dict[str, Any], before: dict[str, Any] = PROJECT) -> list[str]:
    """Return the fields for which a change of a matching project is refused."""
    try:
        matching.require_changeable(before, before | after, begins_on=date(2025, 1, 1), today=TODAY)
    except Refusal as refusal:
        return [fault.field for fault in refusal.faults]
    return []


@pytest.mark.parametrize(("ends_on", "fields"), [("2100-12-30", []), ("2100-12-31", []), ("2101-01-01", ["changes.ends_on"])])
def test_project_does_not_end_when_nobody_lives_to_see_it(ends_on: str, fields: list[str]) -> None:
    assert faults_of_project({"ends_on": ends_on}) == fields


@pytest.mark.parametrize(("fen", "fields"), [(99, ["changes.budget"]), (100, []), (101, ["changes.budget"])])
def test_budget_sums_to_the_planned_cost_when_it_is_changed(fen: int, fields: list[str]) -> None:
    assert faults_of_book({"budget": budget(60, fen - 60)}) == fields


def test_budget_names_each_heading_once() -> None:
    assert [fault.field for fault in faults_in_budget([*budget(50), *budget(50)], 100)] == ["budget"]


def test_first_budget_of_a_matching_project_is_free_and_the_next_ones_sum_to_it() -> None:
    first = PROJECT | {"budget": budget(60, 40)}
    assert faults_of_project({"budget": budget(70, 30)}) == []
    assert [faults_of_project({"budget": budget(70, last)}, first) for last in (29, 30, 31)] == [["changes.budget"], [], ["changes.budget"]]


@pytest.mark.parametrize(("ends_on", "fields"), [("2026-06-01", ENDS_ON), ("2026-06-02", []), ("2026-02-30", ENDS_ON)])
def test_matching_project_ends_after_today_when_its_time_is_changed(ends_on: str, fields: list[str]) -> None:
    assert faults_of_project({"ends_on": ends_on}) == fields


@pytest.mark.parametrize(
    ("due_on", "fields"),
    [(TODAY.isoformat(), DUE_ON), ("2026-06-02", []), (last_day(SIGNED).isoformat(), []), ("2029-01-11", DUE_ON), ("2026-02-30", DUE_ON)],
)
def test_milestone_lies_ahead_and_within_three_years_when_it_is_changed(due_on: str, fields: list[str]) -> None:
    assert faults_of_book({"milestones": [FIRST | {"due_on": due_on}]}) == fields


def test_milestone_that_has_passed_stays_when_others_change() -> None:
    later = {"due_on": "2028-06-30"}
    assert faults_of_book({"milestones": [FIRST | later, SECOND]}, settled=1) == ["changes.milestones.0"]
    assert faults_of_book({"milestones": []}, settled=1) == ["changes.milestones.0"]
    assert faults_of_book({"milestones": [FIRST, SECOND | later]}, settled=1) == []


@pytest.mark.parametrize(
    ("partners", "fields"),
    [
        ([], []),
        ([PARTNER], []),
        ([PARTNER, PARTNER | {"name": "又名"}], ["changes.partners"]),
        ([PARTNER | {"uscc": "91110302MA9DA0018X"}], ["changes.partners.0.uscc"]),
    ],
)
def test_partners_are_named_once_and_by_their_code(partners: list[dict[str, Any]], fields: list[str]) -> None:
    assert (faults_of_book({"partners": partners}), faults_of_project({"partners": partners})) == (fields, fields)


def test_code_of_a_partner_is_kept_in_one_form_however_it_was_written() -> None:
    assert read_terms({"partners": [PARTNER | {"uscc": "9111 0302-ma9da0018e"}]})["partners"] == [PARTNER]


@pytest.mark.parametrize(
    ("after", "subjects"),
    [
        ({"budget": budget(60, 40)}, ["budget"]),
        ({"goals": "样机和试产"}, ["content"]),
        ({"partners": [PARTNER]}, ["partners"]),
        ({"milestones": [FIRST, SECOND | {"due_on": "2028-06-30"}]}, ["time"]),
        ({"milestones": [FIRST, SECOND | {"deliverable": "用户报告"}]}, ["content"]),
        ({"milestones": [FIRST]}, ["time", "content"]),
    ],
)
def test_change_is_about_what_differs(after: dict[str, Any], subjects: list[str]) -> None:
    before = post_grant.terms_of(BOOK)
    assert subjects_of(differences(before, before | after, post_grant.TERMS)) == subjects


# -- partners by the register -------------------------------------------------------------------------------------------------------------

CODE = PARTNER["uscc"]
CALLED = Registered(PARTNER["name"], "enterprise", "active", (FormerName("演示旧名单位", date(2025, 3, 31)),))


@pytest.mark.parametrize(
    ("name", "registered", "question"),
    [
        (PARTNER["name"], CALLED, None),
        ("演示 合作单位", CALLED, None),
        ("演示另一单位", CALLED, "登记机关登记的名称不同"),
        ("演示旧名单位", CALLED, "所填为2025-03-31以前的名称"),
        (PARTNER["name"], replace(CALLED, status="revoked"), "登记机关显示该单位已经注销或者被吊销营业执照"),
        (PARTNER["name"], replace(CALLED, status="deregistered"), "登记机关显示该单位已经注销或者被吊销营业执照"),
        (PARTNER["name"], None, "登记机关没有这个统一社会信用代码的登记"),
    ],
)
def test_partner_is_an_officers_question_when_the_register_says_otherwise(name: str, registered: Registered | None, question: Any) -> None:
    [one] = partners.found([PARTNER | {"name": name}], {CODE: registered.as_dict() if registered else None})
    assert (one["question"] and one["question"]["zh"], one["registered"] is None) == (question, registered is None)
    asked = partners.form_of([one])
    assert (list(asked["required"]) if asked else []) == ([CODE] if question else [])


def asked_about(*, accepted: bool | None, registered: Registered | None = CALLED, name: str = "演示另一单位") -> list[dict[str, Any]]:
    found = partners.found([PARTNER | {"name": name}], {CODE: registered.as_dict() if registered else None})
    return partners.decided(found, {} if accepted is None else {CODE: {"accepted": accepted, "reason": "已核对"}})


OTHER = PARTNER | {"uscc": "91110302MA9DA00269"}


@pytest.mark.parametrize(
    ("held", "stands", "fields"),
    [
        (asked_about(accepted=True), {}, ["changes.partners.1.uscc"]),
        (asked_about(accepted=False), {}, ["changes.partners.0.uscc", "changes.partners.1.uscc"]),
        (asked_about(accepted=False), {"partners": [OTHER]}, ["changes.partners.0.uscc"]),
        (asked_about(accepted=None, name=PARTNER["name"]), {"partners": [OTHER]}, []),
        # Whoever was a partner before is asked about like anybody who is named in a change.
        (asked_about(accepted=False), {"partners": [PARTNER, OTHER]}, ["changes.partners.0.uscc"]),
    ],
)
def test_partner_is_agreed_on_when_asked_about_and_not_refused_or_a_partner_already(held: Any, stands: Any, fields: list[str]) -> None:
    assert [fault.field for fault in partners.faults_against([PARTNER, OTHER], held, stands)] == fields


@pytest.mark.parametrize(("registered", "name"), [(CALLED, PARTNER["name"]), (None, "演示另一单位")])
def test_partner_is_called_as_registered_when_the_register_knows_it(registered: Registered | None, name: str) -> None:
    held = asked_about(accepted=True, registered=registered)
    kept = partners.as_registered({"goals": "样机", "partners": [PARTNER | {"name": "演示另一单位"}]}, held)
    assert kept == {"goals": "样机", "partners": [PARTNER | {"name": name}]}
