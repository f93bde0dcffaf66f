"""承继的写入。Writes of successions: a filing is taken if nothing we know speaks against it, and becomes a succession when approved."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.commands.turns import take_turns, turn_of
from models.queries import enterprise as enterprises
from models.queries import succession as successions
from models.tables import Succession, SuccessionFiling
from policy import credit_code
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.opinions_2022_8.general_terms import CITATION
from policy.text import Text
from policy.working_days import BEIJING

_NOT_OURS = Text("未在本系统登记", "is not registered here")
_BEFORE_CODES = Text(
    "不得早于2015年10月1日，此前尚未实行统一社会信用代码",
    "must not be before 2015-10-01: there were no credit codes yet",
)
_PERSON = Text("个人不适用承继", "is a person, whose place nobody takes")


async def file(  # noqa: PLR0913 - what a filing consists of
    session: AsyncSession,
    actor: Actor,
    department: str,
    *,
    predecessor_uscc: str,
    successor_uscc: str,
    ground: str,
    paper: str,
    effective_on: date,
    request_key: str,
) -> SuccessionFiling:
    """Draft a filing under a new number.

    Raises:
        Refusal: `invalid_input`, naming the field; `duplicate` for an enterprise whose place was taken, or is being asked for.
    """
    faults = [
        Fault(field, why)
        for field, uscc in (("predecessor_uscc", predecessor_uscc), ("successor_uscc", successor_uscc))
        if (why := await _why_none(session, uscc)) is not None
    ]
    if effective_on < credit_code.SINCE:
        faults.append(Fault("effective_on", _BEFORE_CODES, CITATION))
    if effective_on > datetime.now(BEIJING).date():
        faults.append(
            Fault("effective_on", Text("承继尚未发生，请在登记之后提交", "has not come yet: file it once it is registered"), CITATION)
        )
    if faults:
        raise _invalid(faults)
    await require_possible(session, predecessor_uscc, successor_uscc)
    await _require_only(session, predecessor_uscc, successor_uscc)
    filing = SuccessionFiling(
        number=await next_number(session, "SU"),
        department=department,
        created_by=actor.subject,
        predecessor_uscc=predecessor_uscc,
        successor_uscc=successor_uscc,
        ground=ground,
        paper=paper,
        effective_on=effective_on,
        request_key=request_key,
    )
    session.add(filing)
    await session.flush()
    await session.refresh(filing)
    return filing


async def require_possible(session: AsyncSession, predecessor: str, successor: str) -> None:
    """Refuse what would give an enterprise two successors, or make it its own.

    Raises:
        Refusal: `duplicate`, or `invalid_input` with the field that is wrong.
    """
    before = await successions.lineage(session, predecessor)
    if before.current != predecessor:
        # By whom, is for those to know who may see it.
        raise Refusal(Code.DUPLICATE, Text("该单位已由其他单位承继。", "Somebody has taken the place of this enterprise already."))
    if successor == predecessor:
        raise _invalid([Fault("successor_uscc", Text("不能是被承继单位自身", "is the predecessor itself"))])
    after = await successions.lineage(session, successor)
    if after.current != successor:
        # In a circle too: whoever stands for the predecessor's own predecessors is the predecessor.
        raise _invalid([Fault("successor_uscc", Text("已由其他单位承继", "has lost its place to another"))])


async def take_in(session: AsyncSession, filing: SuccessionFiling) -> None:
    """Have a filing be the only one for its place, whoever else files for it meanwhile.

    Raises:
        Refusal: As `require_possible`; `duplicate`, where another was taken in first.
    """
    await claim_place(session, filing.predecessor_uscc, filing.successor_uscc)
    await _require_only(session, filing.predecessor_uscc, filing.successor_uscc, besides=filing.id)


async def _require_only(session: AsyncSession, predecessor: str, successor: str, besides: uuid.UUID | None = None) -> None:
    other = await successions.filed_for(session, predecessor, besides=besides)
    if other is None:
        return
    if other.successor_uscc == successor:
        said = Text(f"承继申报{other.number}尚未办结。", f"The succession {other.number} of the same two is not decided yet.")
    else:
        # By whom, is for those to know who may see it.
        said = Text(
            "该单位已有承继申报正在办理，办结之前不受理其他承继申报；有异议的，请联系责任单位。",
            "A succession of this enterprise is being handled, and no other is taken before it is decided; whoever objects should tell "
            "the department.",
        )
    raise Refusal(Code.DUPLICATE, said)


async def claim_place(session: AsyncSession, predecessor: str, successor: str) -> None:
    """Have every other succession of the two wait until the transaction ends.

    Raises:
        Refusal: As `require_possible`, where another succession was made meanwhile.
    """
    await take_turns(session, "successions", turn_of(predecessor), turn_of(successor))
    await require_possible(session, predecessor, successor)


async def take_over(session: AsyncSession, filing: SuccessionFiling, *, checked_by: str, approved_by: str, now: datetime) -> None:
    """Put the successor in the place of its predecessor. Decisions on either wait, and those that come after count both.

    Raises:
        Refusal: As `require_possible`, where another succession was approved meanwhile.
    """
    await claim_place(session, filing.predecessor_uscc, filing.successor_uscc)
    session.add(
        Succession(
            predecessor_uscc=filing.predecessor_uscc,
            successor_uscc=filing.successor_uscc,
            ground=filing.ground,
            paper=filing.paper,
            effective_on=filing.effective_on,
            filed_by=filing.created_by,
            checked_by=checked_by,
            approved_by=approved_by,
            approved_at=now,
            filing_id=filing.id,
        )
    )
    await session.flush()
    successions.forget(session)


async def _why_none(session: AsyncSession, uscc: str) -> Text | None:
    """Return why an enterprise is part of no succession, if it is not."""
    row = await enterprises.find(session, uscc)
    if row is None:
        return _NOT_OURS
    return _PERSON if row.kind == "person" else None


def _invalid(faults: list[Fault]) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("承继申报有误。", "The succession is not valid."), faults)
