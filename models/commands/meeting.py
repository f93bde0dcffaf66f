"""专题会的草稿。Writes of meetings before they are called."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import meeting as meetings
from models.tables import Meeting
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.processes.meeting.votes import FEWEST
from policy.text import Text


async def call(
    session: AsyncSession, actor: Actor, department: str, title: str, members: Sequence[str], chair: str, request_key: str
) -> Meeting:
    """Write a meeting under a new number.

    Args:
        session: The transaction.
        actor: Who calls it.
        department: Whose cases it decides.
        title: What it is called.
        members: The subjects of those who sit in it.
        chair: Which of them signs its minutes.
        request_key: Of the request.

    Raises:
        Refusal: `invalid_input`, naming each member who cannot sit in it, and what else is wrong with them.
    """
    known = {person.subject for person in await meetings.members(session, members)}
    faults = [
        Fault("members", Text(f"{one}不是在任的专题会成员", f"{one} does not sit on the committee")) for one in members if one not in known
    ]
    if len(set(members)) < max(FEWEST, len(members)):
        faults.append(Fault("members", Text(f"应为不少于{FEWEST}名不同的成员", f"must be {FEWEST} different members or more")))
    if chair not in members:
        faults.append(Fault("chair", Text("应为会议成员之一", "must be one of the members")))
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("会议成员有误。", "Its members are not valid."), faults)
    row = Meeting(
        number=await next_number(session, "MT"),
        department=department,
        created_by=actor.subject,
        title=title,
        members=list(members),
        chair=chair,
        request_key=request_key,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
