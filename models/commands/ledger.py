"""账务。The movements of budget money, each one transfer under its own key; the database keeps the balances and refuses an overdraft."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import BigInteger, ColumnElement, Integer, String, Uuid, bindparam, cast, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import budget
from models.tables import Appropriation, LedgerAccount, LedgerTransfer
from models.tables.base import Base
from policy.errors import Code, Refusal
from policy.money import compared
from policy.text import Text

# Each movement and the accounts it goes between.
MOVEMENTS: dict[str, tuple[str, str]] = {
    "pre_commitment": ("available", "pre_commitment"),
    "obligation": ("pre_commitment", "obligation"),
    "instruction": ("obligation", "in_transit"),
    # The treasury was not told after all, and is not until somebody has looked.
    "hold": ("in_transit", "obligation"),
    "expenditure": ("in_transit", "expenditure"),
    # What comes back: demanded, paid, or never to be had. Interest was never ours, nor is what somebody paid too much: both come from
    # where all money does.
    # Equity is no expenditure but an asset, until it is sold or lost; what it brings beyond its cost was never ours either.
    "investment": ("expenditure", "investment"),
    "disposal": ("investment", "recovered"),
    "gain": ("source", "recovered"),
    "loss": ("investment", "expenditure"),
    "demand": ("expenditure", "receivable"),
    "recovery": ("receivable", "recovered"),
    "write_off": ("receivable", "expenditure"),
    # Something else that was bought is paid by what is owed back: it is spent after all.
    "netting": ("receivable", "expenditure"),
    "late_interest": ("source", "recovered"),
    "owed_back": ("source", "owed_back"),
    # Paid back: with the treasury, and gone to where it came from.
    "refund": ("owed_back", "in_transit"),
    "refunded": ("in_transit", "source"),
}


# What goes into an account less what goes out of it, for the appropriation that was last drawn on.
_HOLDING = (
    select(
        LedgerTransfer.appropriation_id,
        func.sum(
            LedgerTransfer.amount_fen
            * (cast(LedgerTransfer.credit == bindparam("account"), Integer) - cast(LedgerTransfer.debit == bindparam("account"), Integer))
        ),
    )
    .where(LedgerTransfer.case_id == bindparam("case_id"))
    .group_by(LedgerTransfer.appropriation_id)
    .order_by(func.max(LedgerTransfer.id).desc())
    .limit(1)
)
_HELD = _HOLDING.subquery()
# The whole of it, read and moved in one: nothing where there is nothing, or another amount than is expected.
_MOVE_ALL = (
    insert(Base.metadata.tables[LedgerTransfer.__tablename__])
    .from_select(
        ["key", "appropriation_id", "case_id", "kind", "debit", "credit", "amount_fen", "made_by"],
        select(
            bindparam("key", type_=String),
            _HELD.c[0],
            bindparam("case_id", type_=Uuid),
            *(bindparam(name, type_=String) for name in ("kind", "account", "to")),
            _HELD.c[1],
            bindparam("made_by", type_=String),
        ).where(_HELD.c[1] > 0, _HELD.c[1] == func.coalesce(bindparam("expected_fen", type_=BigInteger), _HELD.c[1])),
    )
    .returning(LedgerTransfer.amount_fen)
)


@dataclass(frozen=True, slots=True)
class Booking:
    """What a movement of money belongs to: a case, an idempotency key, and the person who acted."""

    case_id: uuid.UUID
    key: str
    actor: str


@dataclass(frozen=True, slots=True)
class Line:
    """What an award is paid out of: an item's own appropriation of a year, or its department's."""

    department: str
    item_code: str
    year: int


async def pre_commit(session: AsyncSession, booking: Booking, line: Line, amount_fen: int) -> None:
    """Set money aside for a decision.

    Raises:
        Refusal: `budget_exhausted`, when what is available does not cover it; nothing is written.
    """
    paying = await require_available(session, line, amount_fen)
    await _transfer(session, booking, paying, ("pre_commitment", "available", "pre_commitment"), amount_fen)


async def require_available(session: AsyncSession, line: Line, amount_fen: int) -> uuid.UUID:
    """Return the appropriation that covers an amount, with what is available of it locked until the transaction ends.

    Raises:
        Refusal: `budget_exhausted`, when none does.
    """
    paying = budget.paying(line.department, line.item_code, line.year).with_only_columns(Appropriation.id).scalar_subquery()
    account = await _locked(session, LedgerAccount.appropriation_id == paying)
    if account is None or account.balance_fen < amount_fen:
        raise _exhausted(account.balance_fen if account else 0, amount_fen)
    return account.appropriation_id


async def lock_available(session: AsyncSession, appropriation_id: uuid.UUID) -> int:
    """Return what is available of an appropriation, in fen, and lock it until the transaction ends."""
    account = await _locked(session, LedgerAccount.appropriation_id == appropriation_id)
    if account is None:
        msg = f"appropriation {appropriation_id} has no accounts"
        raise LookupError(msg)
    return account.balance_fen


async def _locked(session: AsyncSession, whose: ColumnElement[bool]) -> LedgerAccount | None:
    """Return what is available of an appropriation, locked until the transaction ends.

    The lock makes those who take from it at once take turns, so that the balance read here is the one the transfer meets.
    """
    query = select(LedgerAccount).where(whose, LedgerAccount.kind == "available").with_for_update(of=LedgerAccount)
    return (await session.scalars(query, execution_options={"populate_existing": True})).one_or_none()


async def move(session: AsyncSession, booking: Booking, kind: str, expected_fen: int | None = None) -> None:
    """Move the whole of what a case holds in one account to the next (obligation, instruction, expenditure).

    Args:
        session: The transaction.
        booking: What moves.
        kind: The movement.
        expected_fen: What it comes to by the payment it is moved for, in fen; the books and the treasury are told of one amount.

    Raises:
        Refusal: `inconsistent`, when it holds nothing there, or another amount.
    """
    debit, credit = MOVEMENTS[kind]
    values = {"account": debit, "to": credit, "case_id": booking.case_id, "expected_fen": expected_fen or None}
    named = {"key": _key(booking, kind, debit), "kind": kind, "made_by": booking.actor}
    # Unlike a query it does not by itself see what the session has not written yet.
    await session.flush()
    try:
        moved = await session.scalar(_MOVE_ALL, values | named)
    except IntegrityError as error:
        raise _overdrawn(error, expected_fen or 0) from None
    if moved is None:
        _, held_fen = await holding(session, booking.case_id, debit)
        raise _holds_otherwise(held_fen, expected_fen)


async def move_part(session: AsyncSession, booking: Booking, kind: str, amount_fen: int) -> None:
    """Move a part of what a case holds in one account to the next (demand, recovery, write-off, interest, owed back, refund), if any."""
    debit, credit = MOVEMENTS[kind]
    appropriation_id, _ = await holding(session, booking.case_id, debit)
    if amount_fen:
        await _transfer(session, booking, appropriation_id, (kind, debit, credit), amount_fen)


async def unbook_interest(session: AsyncSession, booking: Booking, amount_fen: int) -> None:
    """Book that interest which came in was none of ours: what nobody owed is owed back to whoever paid it."""
    appropriation_id, _ = await holding(session, booking.case_id, "recovered")
    await _transfer(session, booking, appropriation_id, ("late_interest", "recovered", "source"), amount_fen)
    await move_part(session, booking, "owed_back", amount_fen)


async def owe_no_longer(session: AsyncSession, booking: Booking, amount_fen: int) -> None:
    """Book that what was owed back is not any more, since it settles a debt, which books it as it does every receipt."""
    appropriation_id, _ = await holding(session, booking.case_id, "owed_back")
    await _transfer(session, booking, appropriation_id, ("owed_back", "owed_back", "source"), amount_fen)


async def move_across(session: AsyncSession, booking: Booking, cases: Sequence[uuid.UUID], kind: str, amount_fen: int) -> None:
    """Move a part of what an award holds in one account to the next: first of what was added to it, each in the books it was paid from.

    Args:
        session: The transaction.
        booking: Of the award.
        cases: The cases in which that was paid, the last one first.
        kind: The movement.
        amount_fen: How much, in fen.
    """
    debit, _ = MOVEMENTS[kind]
    for case_id in cases:
        _, held_fen = await holding(session, case_id, debit)
        part_fen = min(held_fen, amount_fen)
        if part_fen > 0:
            await move_part(session, replace(booking, case_id=case_id, key=f"{booking.key}/{case_id}"), kind, part_fen)
            amount_fen -= part_fen
    await move_part(session, booking, kind, amount_fen)


async def take_back(session: AsyncSession, booking: Booking, beside: Sequence[uuid.UUID] = ()) -> None:
    """Book a payment the bank returned: from transit, or from where it was booked already, back to the obligation.

    What was demanded back meanwhile stays demanded: where it stands in the books of what the bank returned, it takes the place there of as
    much that was spent beside it.

    Args:
        session: The transaction.
        booking: Of the payment that came back.
        beside: The other cases in whose books money of the same award stands.
    """
    for account in ("receivable", "recovered"):
        await _exchange(session, booking, beside, account)
    for debit in ("in_transit", "expenditure", "investment"):
        appropriation_id, amount_fen = await holding(session, booking.case_id, debit)
        if amount_fen:
            await _transfer(session, booking, appropriation_id, ("bank_return", debit, "obligation"), amount_fen)
            return


async def _exchange(session: AsyncSession, booking: Booking, beside: Sequence[uuid.UUID], account: str) -> None:
    """Have what a case holds in an account stand in the books of others, as far as they have spent as much, which it has spent then."""
    appropriation_id, left_fen = await holding(session, booking.case_id, account)
    for other in beside:
        its_appropriation, spent_fen = await holding(session, other, "expenditure")
        part_fen = min(left_fen, spent_fen)
        if part_fen > 0:
            key = f"{booking.key}/{other}/{account}"
            # First into each account, then out of it: no balance is overdrawn in between.
            given = replace(booking, case_id=other, key=key)
            await _transfer(session, given, its_appropriation, ("exchange", "expenditure", account), part_fen)
            await _transfer(session, replace(booking, key=key), appropriation_id, ("exchange", account, "expenditure"), part_fen)
            left_fen -= part_fen


async def spent(session: AsyncSession, cases: Collection[uuid.UUID]) -> int:
    """Return what stands as spent in the books of some cases, in fen: paid, neither demanded back since nor returned by a bank."""
    return sum([(await holding(session, case_id, "expenditure"))[1] for case_id in cases])


async def take_refund_back(session: AsyncSession, booking: Booking, amount_fen: int, *, paid: bool) -> None:
    """Book a refund the bank returned: from transit, or from outside when it was booked already. It is owed back as before."""
    debit = "source" if paid else "in_transit"
    appropriation_id, _ = await holding(session, booking.case_id, debit)
    await _transfer(session, booking, appropriation_id, ("refund_returned", debit, "owed_back"), amount_fen)


async def release(session: AsyncSession, booking: Booking) -> None:
    """Give back what a case holds and will not use; nothing happens if it holds nothing."""
    for debit in ("pre_commitment", "obligation"):
        appropriation_id, amount_fen = await holding(session, booking.case_id, debit)
        if amount_fen:
            await _transfer(session, booking, appropriation_id, ("release", debit, "available"), amount_fen)


async def pre_commit_beside(session: AsyncSession, booking: Booking, award_id: uuid.UUID, amount_fen: int) -> None:
    """Set money aside for what is to be added to an award that has an obligation, from the appropriation that the award draws on.

    Raises:
        Refusal: `budget_exhausted`, when what is available does not cover it; nothing is written.
    """
    its_own = await require_available_beside(session, award_id, amount_fen)
    await _transfer(session, booking, its_own, ("pre_commitment", "available", "pre_commitment"), amount_fen)


async def require_available_beside(session: AsyncSession, award_id: uuid.UUID, amount_fen: int) -> uuid.UUID:
    """Return the appropriation that an award with an obligation draws on, if it covers so much more; locked as by `require_available`.

    Raises:
        Refusal: `budget_exhausted`, when it does not.
    """
    appropriation_id, _ = await holding(session, award_id, "obligation")
    left_fen = await lock_available(session, appropriation_id)
    if left_fen < amount_fen:
        raise _exhausted(left_fen, amount_fen)
    return appropriation_id


async def take_parts(session: AsyncSession, booking: Booking, parts: Mapping[uuid.UUID, int]) -> None:
    """Make what other cases have set aside the obligation of a case that pays it for them, out of the same appropriation.

    Args:
        session: The transaction.
        booking: Of the case that pays.
        parts: How much of each of the others, in fen; all draw on one appropriation.
    """
    (appropriation_id,) = {(await holding(session, case_id, "pre_commitment"))[0] for case_id in parts}
    await lock_available(session, appropriation_id)
    for case_id, amount_fen in parts.items():
        its_booking = replace(booking, case_id=case_id, key=f"{booking.key}/{case_id}")
        await release_part(session, its_booking, amount_fen, "pre_commitment")
    await _transfer(session, booking, appropriation_id, ("pre_commitment", "available", "pre_commitment"), sum(parts.values()))
    await move(session, booking, "obligation")


async def take_over(session: AsyncSession, booking: Booking, case_id: uuid.UUID) -> None:
    """Add to the obligation of a case what another one holds beside it.

    Raises:
        Refusal: `budget_exhausted`, when the appropriation that the case draws on does not cover it; nothing is written.
    """
    _, amount_fen = await holding(session, case_id, "obligation")
    await release(session, replace(booking, case_id=case_id, key=f"{booking.key}/{case_id}"))
    # A supplement that was set aside in another year's budget is paid with its award, out of that of the award.
    await pre_commit_beside(session, booking, booking.case_id, amount_fen)
    await move(session, booking, "obligation")


async def hand_on(session: AsyncSession, booking: Booking, case_id: uuid.UUID, amount_fen: int) -> None:
    """Make a part of the obligation of a case that of another, which pays it by itself out of the same appropriation.

    Raises:
        Refusal: `inconsistent`, when it holds less.
    """
    appropriation_id, _ = await holding(session, booking.case_id, "obligation")
    await lock_available(session, appropriation_id)
    key = f"{booking.key}/{case_id}"
    await release_part(session, replace(booking, key=key), amount_fen)
    given = replace(booking, case_id=case_id, key=key)
    await _transfer(session, given, appropriation_id, ("pre_commitment", "available", "pre_commitment"), amount_fen)
    await move(session, given, "obligation", amount_fen)


async def release_part(session: AsyncSession, booking: Booking, amount_fen: int, account: str = "obligation") -> None:
    """Give back a part of the obligation of a case, or of what it has set aside.

    Raises:
        Refusal: `inconsistent`, when it holds less.
    """
    appropriation_id, held_fen = await holding(session, booking.case_id, account)
    if held_fen < amount_fen:
        raise _holds_otherwise(held_fen, amount_fen)
    await _transfer(session, booking, appropriation_id, ("release", account, "available"), amount_fen)


async def holding(session: AsyncSession, case_id: uuid.UUID, account: str) -> tuple[uuid.UUID, int]:
    """Return the appropriation a case draws on and how much of `account` is its own, in fen."""
    row = (await session.execute(_HOLDING, {"case_id": case_id, "account": account})).one_or_none()
    return (row[0], int(row[1])) if row else (uuid.UUID(int=0), 0)


async def _transfer(
    session: AsyncSession, booking: Booking, appropriation_id: uuid.UUID, movement: tuple[str, str, str], amount_fen: int
) -> None:
    kind, debit, credit = movement
    session.add(
        LedgerTransfer(
            key=_key(booking, kind, debit),
            appropriation_id=appropriation_id,
            case_id=booking.case_id,
            kind=kind,
            debit=debit,
            credit=credit,
            amount_fen=amount_fen,
            made_by=booking.actor,
        )
    )
    try:
        await session.flush()
    except IntegrityError as error:
        raise _overdrawn(error, amount_fen) from None


def _key(booking: Booking, kind: str, debit: str) -> str:
    """Return the key of a transfer: the same movement is booked once."""
    return f"{booking.key}/{kind}/{debit}"


def _overdrawn(error: IntegrityError, wanted_fen: int) -> Exception:
    """Return what is raised of a transfer that the database does not take: an overdraft is refused, anything else is as it is."""
    return _exhausted(0, wanted_fen) if "never_negative" in str(error.orig) else error


def _holds_otherwise(held_fen: int, wanted_fen: int | None) -> Refusal:
    if wanted_fen is None:
        return Refusal(Code.INCONSISTENT, Text("账上没有该笔资金，请先核对账簿。", "The books hold nothing to move; look into them first."))
    held, wanted = compared(held_fen, wanted_fen)
    return Refusal(
        Code.INCONSISTENT,
        Text(
            f"账上为该笔预留{held.zh}，与本次的{wanted.zh}不符，请先核对账簿。",
            f"The books have {held.en} set aside for it, and this is {wanted.en}; look into them first.",
        ),
    )


def _exhausted(left_fen: int, wanted_fen: int) -> Refusal:
    left, wanted = compared(left_fen, wanted_fen)
    return Refusal(
        Code.BUDGET_EXHAUSTED,
        Text(f"本年度预算可用{left.zh}，本次需要{wanted.zh}。", f"This year's budget has {left.en} left; this needs {wanted.en}."),
    )
