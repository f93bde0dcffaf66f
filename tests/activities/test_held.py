"""What was waived, written off or repaid in part means one thing wherever money of an award is reckoned, whatever is decided since."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import count

import pytest

from activities.redecision.reassessment import standing_of
from activities.redecision.relief import asked_less, lowerings
from models.queries import clawback as clawbacks
from models.queries import error_demand, held
from models.queries.held import Held
from models.queries.redecision import of_award as redecisions_of
from models.session import Database
from models.tables import Application, Clawback, Redecision
from policy.processes.redecision.reckoning import Outcome, Reckoned, reckon
from tests.models.test_caps import application, database
from tests.policy.baselines import WAN

__all__ = ["database"]
NUMBERS = count(1)
_BY = {"item_code": "science-award", "department": "sti", "created_by": "officer-sti-1"}
_STAGES = {Outcome.SUPPLEMENT: "supplemented", Outcome.DEBT: "reclaimed", Outcome.RELIEF: "relieved", Outcome.NOTHING: "unchanged"}
PAID, LESS = 50 * WAN, 20 * WAN
UNCOLLECTED = "uncollected"
# How the demand for the difference ends: with what was repaid of it.
FATES = {
    "waived": ("waived", 0),
    "written off": ("closed", 0),
    "part repaid, rest waived": ("waived", 10 * WAN),
    "part repaid, rest written off": ("closed", 10 * WAN),
    "part repaid": ("repayment", 10 * WAN),
    "repaid": ("settled", PAID - LESS),
    "not repaid": ("repayment", 0),
    # A rule has nothing asked back: there is no demand.
    "below the floor": (UNCOLLECTED, 0),
}
PATHS = {
    "up": [35 * WAN],
    "up to the same": [PAID],
    "up beyond": [60 * WAN],
    "down": [5 * WAN],
    "to nothing": [0],
    "up and up": [35 * WAN, 60 * WAN],
    "up and down": [35 * WAN, 20 * WAN],
    "up beyond and to nothing": [60 * WAN, 0],
    "up beyond, to nothing and up again": [60 * WAN, 0, PAID],
    "to nothing and up again": [0, 30 * WAN],
    "down and up again": [5 * WAN, PAID],
    "by a fen": [LESS + 1, LESS, LESS - 1],
}


@dataclass
class Books:
    """One award of the books, and what is decided of it since: everybody does what follows, and is not asked twice."""

    database: Database
    award_id: uuid.UUID

    async def held(self) -> Held:
        """Return what is held of the award."""
        async with self.database.reading() as session:
            return await held.of(session, await session.get_one(Application, self.award_id), held.DECIDED)

    async def reclaimable(self) -> int:
        """Return the base of a demand for a breach, and the most that one by hand may ask."""
        async with self.database.reading() as session:
            return await clawbacks.reclaimable(session, await session.get_one(Application, self.award_id))

    async def demand(self, amount_fen: int, cause: str = "correction", stage: str = "noticed", repaid_fen: int = 0) -> None:
        """Demand so much back, and have it end, or not."""
        async with self.database.writing() as session:
            award = await session.get_one(Application, self.award_id)
            award.recovered_fen += repaid_fen
            own = {"application_id": award.id, "enterprise_uscc": award.enterprise_uscc, "cause": cause, "reckoning": {}}
            demand = {"stage": stage, "amount_fen": amount_fen, "repaid_fen": repaid_fen, "asked_by": "officer-sti-1"}
            session.add(Clawback(number=f"CB-{next(NUMBERS)}", request_key=str(uuid.uuid4()), **_BY, **own, **demand))

    async def end(self, stage: str, repaid_fen: int) -> None:
        """Have the last demand end, with so much repaid of it."""
        async with self.database.writing() as session:
            if stage == UNCOLLECTED:
                return
            award = await session.get_one(Application, self.award_id)
            demand = (await clawbacks.open_for_amount(session, award.id))[-1]
            award.recovered_fen += repaid_fen
            demand.stage, demand.repaid_fen = stage, repaid_fen

    async def decide(self, due_fen: int, *, collected: bool = True) -> Reckoned:
        """Decide that so much is due, and carry that out; of a debt that is not collected nothing is asked back."""
        async with self.database.writing() as session:
            award = await session.get_one(Application, self.award_id)
            has = await held.of(session, award, held.DECIDED)
            # What was asked back as an error is about the facts that are corrected.
            same = [one.number for one in await error_demand.beside(session, award.id)]
            found = reckon(await standing_of(session, award, has, same), due_fen, due_fen)
            for lowered in await lowerings(session, award.id, found.relieved_fen, 0, same):
                lowered.demand.amount_fen = lowered.left.amount_fen or lowered.demand.amount_fen
                lowered.demand.stage = lowered.demand.stage if lowered.left.amount_fen else "cancelled"
            if found.outcome is Outcome.SUPPLEMENT:
                award.supplement_fen += found.amount_fen
                award.supplement_paid_fen += found.amount_fen
            own = {"application_id": award.id, "enterprise_uscc": award.enterprise_uscc, "facts": {}, "paper": "函", "reason": "有误"}
            reckoning = {"due_again_fen": found.due_again_fen, "taken_fen": found.taken_fen}
            stage = _STAGES[found.outcome]
            if not collected:
                reckoning, stage = reckoning | {"uncollected_fen": found.amount_fen}, "adjusted"
            by = {"proposed_by": "officer-sti-1", "proposed_by_name": "officer", "request_key": str(uuid.uuid4())}
            session.add(
                Redecision(
                    number=f"RD-{next(NUMBERS)}",
                    stage=stage,
                    outcome=found.outcome,
                    reckoning=reckoning,
                    **_BY,
                    **own,
                    **by,
                )
            )
        if found.outcome is Outcome.DEBT and collected:
            await self.demand(found.amount_fen)
        return found


@pytest.fixture
async def books(database: Database) -> Books:
    award = application("science-award", PAID)
    award.paid_fen = PAID
    async with database.writing() as session:
        session.add(award)
    return Books(database, award.id)


@pytest.mark.parametrize(
    ("cause", "stage", "held_fen"),
    [("error", "proposed", PAID), ("breach", "proposed", PAID), ("error", "noticed", LESS), ("correction", "proposed", LESS)],
)
async def test_enterprise_is_shown_to_hold_what_is_only_proposed_to_be_asked_back(
    books: Books, cause: str, stage: str, held_fen: int
) -> None:
    await books.demand(PAID - LESS, cause, stage)
    async with books.database.reading() as session:
        assert await held.reclaimable_of(session, await session.get_one(Application, books.award_id)) == held_fen


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("fate", FATES.values(), ids=FATES)
async def test_what_is_held_is_what_is_due_with_what_was_given_up_whatever_is_decided_since(
    books: Books, fate: tuple[str, int], path: list[int]
) -> None:
    stage, repaid_fen = fate
    assert (await books.decide(LESS, collected=stage != UNCOLLECTED)).amount_fen == PAID - LESS
    await books.end(stage, repaid_fen)
    given_up_fen, before_fen = PAID - LESS - repaid_fen if stage in {"waived", "closed", UNCOLLECTED} else 0, LESS
    for due_fen in path:
        found = await books.decide(due_fen)
        assert (found.before_fen, found.after_fen) == (before_fen, due_fen)
        given_up_fen -= min(max(due_fen - before_fen, 0), given_up_fen)
        has = await books.held()
        assert has.given_up_fen == given_up_fen
        assert has.spent_fen - has.recovered_fen - has.outstanding_fen == due_fen + given_up_fen
        # A breach takes back what is due and held, once.
        assert await books.reclaimable() == due_fen
        before_fen = due_fen


@pytest.mark.parametrize("fate", [fate for fate in FATES.values() if fate[0] != "repayment"])
async def test_everything_comes_back_but_what_was_given_up_when_nothing_is_due(books: Books, fate: tuple[str, int]) -> None:
    stage, repaid_fen = fate
    await books.decide(LESS, collected=stage != UNCOLLECTED)
    await books.end(stage, repaid_fen)
    found = await books.decide(0)
    assert (found.outcome, found.amount_fen) == (Outcome.DEBT, LESS)
    await books.end("settled", LESS)
    has = await books.held()
    assert has.spent_fen - has.recovered_fen == PAID - LESS - repaid_fen
    assert await books.reclaimable() == 0


async def test_what_was_given_up_and_became_due_is_asked_back_once_when_it_is_not_due_again(books: Books) -> None:
    await books.decide(0)
    await books.end("closed", 10 * WAN)
    up = await books.decide(PAID)
    assert (up.outcome, up.amount_fen, up.due_again_fen) == (Outcome.SUPPLEMENT, 10 * WAN, 40 * WAN)
    down = await books.decide(0)
    assert (down.before_fen, down.amount_fen) == (PAID, PAID)
    await books.end("settled", PAID)
    has = await books.held()
    assert has.spent_fen == has.recovered_fen


async def test_share_that_is_not_asked_is_nothing_to_be_paid_back_while_the_rest_is(books: Books) -> None:
    await books.decide(LESS)
    async with books.database.writing() as session:
        demand = (await clawbacks.open_for_amount(session, books.award_id))[-1]
        demand.reckoning, demand.amount_fen = {"asked_of_fen": PAID - LESS, "share": "0.5"}, (PAID - LESS) // 2
    has = await books.held()
    said = {"spent_fen": PAID, "recovered_fen": 0, "outstanding_fen": (PAID - LESS) // 2, "given_up_fen": (PAID - LESS) // 2}
    assert has.as_dict() == said
    # When more is due after all, the demand gives way for all that it answers for.
    async with books.database.reading() as session:
        same = [one.number for one in await error_demand.beside(session, books.award_id)]
        assert await asked_less(session, books.award_id, PAID - LESS, same) == (PAID - LESS) // 2
    assert (await books.decide(PAID)).relieved_fen == PAID - LESS


async def test_nothing_stays_with_an_enterprise_when_a_bank_has_returned_what_was_not_asked_back(books: Books) -> None:
    await books.decide(LESS, collected=False)
    async with books.database.writing() as session:
        (await session.get_one(Application, books.award_id)).paid_fen = 0
    has = await books.held()
    assert (has.given_up_fen, has.corrected_fen, has.kept_fen) == (0, 0, 0)


@pytest.mark.parametrize(
    "stage", ["public_notice", "objection", "adjustment", "payment", "supplemented", "adjusted", "relieved", "unchanged"]
)
async def test_what_was_given_up_counts_as_due_while_what_found_it_due_stands(books: Books, stage: str) -> None:
    await books.decide(LESS)
    await books.end("waived", 0)
    await books.decide(PAID)
    await _last_is(books, stage)
    assert await books.reclaimable() == PAID


@pytest.mark.parametrize("stage", ["proposal", "decision", "hearing", "ended", "refused", "withdrawn"])
async def test_what_was_given_up_is_not_due_when_what_found_it_due_fell(books: Books, stage: str) -> None:
    await books.decide(LESS)
    await books.end("waived", 0)
    await books.decide(PAID)
    await _last_is(books, stage)
    assert await books.reclaimable() == LESS


async def _last_is(books: Books, stage: str) -> None:
    async with books.database.writing() as session:
        award = await session.get_one(Application, books.award_id)
        rows = sorted(await redecisions_of(session, award.id), key=lambda row: int(row.number.removeprefix("RD-")))
        rows[-1].stage = stage


@pytest.mark.parametrize("stage", ["repayment", "settled", "waived", "closed"])
@pytest.mark.parametrize(("path", "last"), [([0], 0), ([20 * WAN], 0), ([0, PAID], 0), ([60 * WAN], 10 * WAN), ([0, 60 * WAN], 10 * WAN)])
async def test_what_a_breach_took_is_neither_asked_twice_nor_paid(books: Books, stage: str, path: list[int], last: int) -> None:
    taken_fen = 30 * WAN
    await books.demand(taken_fen, "breach", stage, taken_fen if stage == "settled" else 0)
    before_fen = PAID
    for due_fen in path:
        found = await books.decide(due_fen)
        # What stands is what was decided, and not what a breach has left of it.
        assert (found.before_fen, found.after_fen) == (before_fen, due_fen)
        before_fen = due_fen
    assert (found.amount_fen if found.outcome is Outcome.SUPPLEMENT else 0) <= max(path[-1] - PAID, last, 20 * WAN)
    assert await books.reclaimable() == max(path[-1] - taken_fen, 0)
