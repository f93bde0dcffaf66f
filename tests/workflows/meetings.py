"""专题会的测试。A meeting called as the API calls it, with cases on its agenda, votes and minutes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from models.commands import meeting as commands
from policy.actors import Actor
from policy.working_days import BEIJING
from tests.office import HEAD, WAN, Case, Office, person

MEMBERS = tuple(person(f"committee-{number}") for number in range(1, 6))
CHAIR = MEMBERS[0]
MINUTES_NO = "专题会纪要〔2026〕12号"


def seats(number: int) -> tuple[str, ...]:
    """Return the subjects of some members."""
    return tuple(member.subject for member in MEMBERS[:number])


async def called(office: Office, *, members: Sequence[str] = seats(3), department: str = "sti") -> Case:
    """Call a meeting."""
    officer = person(f"officer-{department}-1")
    async with office.database.writing() as session:
        row = await commands.call(session, officer, department, "一事一议专题会", members, members[0], uuid.uuid4().hex)
    return await office.begin(row, officer, row.title)


async def officer_of(meeting: Case) -> Actor:
    """Return the officer who called a meeting."""
    return person((await meeting.row()).created_by)


async def tabled(case: Case, meeting: Case, proposed_fen: int = 300 * WAN, terms: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Put a case on the agenda of a meeting."""
    await case.answer(
        "meeting_listing",
        await officer_of(meeting),
        decision="tabled",
        meeting=meeting.number,
        proposed_fen=proposed_fen,
        opinion="建议支持",
        **terms,
    )


async def convened(
    office: Office, *cases: Case, proposed_fen: int = 300 * WAN, terms: Mapping[str, Any] = MappingProxyType({}), **options: Any
) -> Case:
    """Call a meeting, put cases on its agenda, and convene it."""
    meeting = await called(office, **options)
    for case in cases:
        await tabled(case, meeting, proposed_fen, terms)
    await meeting.answer("meeting_convening", await officer_of(meeting), decision="convened")
    return meeting


async def vote(meeting: Case, case: Case | None = None, only: Sequence[int] = (), /, **answer: Any) -> None:
    """Have members vote on every matter, or on one; all of them, or some by their place."""
    await meeting.task("meeting_vote")
    for task in await meeting.tasks():
        member = next(one for one in MEMBERS if one.subject == task.assignee)
        is_asked = case is None or task.about["case_id"] == str(case.id)
        if is_asked and (not only or MEMBERS.index(member) + 1 in only):
            await meeting.complete(task, member, voted(task.about["proposed_fen"], **answer))


def voted(award_fen: int, /, **answer: Any) -> dict[str, Any]:
    """Return the form of a vote, for the amount unless it says otherwise."""
    return answer if "decision" in answer else {"decision": "voted_for", "award_fen": award_fen} | answer


async def minuted(meeting: Case) -> None:
    """Have the minutes written and signed."""
    called_on = (await meeting.row()).created_at.astimezone(BEIJING).date().isoformat()
    written = {"minutes_no": MINUTES_NO, "held_on": called_on, "minutes": "会议审议了各项议题。"}
    await meeting.answer("meeting_minutes", await officer_of(meeting), decision="minutes_written", **written)
    await meeting.answer("minutes_signature", CHAIR, decision="minutes_signed")


async def resolve(
    office: Office, *cases: Case, proposed_fen: int = 300 * WAN, terms: Mapping[str, Any] = MappingProxyType({}), **answer: Any
) -> Case:
    """Have a meeting resolve cases, as all its members vote."""
    department = (await cases[0].row()).department
    meeting = await convened(office, *cases, proposed_fen=proposed_fen, terms=terms, department=department)
    await vote(meeting, **answer)
    await minuted(meeting)
    await meeting.reach("closed")
    return meeting


async def approve_first(case: Case) -> None:
    """Have the first approver agree to what was resolved."""
    await case.answer("decision", HEAD, decision="approved")
