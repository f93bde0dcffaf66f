"""列单。Drawing the list by which a ceiling is shared: everybody submitted by a cut-off date is on it, or left out with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.commands.turns import take_turns
from models.queries import allocation as allocations
from models.queries import family as families
from models.queries import involvement as involvements
from models.queries.allocation import Ceiling
from models.tables import Allocation, AllocationShare, Application
from policy.actors import Actor
from policy.days import day_in, in_chinese
from policy.errors import Code, Fault, Refusal
from policy.language.items import Item
from policy.processes.allocation.lifecycle import DRAWING
from policy.processes.allocation.shares import pro_rata
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.kernel.duties import bars
from policy.text import Text
from policy.working_days import BEIJING


async def draw(
    session: AsyncSession, actor: Actor, item: Item, year: int, cut_off: date, left_out: Mapping[str, str], request_key: str
) -> Allocation:
    """Draw a list under a new number.

    Args:
        session: The transaction.
        actor: Who draws it.
        item: Whose ceiling is shared.
        year: Of the ceiling.
        cut_off: The last day of submission, which is over; later than that of every list of the ceiling that was not returned.
        left_out: Why applications get no share by this list, by their numbers: those not assessed yet, and those to be reviewed again.
        request_key: Of the request, so that one that is tried again goes on with the same list.

    Raises:
        Refusal: `invalid_input`, `incomplete` where an application is neither shared nor left out, `wrong_stage` where nobody waits,
            `budget_exhausted` where nothing is left, `four_eyes`, and `duplicate` while another list of the ceiling is under way.
    """
    # Whoever submits later on the day would have no part in a list of everybody who submits by its end.
    if cut_off >= datetime.now(BEIJING).date():
        raise _invalid([Fault("cut_off", Text("截止日尚未结束", "is not over yet"))])
    await take_turns(session, f"cap/{item.cap_name}")
    await require_no_other(session, item.cap_name, year, cut_off)
    ceiling = await allocations.ceiling(session, item, year, cut_off)
    _check_left_out(ceiling, left_out)
    ready = [row for row in ceiling.waiting if not row.held]
    if not ready:
        raise Refusal(Code.WRONG_STAGE, Text("没有待分配的申请。", "No application waits for a share."))
    if not ceiling.left_fen and not all(row.number in left_out for row in ready):
        raise Refusal(
            Code.BUDGET_EXHAUSTED,
            Text("年度总额已分配完毕，待有份额退回。", "Nothing is left of the ceiling until a share goes back to it."),
        )
    await _require_nothing_done(session, actor, ready)
    allocation = Allocation(
        number=await next_number(session, "AL"),
        item_code=item.code,
        department=item.departments[0],
        created_by=actor.subject,
        cap_key=item.cap_name,
        cap_period=ceiling.period,
        year=year,
        cut_off=cut_off,
        ceiling_fen=ceiling.fen,
        used_fen=ceiling.used_fen,
        pending=[{"number": row.number, "stage": row.stage, "reason": left_out[row.number]} for row in unready(ceiling)],
        request_key=request_key,
    )
    session.add(allocation)
    await session.flush()
    await session.refresh(allocation)
    session.add_all(_shares(allocation, ceiling, left_out))
    await session.flush()
    return allocation


def unready(ceiling: Ceiling) -> list[Application]:
    """Return the applications that cannot be given a share now: not assessed yet, or on hold."""
    return [*ceiling.unsettled, *(row for row in ceiling.waiting if row.held)]


async def require_no_other(session: AsyncSession, cap_key: str, year: int, cut_off: date) -> None:
    """Refuse a second list of a ceiling while one is under way, or of a time that was shared already.

    Everybody who submitted by the cut-off date of a list had a part in it, or was left out with a reason.

    Raises:
        Refusal: `duplicate`, naming the list; `invalid_input`, naming the day up to which the ceiling was shared.
    """
    if number := await allocations.under_way(session, cap_key, year):
        raise Refusal(Code.DUPLICATE, Text(f"分配清单{number}尚未办结。", f"The list {number} of this ceiling is not settled yet."))
    last = await allocations.last_cut_off(session, cap_key, year)
    if last is not None and cut_off <= last:
        words = Text(
            f"应晚于{in_chinese(last)}：截至该日提交的申请已列单分配",
            f"must be later than {day_in('en', last)}: who submitted by that day was on a list",
        )
        raise _invalid([Fault("cut_off", words)])


def _shares(allocation: Allocation, ceiling: Ceiling, left_out: Mapping[str, str]) -> list[AllocationShare]:
    waiting = [row for row in ceiling.waiting if not row.held]
    asked = [0 if row.number in left_out else row.formula_fen or 0 for row in waiting]
    return [
        AllocationShare(
            allocation_id=allocation.id,
            application_id=row.id,
            ordinal=ordinal,
            formula_fen=row.formula_fen or 0,
            share_fen=share_fen,
            reason=left_out.get(row.number),
        )
        for ordinal, (row, share_fen) in enumerate(zip(waiting, pro_rata(ceiling.left_fen, asked), strict=True), start=1)
    ]


def _check_left_out(ceiling: Ceiling, left_out: Mapping[str, str]) -> None:
    """Refuse a list that is silent about an application, or speaks of one it does not concern."""
    concerned = {row.number for row in (*ceiling.waiting, *ceiling.unsettled)}
    strange = [number for number in left_out if number not in concerned]
    if strange:
        raise _invalid([Fault("left_out", Text(f"{number}不在本次分配之列", f"{number} has no part in this list")) for number in strange])
    faults = [_unready(row) for row in unready(ceiling) if row.number not in left_out]
    if faults:
        detail = Text(
            "截止日前提交的申请尚有未核定的，请先办结，或者写明理由不列入本次分配。",
            "Some applications submitted by the cut-off date are not assessed: have them decided, or leave them out with a reason.",
        )
        raise Refusal(Code.INCOMPLETE, detail, faults)


def _unready(row: Application) -> Fault:
    stage = APPLICATION.stages[row.stage].name
    return Fault("left_out", Text(f"{row.number}处于“{stage.zh}”", f"{row.number} is in stage “{stage.en}”"))


async def _require_nothing_done(session: AsyncSession, actor: Actor, rows: Sequence[Application]) -> None:
    """Refuse somebody who handled one of the listed applications: whoever lists them has no other part in them."""
    family = await families.of_awards(session, Application.id.in_([row.id for row in rows]))
    if bars(DRAWING, await involvements.of(session, actor.subject, family.counted)):
        raise Refusal(
            Code.FOUR_EYES,
            Text("您经手过其中的申请，须由他人列单。", "You handled one of the applications; somebody else has to draw the list."),
        )


def _invalid(faults: list[Fault]) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("分配清单有误。", "The list is not valid."), faults)
