"""申报批次的写入。Writes of windows: the guide while it is a draft, which window an application is in, and the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.commands.turns import take_turns
from models.queries import implementing_rule, succession
from models.queries import window as windows
from models.queries.window import Ceiling
from models.tables import Application, Recognition, Window, WindowList, WindowShare
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.judging.implementing_rules import RuleBook
from policy.judging.recognised import kind_called
from policy.language.caps import CapScope
from policy.language.items import Item
from policy.language.lead import is_shared
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.window.evidence import together
from policy.processes.window.shares import pro_rata
from policy.text import Text
from policy.working_days import BEIJING


async def draft(session: AsyncSession, actor: Actor, item: Item, **content: Any) -> Window:  # noqa: ANN401 - its columns
    """Write a window under a new number."""
    window = Window(
        number=await next_number(session, "WIN"),
        item_code=item.code,
        department=kind_called(content["register_kind"]).department if content.get("register_kind") else item.departments[0],
        created_by=actor.subject,
        cap_key=item.cap_name,
        **content,
    )
    session.add(window)
    await session.flush()
    await session.refresh(window)
    return window


async def put_in_window(
    session: AsyncSession, item: Item, application: Application, at: datetime, rules: RuleBook | None = None
) -> Window | None:
    """Put a draft in the window that is open, with what is asked for in it; in none where the item is open all the year.

    Args:
        session: The transaction.
        item: What is applied for.
        application: The draft.
        at: When something of it is handed in.
        rules: The item's implementing rules, where they were read already.

    Raises:
        Refusal: `window_closed`; `invalid_input` where another year than the window's is applied for.
    """
    rules = rules or await implementing_rule.rule_book(session, item.code)
    law = rules.figures(item, application.matter_date or at.astimezone(BEIJING).date()).law
    window = await windows.to_apply_in(session, item, at, for_everybody="cap_scope" in item.law and law.cap_scope == CapScope.PROGRAMME)
    application.window_id = window.id if window else None
    application.asked_evidence = together(window.evidence if window else [], [one.asked for one in law.required_evidence])
    application.asks_lead = is_shared(law)
    if window is not None and item.year_code and application.facts.get(item.year_code) not in {None, window.year}:
        said = Text(f"本批次受理{window.year}年度的申请", f"this window takes applications for {window.year}")
        fault = Fault(item.year_code, said, item.citation)
        raise Refusal(Code.INVALID_INPUT, Text("申报信息有误。", "The facts are not valid."), [fault], clause=item.citation)
    return window


async def ask_in_window(session: AsyncSession, recognition: Recognition, at: datetime) -> None:
    """Put a recognition that is asked for in the window that is open, with what is asked for in it; in none where there never was one.

    What a department nominates waits for no window of its own.

    Raises:
        Refusal: `window_closed`.
    """
    if recognition.nominated:
        return
    window = await windows.to_ask_in(session, recognition.register_kind, at)
    recognition.window_id, recognition.asked_evidence = (window.id, window.evidence) if window else (None, [])


async def ask_besides(session: AsyncSession, item: Item, application: Application, at: datetime, window: Window | None) -> None:
    """Keep what an application is asked besides what its item asks: evidence of its window, and what the rules in force ask for."""
    law = await implementing_rule.law_in_force(session, item, application.matter_date or at.astimezone(BEIJING).date())
    application.asked_evidence = together(window.evidence if window else [], [one.asked for one in law.required_evidence])
    application.asks_lead = is_shared(law)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Who draws a list, when, and who is left out of it, by the number, with the reason."""

    by: str
    at: datetime
    left_out: Mapping[str, str]


