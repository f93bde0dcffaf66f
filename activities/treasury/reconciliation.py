"""对账的活动。The activity that compares a day's statement of the treasury with our books and keeps what differs.

Everything is written in one transaction, so a worker that dies halfway leaves nothing, and a second run finds what it would have found.
Nothing here pays: the cases named in the answer are told to ask the treasury, and that is all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.case.case_start import start_of
from activities.case.deployment import Deployment
from activities.signatures.reconciliation import RECONCILE_DAY, CaseToAsk, DayReconciled, DayToReconcile
from gateways.treasury import ReceiptEntry, Statement, Treasury
from models.commands.receipt import Received, keep
from models.queries import receipt as receipts
from models.queries import reconciliation
from models.tables import Reconciliation, ReconciliationDifference
from policy.processes.treasury.day_sheet import Bucket, Heap, sheet, unclear
from policy.processes.treasury.reconciliation import (
    STUCK,
    Answer,
    Found,
    Kind,
    Moved,
    compare,
    differing_receipts,
    seen_by,
    settled,
    suspected_double_payments,
    to_be_asked,
)
from policy.processes.treasury.standing_state import apart, differing, is_due
from policy.working_days import BEIJING

# Cases told in one night; those of later differences are told the next.
MOST_TOLD = 500
ITSELF = "system"


@dataclass(frozen=True, slots=True)
class _Whole:
    """Everything that stands as paid: the sums of both sides in fen, and what differs."""

    ours_fen: int
    theirs_fen: int
    found: list[Found]


@dataclass(frozen=True, slots=True)
class ReconciliationActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        treasury: Whose statement is read.
    """

    deployment: Deployment
    treasury: Treasury

    @activity.defn(name=RECONCILE_DAY)
    async def reconcile_day(self, order: DayToReconcile) -> DayReconciled:
        """Reconcile a day; one that is over, once unless asked again. Retried until the treasury has answered."""
        async with self.deployment.database.reading() as session:
            if (done := await _done(session, order)) is not None:
                return done
        statement = await self.treasury.statement(order.day)
        moves, received = _by_instruction(statement), _by_reference(statement)
        async with self.deployment.database.reading() as session:
            ours = await reconciliation.payments(session, self.deployment.database.seal, order.day, moves)
            sent = await reconciliation.instructed(session, order.day)
        answers = {number: await self._ask(number) for number in {*to_be_asked(moves, ours), *unclear(sent, moves)}}
        whole = await self._whole(order.day) if is_due(order.day) else None
        async with self.deployment.database.writing() as session:
            # Two runs of one day take turns: the second finds what the first has kept.
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('reconciliation', 0))"))
            if (done := await _done(session, order)) is not None:
                return done
            kept = await _keep_receipts(session, statement, order)
            ledger = await reconciliation.ledger_differences(session)
            explained = await reconciliation.explained(session, Kind.SUSPECTED_DOUBLE_PAYMENT, ITSELF)
            alike = await reconciliation.alike(session, self.deployment.database.seal)
            found = [
                *compare(order.day, moves, ours, answers),
                *differing_receipts(received, await reconciliation.receipts(session, received), kept),
                *await self._stuck(session, order),
                *(Found(Kind.LEDGER_DIFFERS, number, paid_fen, spent_fen) for number, (paid_fen, spent_fen) in ledger.items()),
                *suspected_double_payments(alike, explained),
            ]
            of_the_day = {difference.reference for difference in found} & (set(moves) | set(received))
            matched = len(moves) + len(received) - len(of_the_day)
            await _keep_day(session, statement, matched, _columns(sheet(sent, moves, answers)) | _sums(whole))
            await _keep(session, order.day, seen_by(order.day, found, alike))
            if whole is not None:
                known = await reconciliation.known_otherwise(session, ITSELF)
                found += (apart := [one for one in whole.found if one.reference not in known])
                await _keep(session, order.day, apart)
            closed = await _close_settled(session, order, found, set(ledger), whole=whole is not None)
            still_open = await reconciliation.open_differences(session)
            await _count(session, order.day, sum(row.day == order.day for row in still_open))
            to_ask = await _cases(session, still_open)
        return DayReconciled(order.day, matched, len(still_open), closed, to_ask)

    async def _whole(self, day: date) -> _Whole:
        """Compare everything that stands as paid at the end of a day with the treasury's account."""
        theirs: dict[str, int] = {}
        after: str | None = None
        while True:
            page = await self.treasury.standing(day, after)
            theirs |= {row.instruction_no: row.paid_fen - row.returned_fen for row in page.items}
            after = page.next
            if after is None:
                break
        async with self.deployment.database.reading() as session:
            ours = await reconciliation.standing(session, day)
        numbers = apart(ours, theirs)
        answers = {number: await self._ask(number) for number in numbers}
        async with self.deployment.database.reading() as session:
            now = await reconciliation.by_number(session, self.deployment.database.seal, numbers)
        return _Whole(sum(ours.values()), sum(theirs.values()), differing(numbers, ours, theirs, now, answers))

    async def _ask(self, number: str) -> Answer:
        said = await self.treasury.status(number)
        if said is None:
            return Answer()
        paid_on = said.paid_at.astimezone(BEIJING).date() if said.paid_at else None
        return Answer(said.status, paid_on, said.amount_fen, said.payee_digest)

    async def _stuck(self, session: AsyncSession, order: DayToReconcile) -> list[Found]:
        """Return the instructions that have been in one state for longer than they should."""
        days = self.deployment.durations["stuck"]
        clock = await self.deployment.clock(session, order.day.year - 1)
        return [
            Found(STUCK[payment.state], payment.number, payment.amount_fen)
            for payment, since in await reconciliation.under_way(session)
            if clock.after(since, days).at < order.at
        ]


