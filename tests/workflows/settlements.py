"""How something that was settled is taken back, and how another settlement of the platform follows."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from activities.signatures.case import CaseInput, Receipt
from models.commands import settlement as settling
from models.tables import DeliveryCode, Document, Settlement, VoucherSpend
from policy.actors import Actor
from policy.processes.settlement.lifecycle import SETTLEMENT
from sandbox.enterprises import YUNHENG
from tests.office import APPLICANT, FINANCE, HEAD, OFFICER, OTHER_FINANCE, WAN, Case, Office, message
from tests.office.case import MOMENT
from tests.patience import answered
from tests.vouching import kept
from tests.workflows.vouchers import (
    PLATFORM,
    PLATFORM_ACCOUNT,
    add_papers,
    contract,
    delivery,
    have_the_month_over,
    pay,
    prove,
    spend_of,
    to_payment,
    voucher_row,
)

RETURNABLE = timedelta(days=30)
"""Longer than a bank may return what was paid."""
TOTAL = 15 * WAN
LATER = datetime(2099, 1, 1, tzinfo=UTC)


async def settled(office: Office) -> Case:
    """Return a settlement of two contracts, 10万 and 5万 of a voucher of 20万, that no bank returns any more."""
    case = await to_payment(office)
    await pay(case)
    await case.reach("settled")
    await case.skip(RETURNABLE)
    assert await case.handle.result() == "settled"
    return case


async def proof(case: Case) -> str:
    """Add what shows that something was settled wrongly, as an officer, and return its id."""
    described = {"file_name": "finding.pdf", "media_type": "application/pdf", "size_bytes": 1, "sha256": "0" * 64}
    row = Document(id=uuid.uuid4(), case_id=case.id, evidence_code="reclaim_proof", uploaded_by=OFFICER.subject, **described)
    await case.office.add(row)
    return str(row.id)


async def propose(case: Case, *numbers: str, fault: str = "platform", actor: Actor = OFFICER, paper: str | None = None) -> Case:
    """Propose, as the API does, to take contracts of a settlement back: its process starts once more."""
    office, row = case.office, await case.row()
    found = await office.all(select(VoucherSpend.id).where(VoucherSpend.contract_no.in_(numbers)))
    given = {"spends": [str(one) for one in found], "fault": fault, "paper": paper or await proof(case), "reason": "服务未实际提供"}
    asked = message("reclaim_proposed", actor, **given)
    start: WithStartWorkflowOperation[Settlement, str] = WithStartWorkflowOperation(
        SETTLEMENT.workflow,
        CaseInput(row.process, str(row.id), row.number, "科技创新服务券", "演示云衡机器人（北京）股份有限公司", resumed=True),
        id=row.workflow_id,
        task_queue=office.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    await kept(office.database, case.named, "request", asked, office.attestor)
    asking = office.client.execute_update_with_start_workflow(
        "request", asked.asked, start_workflow_operation=start, id=f"request/{asked.key}", result_type=Receipt
    )
    await answered(asking, row.workflow_id, office.client)
    return office.running(row)


async def take_back(case: Case, *numbers: str, fault: str = "platform") -> Case:
    """Have contracts of a settlement taken back by two."""
    # Its time stands still but for what a test skips.
    with case.office.starting():
        begun = await propose(case, *numbers, fault=fault)
        await begun.answer("reclaim_decision", HEAD, decision="reclaimed", reason="经查实")
        await begun.reach("netting")
    return begun


async def another(office: Office, price_fen: int, number: str = "PT-3") -> Case:
    """Have more spent with the platform, and its settlement asked for once that month is over."""
    voucher = office.running(await voucher_row(office))
    await voucher.ask("request", contract(price_fen, number))
    await prove(office, await spend_of(office, number))
    # Its code counts for an hour of everybody's time.
    await office.change(update(DeliveryCode).values(expires_at=LATER))
    await voucher.complete(await delivery(office, await spend_of(office, number)), APPLICANT, {"decision": "delivery_confirmed"})
    made = await spend_of(office, number)
    assert made.delivered_on is not None
    await have_the_month_over(office)
    async with office.database.writing() as session:
        row: Settlement = await settling.draft(session, PLATFORM, made.delivered_on.replace(day=1), uuid.uuid4().hex)
    await add_papers(office, row.id)
    return await office.begin(row, PLATFORM, SETTLEMENT.title.zh, account=PLATFORM_ACCOUNT)


async def demanded(case: Case, *numbers: str) -> Case:
    """Have contracts taken back, and nothing settled in the days that there are for netting it."""
    begun = await take_back(case, *numbers)
    wakes_at = (await begun.row()).wakes_at
    await begun.skip_until(wakes_at + MOMENT)
    await begun.reach("demanded")
    return begun


async def receive(case: Case, amount_fen: int, payer: str = YUNHENG, *, records: bool = True) -> str:
    """Let the treasury receive money of a platform, and have it recorded by one of finance and confirmed by another, if it is."""
    reference, received_on = f"VS-{uuid.uuid4().hex[:8]}", str((await case.row()).created_at.date())
    body = {"reference": reference, "amount_fen": amount_fen, "received_on": received_on, "payer_uscc": payer}
    (await case.office.sandbox.post("/admin/receipts", json=body)).raise_for_status()
    if not records:
        return reference
    recorded = {"amount_fen": amount_fen, "reference": reference, "received_on": received_on}
    await case.answer("reclaim_receipt", FINANCE, decision="receipt_recorded", **recorded)
    await case.answer("reclaim_confirmation", OTHER_FINANCE, decision="receipt_confirmed")
    return reference
