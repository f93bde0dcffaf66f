"""Payments under different numbers that pay the same to the same account are laid beside each other, whatever process they are of."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from itertools import count

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.reconciliation import alike
from models.sealing import Seal
from models.session import Database
from models.tables import Case, Disbursement, Receipt, Redecision, Refund, Settlement
from policy.processes.treasury.reconciliation import suspected_double_payments
from sandbox.enterprises import CHENXIN, QINGHE
from tests.models.test_caps import application, database
from tests.policy.baselines import WAN

__all__ = ["database"]
SEAL = Seal([b"k" * 32])
NUMBERS = count(1)
_BY = {"department": "sti", "created_by": "officer-sti-1"}


def _paid(whose: Case, amount_fen: int = 20 * WAN) -> Disbursement:
    account = {"holder": "演示", "number": SEAL.veil("6222000000001234")}
    return Disbursement(number=f"P-{next(NUMBERS)}", case_id=whose.id, amount_fen=amount_fen, account=account, state="paid")


async def _supplements(session: AsyncSession) -> list[Case]:
    award = application("science-award", 30 * WAN)
    session.add(award)
    await session.flush()
    own = {"application_id": award.id, "enterprise_uscc": CHENXIN, "item_code": award.item_code, "facts": {}, "paper": "函"}
    own |= {"reason": "有误", "proposed_by": "officer-sti-1", "proposed_by_name": "officer"}
    return [Redecision(number=f"RD-{next(NUMBERS)}", stage="supplemented", request_key=_key(), **own, **_BY) for _ in range(2)]


def _settlements(months: tuple[int, int]) -> list[Case]:
    own = {"enterprise_uscc": CHENXIN, "item_code": "innovation-voucher", "stage": "settled", "award_fen": 1, **_BY}
    return [Settlement(number=f"ST-{next(NUMBERS)}", month=date(2026, month, 1), request_key=_key(), **own) for month in months]


async def _refunds(session: AsyncSession, payers: tuple[str, str]) -> list[Case]:
    """Pay back a receipt of each of two payers, or two of one."""
    now, refunds = datetime.now(UTC), list[Case]()
    for reference, uscc in enumerate(payers):
        payer = {"payer_uscc": uscc, "payer_name": "演示"}
        known = {"reference": f"R-{reference}", "reference_folded": f"R{reference}", "received_on": date(2026, 3, 2), "known_at": now}
        receipt = Receipt(amount_fen=1, **known, **payer)
        session.add(receipt)
        await session.flush()
        own = {"receipt_id": receipt.id, "amount_fen": 1, "stage": "payment", **payer, **_BY}
        refunds.append(Refund(number=f"RF-{next(NUMBERS)}", request_key=_key(), **own))
    return refunds


def _key() -> str:
    return str(uuid.uuid4())


async def _cases(session: AsyncSession, kind: str) -> list[Case]:
    match kind:
        case "supplements":
            return await _supplements(session)
        case "refunds":
            return await _refunds(session, (CHENXIN, CHENXIN))
        case "refunds of two payers":
            return await _refunds(session, (CHENXIN, QINGHE))
        case "settlements":
            return _settlements((3, 3))
        case _:
            return _settlements((3, 4))


async def _suspects(database: Database, kind: str, *amounts: int) -> int:
    async with database.writing() as session:
        cases = await _cases(session, kind)
        session.add_all(cases)
        await session.flush()
        session.add_all(_paid(one, fen) for one, fen in zip(cases, amounts, strict=True))
    async with database.reading() as session:
        return len(suspected_double_payments(await alike(session, SEAL), ()))


@pytest.mark.parametrize("kind", ["supplements", "settlements", "refunds"])
async def test_equal_payments_are_suspected_whatever_process_they_are_of(database: Database, kind: str) -> None:
    assert await _suspects(database, kind, 20 * WAN, 20 * WAN) == 1


@pytest.mark.parametrize("less_fen", [-1, 1])
async def test_supplements_are_not_suspected_when_their_amounts_differ_by_a_fen(database: Database, less_fen: int) -> None:
    assert await _suspects(database, "supplements", 20 * WAN, 20 * WAN - less_fen) == 0


@pytest.mark.parametrize("kind", ["settlements of two months", "refunds of two payers"])
async def test_equal_payments_are_not_suspected_when_they_are_for_something_else(database: Database, kind: str) -> None:
    assert await _suspects(database, kind, 20 * WAN, 20 * WAN) == 0
