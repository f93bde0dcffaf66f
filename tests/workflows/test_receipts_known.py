"""Receipts that became known by another road than being recorded for one debt: reconciliation lists none of them as unknown afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.tables import Receipt, ReconciliationDifference
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import FINANCE, OTHER_FINANCE, Office
from tests.workflows.reclaim import Reclaim, paid_award, reclaim
from tests.workflows.refunds import DEBT, begun, drafted, released
from tests.workflows.test_reconciliation import reconcile, today
from tests.workflows.test_refund_counted import counted, given_up


async def came_in(claim: Reclaim, amount_fen: int, payer: str = CHENXIN) -> str:
    """Let money come in that nobody expects; the statement of the day tells of it."""
    reference = await claim.receive(amount_fen, today(), payer=payer)
    await reconcile(claim.office)
    assert await unknown(claim.office) == [reference]
    return reference


async def unknown(office: Office) -> list[str]:
    """Return the receipts that reconciliation lists as unknown."""
    query = select(ReconciliationDifference.reference).where(
        ReconciliationDifference.kind == "receipt_unknown", ReconciliationDifference.state == "open"
    )
    return list(await office.all(query))


async def received(office: Office, reference: str) -> Receipt:
    """Return a receipt as kept."""
    (found,) = await office.all(select(Receipt).where(Receipt.reference == reference))
    return found  # type: ignore[no-any-return] # what the office finds is anything


async def is_known(office: Office, reference: str) -> bool:
    """Reconcile the day once more, and tell whether a receipt is known by then."""
    await reconcile(office)
    return reference not in await unknown(office)


@pytest.mark.parametrize("how", ["waived", "written_off"])
@pytest.mark.parametrize("more_fen", [-1, 0, 1])
async def test_receipt_is_known_when_it_was_counted_as_repaid(skipping: Office, how: str, more_fen: int) -> None:
    claim = await given_up(skipping, how)
    reference = await came_in(claim, DEBT + more_fen)
    case = await begun(skipping, await drafted(skipping, await received(skipping, reference), "sti"))
    await counted(case)
    assert await is_known(skipping, reference)


@pytest.mark.parametrize("cancelled", [True, False])
async def test_receipt_is_known_while_its_refund_is_under_way(skipping: Office, *, cancelled: bool) -> None:
    claim = await given_up(skipping)
    reference = await came_in(claim, 7)
    case = await begun(skipping, await drafted(skipping, await received(skipping, reference), "sti"))
    if cancelled:
        await case.answer("refund_release", FINANCE, decision="refund_cancelled", reason="付款人要求暂缓")
        await case.reach("cancelled")
    assert await is_known(skipping, reference) is not cancelled


async def test_receipt_is_known_when_it_was_divided_over_several_debts(skipping: Office) -> None:
    award = await paid_award(skipping)
    claims = [await reclaim(skipping, award, DEBT) for _ in range(2)]
    for claim in claims:
        await claim.accept()
    reference = await came_in(claims[0], 2 * DEBT)
    await claims[0].record(2 * DEBT, reference, today())
    await claims[0].confirm()
    for claim in claims:
        await claim.case.reach("settled")
    assert await is_known(skipping, reference)


@pytest.mark.parametrize(("decision", "known"), [("payer_accepted", True), ("payer_refused", False)])
async def test_receipt_of_another_payer_is_known_as_somebody_decides(skipping: Office, decision: str, *, known: bool) -> None:
    claim = await reclaim(skipping, await paid_award(skipping), DEBT)
    await claim.accept()
    reference = await came_in(claim, DEBT, YUNHENG)
    await claim.record(DEBT, reference, today())
    await claim.confirm()
    await claim.case.answer("payer_decision", OTHER_FINANCE, decision=decision, reason="已核实")
    assert await is_known(skipping, reference) is known
    if not known:
        case = await begun(skipping, await drafted(skipping, await received(skipping, reference), "sti"))
        await released(case, FINANCE, OTHER_FINANCE)
        await case.reach("refunded")
        assert await is_known(skipping, reference)
