"""The ways a clawback goes, to be recorded, and what besides moves money back or stops it: a second look, a reconciliation."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime, timedelta

from policy.working_days import BEIJING
from tests.office import (
    ACCOUNT,
    APPLICANT,
    DEPUTY,
    HEAD,
    OFFICER,
    OTHER_OFFICER,
    RETURNED_LATER_ACCOUNT,
    SIGNED,
    Case,
    Office,
    message,
    until,
)
from tests.replay.way import Ways
from tests.workflows.reclaim import AWARD, TERMS, Reclaim, paid_award, plan, reclaim

HALF = AWARD // 2


async def claimed(office: Office) -> Case:
    """Propose to reclaim a paid award."""
    return (await reclaim(office, await paid_award(office, terms=TERMS))).case


async def returned_late(office: Office) -> Case:
    """Have the bank return a payment after its case has ended, and reconcile: the case runs again."""
    case = await office.apply_for()
    await case.to_payment(RETURNED_LATER_ACCOUNT)
    await case.pay()
    await case.handle.result()

    async def returned() -> bool | None:
        return any(payment["returned"] for payment in await office.treasury_payments()) or None

    await until(returned, "the bank's return")
    await (await reconciliation(office)).handle.result()
    await case.happened("bank_returned")
    return office.running(await case.row())


async def reconciliation(office: Office) -> Case:
    """Reconcile today."""
    handle = await office.client.start_workflow(
        "Reconciliation",
        datetime.now(BEIJING).date(),
        id=f"reconciliation/{uuid.uuid4().hex[:8]}",
        task_queue=office.settings.task_queue,
    )
    return Case(office, uuid.uuid4(), handle.id, handle)


async def clawback_repaid(case: Case) -> None:
    claim, today = Reclaim(case.office, case, case), datetime.now(BEIJING).date()
    await claim.approve()
    await case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="并未迁出")
    await case.answer("clawback_ruling", HEAD, decision="dispute_dismissed", reason="查实")
    parts = [(today + timedelta(days=days), HALF) for days in (1000, 1100)]
    await case.ask("request", message("instalments_asked", APPLICANT, plan=plan(*parts)))
    await case.answer("instalment_decision", HEAD, decision="instalments_granted")
    await claim.record(HALF, "unknown", today)
    await claim.confirm()
    await case.happened("receipt_refuted")
    for _ in parts:
        await claim.repay(HALF, today)
    await case.handle.result()


async def clawback_waived(case: Case) -> None:
    claim, today = Reclaim(case.office, case, case), datetime.now(BEIJING).date()
    await claim.accept()
    await case.reach("arrears")
    extended = {"decision": "extended", "reason": "订单回款在即", "due_on": (today + timedelta(days=1)).isoformat()}
    await case.answer("enforcement_decision", HEAD, **extended)
    await case.happened("extended")
    await case.reach("arrears")
    for answer in ("waiver_refused", "waived"):
        await case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="破产清算")
        await case.answer("waiver_confirmation", DEPUTY, decision=answer, reason="核实")
    await case.handle.result()


async def clawback_enforced(case: Case) -> None:
    claim, today = Reclaim(case.office, case, case), datetime.now(BEIJING).date()
    await claim.approve()
    await case.reach("arrears")
    # Longer than the time that the reminder gives.
    await asyncio.sleep(1)
    await case.answer("enforcement_decision", HEAD, decision="handed_over", reason="拒不返还", court="大兴区人民法院")
    await claim.repay(HALF, today)
    for answer in ("write_off_refused", "written_off"):
        await case.answer("court_result", DEPUTY, decision="court_closed", case_no="(2027)京0115执1号", result="无可供执行财产")
        await case.answer("write_off_confirmation", HEAD, decision=answer, reason="核实")
    await case.handle.result()


async def quality_doubted(case: Case) -> None:
    await case.to_payment()
    await case.answer("quality_check", OTHER_OFFICER, decision="quality_doubted", opinion="证书存疑", reason="请核对证书")
    await case.answer("doubt_decision", DEPUTY, decision="doubt_confirmed", reason="请核对证书")
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="证书核实")
    await case.answer("decision", HEAD, decision="approved")
    await case.answer("commitment", APPLICANT, **SIGNED)
    await case.answer("quality_check", OTHER_OFFICER, decision="quality_passed", opinion="证书核实")
    await case.pay()
    await case.reach("in_force")


async def paid_again_after_a_late_return(case: Case) -> None:
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    await case.pay()
    await case.reach("in_force")
    await asyncio.sleep(0.5)


async def reconciled(case: Case) -> None:
    await case.handle.result()


SOON = {"clawback_objection": 2, "repayment": 2, "repayment_grace": 1, "reminder": 1}
PATHS: Ways = {
    clawback_repaid: {"begin": claimed},
    clawback_waived: {"begin": claimed, "durations": SOON | {"clawback_objection": 12_000}},
    clawback_enforced: {"begin": claimed, "durations": SOON},
    quality_doubted: {"quality_share": "1"},
    paid_again_after_a_late_return: {"begin": returned_late, "durations": {"bank_return_watch": 1}, "return_after": 4.0},
    reconciled: {"begin": reconciliation},
}
