"""Whoever looks once more at an award that a re-decision brought down reads that: what was corrected, by which paper, by whom and why."""

from __future__ import annotations

from typing import Any

from tests.api.desk import APPLICANT, Desk
from tests.api.test_redecisions import DEPUTY, THIRD_APPROVER, proposed
from tests.office import Case, Office
from tests.office.milestones import application_to
from tests.workflows.redecisions import PAPER, SECOND

OTHER_OFFICER = "officer-sti-2"
REQUEST = {"decision": "reconsideration_requested", "reason": "证书属实"}
GRANTED = {"decision": "reconsideration_granted", "reason": "依据存疑", "parts": ["facts"]}


async def revoked(api: Desk, behind: Office) -> tuple[Case, str]:
    """Decide an award anew to nothing before it is paid; return it, and the number of the re-decision."""
    award = await application_to("payment", behind, "science-award")
    number = await proposed(api, award, "other")
    await api.done(APPLICANT, number, "redecision_statement", {"decision": "statement_made", "reason": "等级无误"})
    await api.done(DEPUTY, number, "redecision_decision", {"decision": "redecided", "reason": "以更正函为准"})
    await award.reach("refused")
    await api.done(APPLICANT, award.number, "reconsideration_request", REQUEST)
    return award, number


async def task_of(api: Desk, person: str, number: str, kind: str) -> dict[str, Any]:
    """Return a task in full."""
    task = await api.soon(person, number, kind)
    return dict((await api.get(person, f"/tasks/{task['id']}")).json())


async def test_reconsideration_shows_the_redecision_it_is_of(api: Desk, behind: Office) -> None:
    award, number = await revoked(api, behind)
    task = await task_of(api, THIRD_APPROVER, award.number, "reconsideration")
    [anew] = task["about"]["redecisions"]
    assert (anew["number"], anew["before_fen"], anew["after_fen"]) == (number, SECOND, 0)
    assert anew["facts"] == {"grade": {"before": "second", "after": "other"}}
    assert (anew["paper"], anew["reason"], anew["decided_reason"]) == (PAPER, "获奖等级登记有误", "以更正函为准")
    assert anew["proposed_by"]
    assert anew["decided_by"]
    said = [(one["kind"], one["outcome"]["code"], one["reason"]) for one in task["opinions"]]
    assert ("redecision_statement", "statement_made", "等级无误") in said
    assert said.index(("redecision_decision", "redecided", "以更正函为准")) < said.index(
        ("reconsideration_request", "reconsideration_requested", "证书属实")
    )


async def test_reopened_review_offers_every_value_with_its_source_and_fills_in_none(api: Desk, behind: Office) -> None:
    award, number = await revoked(api, behind)
    await api.done(THIRD_APPROVER, award.number, "reconsideration", GRANTED)
    task = await task_of(api, OTHER_OFFICER, award.number, "desk_review")
    stated = task["form"]["properties"]["facts"]["properties"]
    grade = stated["grade"]["properties"]["value"]
    assert "default" not in grade
    assert [(one["value"], one["of"]) for one in grade["x-values"]][-2:] == [("second", award.number), ("other", number)]
    assert grade["x-values"][-1]["paper"] == PAPER
    # What nobody has corrected is filled in as it was.
    assert all("default" in one["properties"]["value"] for code, one in stated.items() if code != "grade")
    assert [one["number"] for one in task["about"]["redecisions"]] == [number]
