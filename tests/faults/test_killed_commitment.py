"""A worker killed with SIGKILL while a commitment is collected, checked and decided: nothing is lost and nothing happens twice."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import select

from models.tables import AuditEvent, Clawback, Commitment, CommitmentCheck
from sandbox.enterprises import CHENXIN
from tests.faults.killable import Worker, killable
from tests.faults.test_killed_worker import office
from tests.office import APPLICANT, Case, Office
from tests.workflows.commitments import DEPUTY, HEAD, OFFICER, OTHER_OFFICER, breaches, collected, rule_set, start_check, undertakings

__all__ = ["office"]

BREACH: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("hearing_statement", APPLICANT, {"decision": "heard", "statement": "仅迁出注册地"}),
    ("breach_review", OFFICER, {"decision": "remedy_ordered", "reason": "应迁回", "working_days": 1}),
    ("remedy_check", OTHER_OFFICER, {"decision": "not_remedied", "reason": "未迁回"}),
    ("breach_decision", HEAD, {"decision": "breach_upheld", "reason": "擅自迁出"}),
    ("breach_answer", APPLICANT, {"decision": "breach_reconsideration_requested", "reason": "请复核"}),
    ("breach_reconsideration", DEPUTY, {"decision": "breach_confirmed", "reason": "证据充分"}),
)

# Where a finding is answered, and where what was agreed is reclaimed.
DYING = ("hearing_statement", "breach_reconsideration")


async def while_dying(worker: Worker, asked: asyncio.Task[Any], seconds: float) -> Any:
    """Kill the worker while something is under way, and let another finish it."""
    await asyncio.sleep(seconds)
    worker.kill()
    worker.start()
    return await asked


async def test_nothing_is_lost_and_nothing_happens_twice_when_the_worker_is_killed_on_the_way(office: Office) -> None:
    await rule_set(office, stay_years=3, repay="full")
    with killable(office.settings) as worker:
        award = await office.apply_for()
        await award.to_payment()
        await award.pay()
        commitment = await while_dying(worker, asyncio.create_task(collected(award)), 0.3)
        known = (await office.sandbox.get("/admin/enterprises")).json()[CHENXIN]
        (await office.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=known | {"registered_in_area": False})).raise_for_status()
        await while_dying(worker, asyncio.create_task((await start_check(office)).result()), 0.05)
        await commitment.reach("hearing")
        for kind, actor, answer in BREACH:
            asked = asyncio.create_task(commitment.answer(kind, actor, **answer))
            await (while_dying(worker, asked, 0.03) if kind in DYING else asked)
        await commitment.reach("reclaiming")
        await commitment.happened("repayment_asked")
        await _clawback_runs(office)
    await _once_each(office, commitment)


async def _clawback_runs(office: Office) -> None:
    clawback = office.running((await office.all(select(Clawback)))[0])
    await clawback.task("clawback_approval")
    await clawback.has_started()


async def _once_each(office: Office, commitment: Case) -> None:
    assert len(await office.all(select(Commitment))) == 1
    assert [undertaking.cause for undertaking in await undertakings(office)] == [None]
    assert len(await office.all(select(CommitmentCheck))) == 1
    assert [(breach.outcome, len(breach.clawbacks)) for breach in await breaches(office)] == [(None, 1)]
    assert len(await office.all(select(Clawback))) == 1
    events = await office.all(select(AuditEvent).where(AuditEvent.case_id == commitment.id).order_by(AuditEvent.sequence))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    names = [event.event for event in events]
    assert names == list(dict.fromkeys(names))