async def draw_list(session: AsyncSession, item: Item, window: Window, drawn: Drawn) -> WindowList:
    """Draw the next list of a window: every application that waits is on it, and what there is, is shared.

    Raises:
        Refusal: `invalid_input`, `incomplete` where an application is neither shared nor left out, `wrong_stage` where nobody waits,
            `budget_exhausted` where nothing is left, and `duplicate` while another list of the ceiling is under way, or where two of one
            enterprise are for the same: either would take from the shares of all the others, and be given to neither of them twice.
    """
    await take_turns(session, f"cap/{window.cap_key}")
    if number := await windows.list_under_way(session, window.cap_key, window.year, window.id):
        raise Refusal(
            Code.DUPLICATE, Text(f"申报批次{number}的名单尚未办结。", f"A list of this ceiling is not settled yet, that of {number}.")
        )
    ceiling = await windows.ceiling(session, item, window)
    _check_left_out(ceiling, drawn.left_out)
    ready = [row for row in ceiling.waiting if not row.held]
    if not ready:
        raise Refusal(Code.WRONG_STAGE, Text("没有待审定的申请。", "No application waits to be decided."))
    if ceiling.left_fen == 0 and not all(row.number in drawn.left_out for row in ready):
        raise Refusal(
            Code.BUDGET_EXHAUSTED, Text("总额已分配完毕，待有份额退回。", "Nothing is left of the ceiling until a share goes back to it.")
        )
    await _require_different(session, [one for one in ready if one.number not in drawn.left_out])
    earlier = await windows.lists(session, window.id)
    row = WindowList(
        window_id=window.id,
        ordinal=len(earlier) + 1,
        ceiling_fen=ceiling.fen,
        used_fen=ceiling.used_fen,
        pending=[{"number": one.number, "stage": one.stage, "reason": drawn.left_out[one.number]} for one in unready(ceiling)],
        drawn_by=drawn.by,
        drawn_at=drawn.at,
    )
    session.add(row)
    await session.flush()
    session.add_all(_shares(row, ready, ceiling.left_fen, drawn.left_out))
    # What another window left over is this one's from now on.
    for one in ready:
        one.window_id = window.id
    await session.flush()
    return row


async def _require_different(session: AsyncSession, listed: Sequence[Application]) -> None:
    """Refuse to list two applications for the same subject, of one enterprise or of two that count as one."""
    first: dict[str, Application] = {}
    for one in listed:
        if one.subject is None:
            continue
        other = first.setdefault(one.subject, one)
        if other is not one and await succession.are_one(session, other.enterprise_uscc, one.enterprise_uscc):
            said = Text(
                f"{other.number}与{one.number}为同一单位就同一支持对象的申请，名单只能列入一件，另一件请写明不列入的理由。",
                f"{other.number} and {one.number} are of one enterprise and for the same: leave one of them out, with the reason.",
            )
            raise Refusal(Code.DUPLICATE, said, [Fault("left_out", Text("应列明不列入的一件", "has to name one of the two"))])


def unready(ceiling: Ceiling) -> list[Application]:
    """Return the applications that cannot be decided now: not assessed yet, or on hold."""
    return [*ceiling.unsettled, *(row for row in ceiling.waiting if row.held)]


def shared(left_fen: int | None, asked: Sequence[int]) -> list[int]:
    """Return what each gets of what is left: all it asks for where nothing bounds it."""
    return list(asked) if left_fen is None else pro_rata(left_fen, asked)


def _shares(row: WindowList, ready: Sequence[Application], left_fen: int | None, left_out: Mapping[str, str]) -> list[WindowShare]:
    asked = [0 if one.number in left_out else one.formula_fen or 0 for one in ready]
    return [
        WindowShare(
            list_id=row.id,
            application_id=one.id,
            ordinal=ordinal,
            formula_fen=one.formula_fen or 0,
            share_fen=share_fen,
            reason=left_out.get(one.number),
        )
        for ordinal, (one, share_fen) in enumerate(zip(ready, shared(left_fen, asked), strict=True), start=1)
    ]


def _check_left_out(ceiling: Ceiling, left_out: Mapping[str, str]) -> None:
    """Refuse a list that is silent about an application, or speaks of one it does not concern."""
    concerned = {row.number for row in (*ceiling.waiting, *ceiling.unsettled)}
    strange = [number for number in left_out if number not in concerned]
    if strange:
        faults = [Fault("left_out", Text(f"{number}不在本批次之列", f"{number} has no part in this window")) for number in strange]
        raise Refusal(Code.INVALID_INPUT, Text("名单有误。", "The list is not valid."), faults)
    faults = [_unready(row) for row in unready(ceiling) if row.number not in left_out]
    if faults:
        detail = Text(
            "本批次尚有未核定的申请，请先办结，或者写明理由不列入本次名单。",
            "Some applications of the window are not assessed: have them decided, or leave them out with a reason.",
        )
        raise Refusal(Code.INCOMPLETE, detail, faults)


def _unready(row: Application) -> Fault:
    stage = APPLICATION.stages[row.stage].name
    return Fault("left_out", Text(f"{row.number}处于“{stage.zh}”", f"{row.number} is in stage “{stage.en}”"))


def require_alone(number: str | None) -> None:
    """Refuse a window that takes applications at a time at which another of its item does.

    Raises:
        Refusal: `duplicate`, naming the other.
    """
    if number is not None:
        raise Refusal(
            Code.DUPLICATE,
            Text(f"申报期与申报批次{number}重叠。", f"Another window of the item, {number}, is open at some of that time."),
            [Fault("opens_at", Text("与其他批次重叠", "overlaps with another window"))],
        )
