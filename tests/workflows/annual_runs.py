"""Runs in tests: ordered as a Schedule or the API orders them, over the demo enterprises or a synthetic population."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from temporalio.service import RPCError

from activities.signatures.annual_run import AnnualRunOrder, AnnualRunStarted
from activities.signatures.case import Message
from models.tables import AnnualRun, AnnualRunMember, Application, ImplementingRule, Target, TargetBatch
from models.tables import Case as AnyCase
from policy.actors import SYSTEM, Actor
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import OFFICER, Case, Office, message, person

YEAR = datetime.now(BEIJING).year - 1
RULE = {"effective_from": date(2022, 1, 14), "document_no": "演示细则6号", "entered_by": "officer-sti-1", "approved_by": "officer-sti-2"}
HEAD_OF = {"sti": "approver-sti-1", "econ": "approver-econ-1"}


@asynccontextmanager
async def alone_with_runs(office: Office) -> AsyncIterator[None]:
    """Leave no run behind."""
    try:
        # Offers are started by a step of the run, which no test stands beside to say that their time does not skip.
        with office.starting():
            yield
    finally:
        async for running in office.client.list_workflows("WorkflowType = 'AnnualRun' AND ExecutionStatus = 'Running'"):
            with contextlib.suppress(RPCError):
                await office.client.get_workflow_handle(running.id).terminate()


async def growth_rule(office: Office, rate: str = "0.10") -> None:
    """Let targets grow by a rate where officers set none."""
    await office.add(ImplementingRule(item_code="rd-growth", values={"target_growth_rate": rate}, **RULE))


async def populate(office: Office, size: int, seed: int = 7) -> None:
    """Have the authorities know a synthetic population."""
    (await office.sandbox.put("/admin/population", json={"size": size, "seed": seed})).raise_for_status()


async def order(
    office: Office, item_code: str = "rd-growth", *, dry_run: bool = False, actor: Actor = SYSTEM, **rest: Any
) -> AnnualRunStarted:
    """Order a run and return which one it is."""
    key = uuid.uuid4().hex
    asked = AnnualRunOrder(item_code=item_code, year=rest.pop("year", YEAR), dry_run=dry_run, actor=actor, key=key)
    attestation = office.attestor.attest(asked.workflow_id, "start", asked.as_message())
    with office.starting():
        started: AnnualRunStarted = await office.client.execute_workflow(
            "AnnualRunStart",
            replace(asked, attestation=attestation),
            id=f"annual-run-start/{key}",
            task_queue=office.settings.task_queue,
            result_type=AnnualRunStarted,
        )
    return started


async def run_case(office: Office, started: AnnualRunStarted) -> Case:
    """Return a run as people act on it."""
    row = (await office.all(select(AnnualRun).where(AnnualRun.id == uuid.UUID(started.case_id))))[0]
    return office.running(row)


async def release(run: Case, department: str = "sti") -> None:
    """Release the offers, and wait until they are made."""
    await run.reach("release")
    await run.answer("annual_run_release", person(HEAD_OF[department]), decision="released")
    await run.reach("open")


async def release_more(run: Case, *usccs: str) -> None:
    """Release what waits in an open run: of some members, or of all where none is named."""
    named = {"members": list(usccs)} if usccs else {}
    await run.answer("further_release", person(HEAD_OF["sti"]), decision="released", **named)
    await run.reach("open")


async def members(office: Office, run: Case) -> Sequence[AnnualRunMember]:
    """Return the members of a run in the order of their codes."""
    found: Sequence[AnnualRunMember] = await office.all(
        select(AnnualRunMember).where(AnnualRunMember.run_id == run.id).order_by(AnnualRunMember.uscc)
    )
    return found


async def member(office: Office, run: Case, uscc: str) -> AnnualRunMember:
    """Return one member of a run."""
    return next(found for found in await members(office, run) if found.uscc == uscc)


async def offer_to(office: Office, run: Case, uscc: str) -> Case:
    """Return the latest application a run offered an enterprise."""
    query = select(Application).where(Application.parent_id == run.id, Application.enterprise_uscc == uscc).order_by(Application.id.desc())
    row: AnyCase = (await office.all(query))[0]
    return office.running(row)


async def counted(office: Office, uscc: str, **figures: Any) -> None:
    """Have the authorities correct the figures of an enterprise for the year, or what they know of it."""
    known = (await office.sandbox.get("/admin/enterprises")).json()[uscc]
    for name, value in figures.items():
        if name in known:
            known[name] = value
        else:
            known["figures"][str(YEAR)][name] = value
    (await office.sandbox.put(f"/admin/enterprises/{uscc}", json=known)).raise_for_status()


def reassessment(uscc: str) -> Message:
    """Return an officer's request to judge one member anew."""
    return message("member_reassessed", OFFICER, uscc=uscc, reason="统计部门更正")


async def batch(office: Office, target_fen: int) -> str:
    """Have a batch with the target of CHENXIN be entered and approved; return its id."""
    row = TargetBatch(
        item_code="rd-growth",
        year=YEAR,
        document_no=f"目标{target_fen}号",
        size=1,
        entered_by="officer-sti-1",
        approved_by="officer-sti-2",
        approved_at=datetime.now(UTC),
    )
    async with office.database.writing() as session:
        session.add(row)
        await session.flush()
        session.add(Target(batch_id=row.id, uscc=CHENXIN, target_fen=target_fen))
    return str(row.id)
