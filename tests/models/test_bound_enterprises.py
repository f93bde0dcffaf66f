"""Whom the yearly check looks at is one statement over commitments and awards, and nothing binds for money that is not due."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.queries import commitment as commitments
from models.session import Database
from models.tables import CollectedUndertaking, Commitment, Redecision, Undertaking
from sandbox.enterprises import CHENXIN
from tests.models.test_caps import application, database
from tests.models.test_closed_subjects import demanded
from tests.policy.baselines import WAN

__all__ = ["database"]
AWARD = 30 * WAN


async def binds(database: Database, *demand: Any, again_fen: int = 0, left_fen: int = 0, **changes: Any) -> bool:
    """Tell whether an award that was paid, with a demand for a cause in a stage, binds; both questions have one answer."""
    award = application("science-award", AWARD)
    award.paid_fen = AWARD
    for name, value in changes.items():
        setattr(award, name, value)
    commitment = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN)
    async with database.writing() as session:
        session.add_all([award, commitment])
        await session.flush()
        signed: dict[str, Any] = {"signatory": "陈思远", "position": "法定代表人", "signed_by": "applicant", "signed_at": datetime.now(UTC)}
        undertaking = Undertaking(
            application_id=award.id, enterprise_uscc=CHENXIN, starts_on=date(2026, 3, 2), repay="full", terms={}, **signed
        )
        session.add(undertaking)
        await session.flush()
        collected = {"undertaking_id": undertaking.id, "commitment_id": commitment.id}
        session.add(CollectedUndertaking(**collected, collected_at=datetime.now(UTC)))
        if demand:
            found = demanded(award, demand[0], demand[1])
            found.amount_fen = demand[2] if len(demand) > 2 else AWARD
            session.add(found)
        if again_fen or left_fen:
            own = {"item_code": award.item_code, "department": "sti", "created_by": "officer", "enterprise_uscc": CHENXIN}
            by = {"facts": {}, "paper": "函", "reason": "误", "proposed_by": "o", "proposed_by_name": "o", "request_key": "k"}
            reckoning = {"due_again_fen": again_fen} | ({"uncollected_fen": left_fen} if left_fen else {})
            session.add(Redecision(number="RD-1", stage="unchanged", application_id=award.id, reckoning=reckoning, **own, **by))
    async with database.reading() as session:
        found_by_check = bool(await commitments.bound_enterprises(session, "", 10))
        assert bool(await commitments.collected(session, commitment.id)) == found_by_check
        return found_by_check


@pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")
async def test_bound_enterprises_are_read_without_a_table_named_by_the_library(database: Database) -> None:
    async with database.reading() as session:
        assert await commitments.bound_enterprises(session, "", 10) == []


async def test_award_binds_when_it_was_paid_and_not_while_it_is_not(database: Database) -> None:
    assert await binds(database)


async def test_award_does_not_bind_when_the_bank_has_returned_it(database: Database) -> None:
    assert not await binds(database, paid_fen=0)


@pytest.mark.parametrize("stage", ["settled", "waived", "closed"])
@pytest.mark.parametrize("cause", ["error", "fraud", "correction"])
async def test_award_does_not_bind_when_all_of_it_was_not_due_and_nobody_asks_for_it_any_more(
    database: Database, cause: str, stage: str
) -> None:
    assert not await binds(database, cause, stage)


@pytest.mark.parametrize(
    "demand",
    [
        ("error", "settled", AWARD - 1),
        ("error", "repayment"),
        ("fraud", "proposed"),
        ("correction", "arrears"),
        ("error", "cancelled"),
        # A breach ends by itself what it broke.
        ("breach", "settled"),
    ],
)
async def test_award_binds_while_something_of_it_is_due_or_owed(database: Database, demand: Any) -> None:
    assert await binds(database, *demand)


@pytest.mark.parametrize(("changes", "again_fen"), [({"supplement_fen": 1, "supplement_paid_fen": 1}, 0), ({}, 1)])
async def test_award_binds_anew_when_something_of_it_is_due_again(database: Database, changes: dict[str, int], again_fen: int) -> None:
    assert await binds(database, "correction", "waived", again_fen=again_fen, **changes)


@pytest.mark.parametrize(("left_fen", "bound"), [(AWARD - 1, True), (AWARD, False)])
async def test_award_binds_until_all_of_it_is_not_due_and_not_asked_back(database: Database, left_fen: int, *, bound: bool) -> None:
    assert await binds(database, left_fen=left_fen) is bound


SUPPLEMENT_ALONE = {"paid_fen": 0, "supplement_fen": 10, "supplement_paid_fen": 10}


async def test_award_binds_when_only_its_supplement_was_paid(database: Database) -> None:
    assert await binds(database, **SUPPLEMENT_ALONE)


@pytest.mark.parametrize(("fen", "bound"), [(9, True), (10, False)])
async def test_award_binds_for_its_supplement_until_all_of_that_is_settled(database: Database, fen: int, *, bound: bool) -> None:
    assert await binds(database, "correction", "settled", fen, **SUPPLEMENT_ALONE) is bound


async def test_award_does_not_bind_when_a_bank_has_returned_its_supplement_as_well(database: Database) -> None:
    assert not await binds(database, **SUPPLEMENT_ALONE | {"supplement_paid_fen": 0})
