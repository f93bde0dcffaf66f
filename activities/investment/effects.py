"""股权投资的效果。What the steps of an investment change: what it is worth, what is due next, and at which price it is given up."""

from __future__ import annotations

from datetime import date

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands import ledger
from models.queries import investment as investments
from models.queries import receipt as receipts
from models.tables import Investment
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.processes.clawback.states import PartState
from policy.processes.investment.lifecycle import Event, Stage, Way
from policy.processes.kernel.payer import owed_back_besides
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING, years_after

EFFECTS = Effects[Investment]()


def what_is_due(row: Investment) -> Event | None:
    """Return what happens to an investment at its next time; None where it waits for people alone."""
    return _next(row)[0] if row.stage == Stage.HELD else None


def wait(context: TransitionContext[Investment]) -> None:
    """Set when something happens to an investment that is held, or will be with this transition.

    Where time is scaled its days are counted from the last one that came: the last valuation's or the payment's, or the window's first.
    """
    row = context.case
    reached = years_after(row.next_valuation_on, -1)
    if row.offered:
        reached = max(reached, min(row.agreement.window_from, row.next_valuation_on))
    row.wakes_at = context.clock.start_of(_next(row)[1], context.now, reached)


def _next(row: Investment) -> tuple[Event, date]:
    """Return what comes next to an investment that is held, and on which day."""
    opens = row.agreement.window_from
    if not row.offered and opens <= row.next_valuation_on:
        return Event.BUY_BACK_OPENED, opens
    return Event.VALUATION_CAME_DUE, row.next_valuation_on


def today(context: TransitionContext[Investment]) -> date:
    """Return the day it is in Beijing by the workflow's time."""
    return context.now.astimezone(BEIJING).date()


@EFFECTS.of(Event.INVESTED)
async def begin(context: TransitionContext[Investment]) -> None:
    """Begin to wait for the first valuation or the window."""
    wait(context)


@EFFECTS.of(Event.VALUATION_CAME_DUE)
async def count_a_year(context: TransitionContext[Investment]) -> None:
    """Set when the next valuation is due; one that nobody has made is asked for once, however many years pass."""
    row = context.case
    row.next_valuation_on = years_after(row.next_valuation_on, 1)
    wait(context)


@EFFECTS.opens("investment_valuation")
async def open_valuation(context: TransitionContext[Investment]) -> None:
    """Ask for the value, unless that of an earlier year is still awaited."""
    if not any(task.kind == "investment_valuation" for task in context.open_tasks):
        await open_task(context, KINDS["investment_valuation"], about=context.case.brief)


@EFFECTS.of(Event.VALUED)
async def value(context: TransitionContext[Investment]) -> None:
    """Keep what it is worth.

    Raises:
        Refusal: `invalid_input`, when the day is to come, before the payment, or before that of the value that is known.
    """
    row, on = context.case, date.fromisoformat(str(context.detail["valued_on"]))
    if not (row.valued_on or row.paid_on) <= on <= today(context):
        when = Text("应在上次估值（或者付款）之日至今日之间", "must be from the day of the last value, or of payment, to today")
        raise Refusal(Code.INVALID_INPUT, Text("估值基准日有误。", "The day is not valid."), [Fault("valued_on", when)])
    row.value_fen, row.valued_on = int(context.detail["value_fen"]), on


@EFFECTS.of(Event.BUY_BACK_OPENED)
async def open_window(context: TransitionContext[Investment]) -> None:
    """Note that the founders are asked."""
    context.case.offered = True
    wait(context)


@EFFECTS.opens("buy_back_offer")
async def open_offer(context: TransitionContext[Investment]) -> None:
    """Ask the founders until the window ends, with what a buy-back costs on its first and its last day.

    Where the money was paid late, or a sale failed meanwhile, less of the window is left than they have to answer, or nothing: they
    have that long all the same.
    """
    row, terms = context.case, context.case.agreement
    answered_by = context.clock.after(context.now, context.days("buy_back_offer")).at
    due_at = max(context.clock.end_of(max(terms.window_to, today(context)), context.now), answered_by)
    days = {"first": max(terms.window_from, today(context)), "last": max(terms.window_to, due_at.astimezone(BEIJING).date())}
    prices = {f"price_{name}_fen": terms.price_fen(row.left_fen, row.paid_on, on) for name, on in days.items()}
    await open_task(context, KINDS["buy_back_offer"], about=row.brief | prices, due_at=due_at)


