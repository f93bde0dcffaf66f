"""The ways an application takes, recorded."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text, update

from models.tables import Task
from tests.office import (
    ACCOUNT,
    APPLICANT,
    CLOSED_ACCOUNT,
    DEPUTY,
    FINANCE,
    HEAD,
    OFFICER,
    OTHER_OFFICER,
    RETURNED_LATER_ACCOUNT,
    SCORES,
    WAN,
    Case,
    defective,
    explained,
    person,
)
from tests.replay.way import Ways
from tests.workflows.meetings import resolve
from tests.workflows.test_before_payment import MATTER_DATE, suspend


async def paid(case: Case) -> None:
    await case.to_payment()
    await case.pay()
    await case.reach("in_force")


async def corrected(case: Case) -> None:
    for _ in range(2):
        await case.answer("acceptance", OFFICER, **defective())
        await case.answer("correction", APPLICANT, **explained())
    await case.to_review()


async def objection_dismissed(case: Case) -> None:
    await case.to_notice()
    await case.object()
    await case.object(name="李四")
    for _ in range(2):
        await case.answer("objection_ruling", OTHER_OFFICER, decision="objection_dismissed", reason="证书有效")
    await case.reach("commitment")


async def objection_upheld(case: Case) -> None:
    await case.to_notice()
    await case.object()
    await case.uphold()
    await case.to_notice_by_reconsideration()


async def panel(case: Case) -> None:
    await case.to_review()
    await case.answer("expert_review", decision="expert_recused", reason="与申请单位有合作")
    for _ in range(3):
        await case.answer("expert_review", decision="expert_scored", recommend=True, **SCORES)
    await case.reach("decision")


async def facts_doubted(case: Case) -> None:
    await case.answer("acceptance", person("officer-comfin-1"), decision="accepted")
    await case.reach("review")
    await case.agree("comfin", "sti", "bizcoop")
    second = person("officer-comfin-2")
    await case.answer("fact_confirmation", second, decision="facts_doubted", reason="利息含罚息")
    await case.agree("comfin", "sti", "bizcoop")
    await case.confirm_facts(second)
    await case.reach("decision")


async def committee(case: Case) -> None:
    await case.to_review()
    for _ in range(3):
        await case.answer("expert_review", decision="expert_scored", recommend=True, **SCORES)
    await resolve(case.office, case)
    await case.answer("decision", HEAD, decision="approved")
    await case.answer("second_decision", DEPUTY, decision="approved")
    await case.reach("commitment")


async def bank_returned(case: Case) -> None:
    await case.to_payment(CLOSED_ACCOUNT)
    await case.pay()
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=RETURNED_LATER_ACCOUNT)
    await case.pay()
    await case.happened("paid")
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    await case.pay()
    await case.reach("in_force")


async def mismatched(case: Case) -> None:
    await case.office.fault("treasury.settlement", "never")
    await case.to_payment()
    await case.pay()
    await case.happened("payment_instructed")
    await case.office.fault("treasury.query", "wrong_amount")
    await case.task("payment_investigation")
    await case.office.mend()
    await case.answer("payment_investigation", FINANCE, decision="treasury_corrected", note="已更正")
    await case.reach("in_force")


async def withdrawn(case: Case) -> None:
    await case.to_decision()
    await case.hold()
    await case.resume()
    await case.withdraw()
    await case.handle.result()


async def withdrawn_during_an_outage(case: Case) -> None:
    await case.office.fault("tax", "down")
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.office.until_failed("tax", case)
    await case.withdraw()
    await case.handle.result()


async def out_of_step(case: Case) -> None:
    """Answered where the database is of another moment than the workflow, as after it was restored."""
    await case.task("acceptance")
    await case.office.change(text("UPDATE tasks SET id = uuidv7() WHERE closed_at IS NULL"))
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.withdraw()
    await case.handle.result()


async def rejected(case: Case) -> None:
    await case.answer("acceptance", OFFICER, decision="acceptance_refused", reason="不属于本条范围")
    await case.reconsider("reconsideration_granted")
    await case.answer("desk_review", OTHER_OFFICER, decision="not_recommended", opinion="不符合", reason="证书已过期")
    await case.handle.result()


async def escalated(case: Case) -> None:
    await case.happened("escalated")
    await case.ask("assign_task", await case.assignment("acceptance", HEAD, OTHER_OFFICER.subject))
    await case.answer("acceptance", OTHER_OFFICER, decision="accepted")
    await case.reach("review")
    # By another calendar than the one it was counted by.
    await case.office.change(update(Task).where(Task.case_id == case.id).values(due_at=Task.due_at + timedelta(hours=1)))
    await case.handle.signal("deadlines_changed")
    await case.happened("deadlines_recomputed")


async def lapsed(case: Case) -> None:
    await case.answer("acceptance", OFFICER, **defective())
    await case.handle.result()


async def waited_for_budget(case: Case) -> None:
    await case.to_decision()
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("budget_wait")
    for year in (2026, 2027):
        await case.office.appropriate(100 * WAN, year)
    await case.reach("public_notice", "commitment")


async def suspended(case: Case) -> None:
    await suspend(case.office)
    await case.handle.signal("nudge", "suspension")
    await case.answer("suspension_check", DEPUTY, decision="suspension_passed", reason="上级文件不影响已受理的申请")
    await suspend(case.office, begins=MATTER_DATE, scope="matters")
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.answer("suspension_check", DEPUTY, decision="suspension_upheld", reason="上级政策不再支持")
    await case.reach("refused")


PATHS: Ways = {
    paid: {},
    corrected: {},
    # People object while the notice runs, however slow the machine that records it.
    objection_dismissed: {"durations": {"public_notice": 100}},
    objection_upheld: {"durations": {"public_notice": 100}},
    panel: {"item": "core-technology"},
    facts_doubted: {"item": "loan-interest"},
    committee: {"item": "national-mission"},
    bank_returned: {},
    mismatched: {},
    withdrawn: {},
    withdrawn_during_an_outage: {},
    out_of_step: {},
    rejected: {},
    escalated: {"durations": {"acceptance": 10}},
    lapsed: {"durations": {"correction": 10}},
    suspended: {},
    waited_for_budget: {"budget_fen": 1, "durations": {"budget_retry": 10}},
}
