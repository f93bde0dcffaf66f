"""Two cases for the same subject: the second is neither refused nor cut for an award that an objection may still undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.tables import Message
from tests.office import HEAD, OFFICER, Case, Office
from tests.office.milestones import application_to

WAITING = "award_found_pending"


async def rival(office: Office) -> tuple[Case, Case]:
    """Take one case to its notice and another for the same through its review."""
    first = await application_to("notice", office)
    second = await office.apply_for()
    await second.to_review()
    await second.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    await second.happened(WAITING)
    return first, second


async def told(office: Office, case: Case) -> dict[str, str]:
    """Return what a case told, by whom: the office by its role, the applicant as such."""
    rows = await office.all(
        select(Message).where(Message.case_id == case.id, Message.zh.contains("尚在公示") | Message.zh.contains("尚未确定"))
    )
    return {row.role or "applicant": row.zh for row in rows}


async def test_second_case_waits_and_its_applicant_reads_nothing_of_the_first_while_that_is_on_notice(skipping: Office) -> None:
    first, second = await rival(skipping)
    row = await second.row()
    assert (row.stage, row.award_fen, await second.tasks()) == ("assessment", None, [])
    words = await told(skipping, second)
    assert set(words) == {"applicant", "officer"}
    assert first.number in words["officer"]
    assert first.number not in words["applicant"]


async def test_second_case_is_refused_when_the_first_is_final(skipping: Office) -> None:
    first, second = await rival(skipping)
    await first.clear_notice()
    await second.skip(timedelta(days=7))
    assert (await second.reach("refused")).award_fen is None
    assert (await second.events())[-1] == "assessed_to_nothing"


async def test_second_case_goes_on_when_an_objection_to_the_first_is_upheld(skipping: Office) -> None:
    first, second = await rival(skipping)
    await first.object()
    await second.skip(timedelta(days=7))
    assert (await second.events()).count(WAITING) == 1
    await first.uphold()
    await first.reach("refused")
    await second.skip(timedelta(days=7))
    await second.reach("decision")
    await second.answer("decision", HEAD, decision="approved")
    await second.reach("public_notice", "commitment")


@pytest.mark.parametrize("stop", ["withdrawn", "held"])
async def test_second_case_may_be_withdrawn_and_held_while_it_waits(skipping: Office, stop: str) -> None:
    first, second = await rival(skipping)
    if stop == "withdrawn":
        assert (await second.withdraw()).stage == "withdrawn"
        return
    await second.hold()
    await first.clear_notice()
    await second.skip(timedelta(days=7))
    assert (await second.row()).stage == "assessment"
    await second.resume()
    await second.reach("refused")


async def both_at_decision(office: Office) -> tuple[Case, Case]:
    first, second = await office.apply_for(), await office.apply_for()
    for case in (first, second):
        await case.to_decision()
    await first.answer("decision", HEAD, decision="approved")
    return first, second


async def test_decision_waits_while_an_award_for_the_same_is_on_notice_and_is_refused_when_it_is_final(skipping: Office) -> None:
    first, second = await both_at_decision(skipping)
    assert await second.refusal_of_answer("decision", HEAD, decision="approved") == "award_pending"
    await first.clear_notice()
    assert await second.refusal_of_answer("decision", HEAD, decision="approved") == "already_awarded"


async def test_decision_is_taken_when_the_award_for_the_same_fell_away(skipping: Office) -> None:
    first, second = await both_at_decision(skipping)
    await first.object()
    assert await second.refusal_of_answer("decision", HEAD, decision="approved") == "award_pending"
    await first.uphold()
    await first.reach("refused")
    await second.answer("decision", HEAD, decision="approved")
    await second.reach("public_notice", "commitment")