@EFFECTS.of(Event.BUY_BACK_TAKEN)
async def price_by_formula(context: TransitionContext[Investment]) -> None:
    """Set the price of all that is held, or of the part they name, by the formula, as of the day on which the founders take it."""
    row = context.case
    row.part_fen = _part(context)
    _set(context, Way.BUY_BACK, row.agreement.price_fen(row.part_fen or row.left_fen, row.paid_on, today(context)), "", "")


@EFFECTS.of(Event.DISPOSAL_PROPOSED)
async def propose(context: TransitionContext[Investment]) -> None:
    """Keep how it would be given up.

    Raises:
        Refusal: `wrong_stage`, of a sale, while the founders have the offer of the agreement before them; `invalid_input`, for a part
            that is more than is held, or of a liquidation, which is of all of it.
    """
    given = context.detail
    if given["way"] != Way.LIQUIDATION and _offer(context):
        raise Refusal(Code.WRONG_STAGE, Text("创始人正在决定是否回购。", "The founders are deciding on their buy-back."))
    part_fen = _part(context)
    if part_fen and given["way"] == Way.LIQUIDATION:
        raise _no_part(Text("清算应为全部", "is for a sale: a liquidation is of all of it"))
    context.case.part_fen = part_fen
    _set(context, Way(given["way"]), int(given["price_fen"]), str(given["buyer"]), str(given["reason"]))


def _part(context: TransitionContext[Investment]) -> int | None:
    """Return the cost of the part that is to be given up; None for all that is held.

    Raises:
        Refusal: `invalid_input`, for more than is held.
    """
    asked, left_fen = context.detail.get("part_fen"), context.case.left_fen
    if asked is None or int(asked) == left_fen:
        return None
    if int(asked) > left_fen:
        most = in_yuan(left_fen)
        raise _no_part(Text(f"不得超过持有的{most.zh}", f"must be {most.en} at most, as is held"))
    return int(asked)


def _no_part(why: Text) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("退出部分有误。", "The part is not valid."), [Fault("part_fen", why)])


def _offer(context: TransitionContext[Investment]) -> bool:
    """Tell whether the founders have the offer of the agreement before them."""
    return any(task.kind == "buy_back_offer" for task in context.open_tasks)


async def require_not_returnable(context: TransitionContext[Investment]) -> None:
    """Refuse to book that something of it is given up while a bank may return what was paid: what was sold would never have been ours.

    Raises:
        Refusal: `wrong_stage`.
    """
    if await investments.is_returnable(context.session, context.case):
        said = Text(
            "银行退回期内，投资款仍可能被退回，期满后再办理。",
            "A bank may still return what was invested; do this once it cannot any more.",
        )
        raise Refusal(Code.WRONG_STAGE, said)


def _set(context: TransitionContext[Investment], way: Way, price_fen: int, buyer: str, reason: str) -> None:
    row = context.case
    row.way, row.price_fen, row.buyer, row.reason = way, price_fen, buyer or None, reason or None
    _say(context, price_fen)


def _say(context: TransitionContext[Investment], price_fen: int) -> None:
    """Say the price in what is told, and keep it, and for which part it is, with the event for its paper."""
    context.words["price"] = in_yuan(price_fen)
    context.detail = context.detail | {"said": {"price_fen": price_fen, "part_fen": context.case.part_fen}}


def say_back(context: TransitionContext[Investment], back_fen: int) -> None:
    """Say to finance what came in and is to be paid back, if anything."""
    context.words["back"] = owed_back_besides(back_fen)