async def _done(session: AsyncSession, order: DayToReconcile) -> DayReconciled | None:
    """Return what was found on a day that was over when it was reconciled, unless it is to be looked at again."""
    row = None if order.again else await reconciliation.of_day(session, order.day)
    if row is None or row.last_run_at.astimezone(BEIJING).date() <= order.day:
        return None
    return DayReconciled(order.day, row.matched, len(await reconciliation.open_differences(session)), 0)


def _columns(buckets: Mapping[Bucket, Heap]) -> dict[str, int]:
    """Return the columns of a day's sheet."""
    heaps: dict[str, Heap] = {"instructed": sum(buckets.values(), Heap())} | {bucket.value: heap for bucket, heap in buckets.items()}
    return {name: heap.count for name, heap in heaps.items()} | {f"{name}_fen": heap.fen for name, heap in heaps.items()}


def _sums(whole: _Whole | None) -> dict[str, int | None]:
    return {"standing_ours_fen": whole.ours_fen if whole else None, "standing_theirs_fen": whole.theirs_fen if whole else None}


def _by_instruction(statement: Statement) -> dict[str, Moved]:
    moves: dict[str, Moved] = {}
    for entry in statement.entries:
        if isinstance(entry, ReceiptEntry):
            continue
        before = moves.get(entry.instruction_no, Moved())
        paid_fen, returned_fen = (entry.amount_fen, 0) if entry.kind == "payment" else (0, entry.amount_fen)
        # A payment made twice adds up, and so differs.
        payees = before.payees | {entry.payee_digest}
        moves[entry.instruction_no] = Moved(before.paid_fen + paid_fen, before.returned_fen + returned_fen, payees)
    return moves


def _by_reference(statement: Statement) -> dict[str, int]:
    return {entry.reference: entry.amount_fen for entry in statement.entries if isinstance(entry, ReceiptEntry)}


async def _keep_receipts(session: AsyncSession, statement: Statement, order: DayToReconcile) -> dict[str, int]:
    """Keep what the statement says came in, and return our receipts of the day, in fen, by reference."""
    for entry in statement.entries:
        if isinstance(entry, ReceiptEntry):
            received = Received(entry.reference, entry.amount_fen, entry.payer_uscc, entry.payer_name, statement.date)
            await keep(session, received, order.at)
    await session.flush()
    return {row.reference: row.amount_fen for row in await receipts.of_day(session, order.day)}


async def _keep_day(session: AsyncSession, statement: Statement, matched: int, sums: Mapping[str, int | None]) -> None:
    values = {
        **sums,
        "paid_fen": statement.paid_fen,
        "returned_fen": statement.returned_fen,
        "received_fen": statement.received_fen,
        "matched": matched,
    }
    await session.execute(
        insert(Reconciliation)
        .values(day=statement.date, differences=0, **values)
        .on_conflict_do_update(index_elements=["day"], set_=values | {"runs": Reconciliation.runs + 1, "last_run_at": func.now()})
    )


async def _keep(session: AsyncSession, day: date, found: Sequence[Found]) -> None:
    """Keep each difference once: what is open already, or was resolved for this day, is not added again."""
    if found:
        rows = [asdict(one) | {"day": day} for one in found]
        await session.execute(insert(ReconciliationDifference).values(rows).on_conflict_do_nothing())


async def _close_settled(
    session: AsyncSession, order: DayToReconcile, found: Sequence[Found], ledger: Collection[str], *, whole: bool
) -> int:
    """Close the differences that have settled, by state or because the day no longer shows them."""
    now = {(one.kind, one.reference) for one in found}
    earlier = [row for row in await reconciliation.open_differences(session) if (row.kind, row.reference) not in now]
    references = {row.reference for row in earlier}
    states = await reconciliation.states(session, references)
    recorded = await reconciliation.receipts(session, references)
    closed = 0
    for row in earlier:
        is_settled = settled(
            row.kind,
            state=states.get(row.reference),
            recorded=row.reference in recorded,
            ledger_differs=ledger,
            reference=row.reference,
            whole=whole,
        )
        if is_settled or row.day == order.day:
            row.resolve(ITSELF, order.at, "已自行一致 It agrees by now.")
            closed += 1
    await session.flush()
    return closed


async def _count(session: AsyncSession, day: date, differences: int) -> None:
    row = await reconciliation.of_day(session, day)
    if row is not None:
        await session.refresh(row)
        row.differences = differences


async def _cases(session: AsyncSession, rows: Sequence[ReconciliationDifference]) -> list[CaseToAsk]:
    """Return the cases to tell, each once."""
    numbers = [row.reference for row in rows if Found(Kind(row.kind), row.reference).asks_again][:MOST_TOLD]
    told: dict[str, CaseToAsk] = {}
    # A debt that has not booked what was set aside for it was not reached when that was done.
    waiting = [(row.number, row) for row in await receipts.waiting(session)]
    for about, its_case in [*await reconciliation.cases_of(session, numbers), *waiting]:
        child = await start_of(session, its_case)
        told[its_case.number] = CaseToAsk(replace(child, start=replace(child.start, nudged=True)), about)
    return list(told.values())