@EFFECTS.opens("disposal_decision")
@EFFECTS.opens("first_right")
async def open_on_price(context: TransitionContext[Investment]) -> None:
    """Open a task about the price: what it is, to whom, and what the investment is worth."""
    row = context.case
    (kind,) = context.lifecycle.steps[context.event].opens
    asked = (
        {"way": row.way, "price_fen": row.price_fen}
        | ({"part_fen": row.part_fen} if row.part_fen else {})
        | ({"buyer": row.buyer, "reason": row.reason} if kind != "first_right" else {})
    )
    await open_task(context, KINDS[kind], about=row.brief | asked)


@EFFECTS.of(Event.DISPOSAL_APPROVED, Event.FIRST_RIGHT_WAIVED)
async def say_price(context: TransitionContext[Investment]) -> None:
    """Say the price in what is told. An offer that this ends was not answered: should it be held after all, it is made again."""
    if _offer(context):
        context.case.offered = False
    _say(context, context.case.price_fen or 0)


@EFFECTS.of(Event.FIRST_RIGHT_TAKEN)
async def sell_to_founders(context: TransitionContext[Investment]) -> None:
    """Have the founders buy at the price another would have paid."""
    row = context.case
    # The same part, where it is one.
    _set(context, Way.BUY_BACK, row.price_fen or 0, "", row.reason or "")


@EFFECTS.of(Event.DISPOSAL_REFUSED, Event.PROCEEDS_MISSED)
async def hold_on(context: TransitionContext[Investment]) -> None:
    """Hold it on, as if nothing had been proposed."""
    _ask_again(context)
    await drop_disposal(context)
    wait(context)


async def drop_disposal(context: TransitionContext[Investment]) -> None:
    """Forget how it was to be given up. What came in of a price is owed back to whoever paid it."""
    row, back_fen = context.case, 0
    for part in await receipts.parts_for_investment(context.session, row.id):
        back_fen += part.amount_fen
        part.become(PartState.OWED_BACK)
    say_back(context, back_fen)
    row.way = row.price_fen = row.part_fen = row.buyer = row.reason = None
    row.received_fen = row.reference = row.reference_folded = row.received_on = None


def hold_the_rest(context: TransitionContext[Investment]) -> None:
    """Hold what is left on."""
    row = context.case
    _ask_again(context)
    row.way = row.price_fen = row.part_fen = row.buyer = row.reason = None
    wait(context)


def _ask_again(context: TransitionContext[Investment]) -> None:
    """Have the founders asked again where their window is still open, if they bought a part, or did not pay."""
    row = context.case
    if row.way == Way.BUY_BACK:
        row.offered = row.agreement.window_to < today(context)


@EFFECTS.of(Event.WRITE_OFF_PROPOSED)
async def propose_write_off(context: TransitionContext[Investment]) -> None:
    """Keep why it would be written off.

    Raises:
        Refusal: `wrong_stage`, while a bank may return what was paid.
    """
    await require_not_returnable(context)
    context.case.reason = str(context.detail["reason"])


@EFFECTS.opens("investment_write_off")
@EFFECTS.opens("investment_write_off_confirmation")
async def open_write_off(context: TransitionContext[Investment]) -> None:
    """Open a decision on the write-off, with the reason."""
    (kind,) = context.lifecycle.steps[context.event].opens
    await open_task(context, KINDS[kind], about=context.case.brief | {"reason": context.case.reason})


@EFFECTS.of(Event.WRITE_OFF_REFUSED)
async def keep_it(context: TransitionContext[Investment]) -> None:
    """Hold it on."""
    context.case.reason = None
    wait(context)


@EFFECTS.of(Event.WRITTEN_OFF)
async def write_off(context: TransitionContext[Investment]) -> None:
    """Book all that is held as a loss."""
    await lose_the_rest(context)


async def lose_the_rest(context: TransitionContext[Investment]) -> None:
    """Book as a loss what was invested and did not come back."""
    row = context.case
    await ledger.move_part(context.session, award_booking(context), "loss", row.left_fen)
    row.disposed_fen, row.received_fen = row.cost_fen, row.proceeds_fen


def award_booking(context: TransitionContext[Investment]) -> ledger.Booking:
    """Return what its money belongs to: the award it was paid as, in whose books it stands."""
    its = booking(context)
    return ledger.Booking(context.case.application_id, f"{its.key}/investment", its.actor)
