"""承诺的测试。Enterprises that are bound: an award paid, the commitment that collected it, and the rules they stand under."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from temporalio.client import WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.signatures.commitment import CheckInput, CheckResult
from models.tables import (
    Application,
    Breach,
    ChangeFiling,
    CollectedUndertaking,
    Commitment,
    CommitmentCheck,
    Document,
    Enterprise,
    ImplementingRule,
    Undertaking,
)
from policy.actors import Actor
from policy.processes.commitment.filed import EVIDENCE
from policy.working_days import BEIJING
from tests.office import WAN, Case, Office, message, person, until
from tests.office.milestones import reached

OFFICER, OTHER_OFFICER = person("officer-bizcoop-1"), person("officer-bizcoop-2")
HEAD, DEPUTY = person("approver-bizcoop-1"), person("approver-bizcoop-2")
HEAD_OFFICER = person("head-bizcoop")
THIRD_APPROVER = person("approver-bizcoop-3")


# Applications skip their own notices and so sign in the future of everybody else; an enterprise's own time has to come after that.
AHEAD = timedelta(days=60)
TODAY = datetime.now(BEIJING).date() + AHEAD
# Tests that begin on one day may end on the next; the enterprise's own day is the one that was counted from.
NOON = datetime.combine(TODAY, time(12), BEIJING)
YEARS = 3
RELEASE: dict[str, Any] = {"decision": "approval_without_repayment_proposed", "opinion": "有客观原因"}
REPAYMENT: dict[str, Any] = {"decision": "approval_with_repayment_proposed", "opinion": "按约返还"}


async def rule_set(office: Office, item: str = "innovation-centre", **values: Any) -> None:
    """Set an implementing rule."""
    await office.add(
        ImplementingRule(
            item_code=item,
            effective_from=date(2026, 1, 1),
            values=values,
            document_no="京技管〔2026〕9号",
            entered_by="officer-sti-1",
            approved_by="officer-sti-2",
        )
    )


async def paid(case: Case) -> Case:
    """Take an application to its payment, and return the enterprise's commitment to stay."""
    await case.to_payment()
    return await bound_by(case)


async def bound(office: Office, repay: str = "pro_rata") -> Case:
    """Return the commitment of an enterprise whose award was paid, at noon of `TODAY` by its own clock."""
    return await reached(office, f"bound {repay}", lambda: _bound(office, repay))


async def _bound(office: Office, repay: str) -> Case:
    await rule_set(office, stay_years=YEARS, repay=repay)
    commitment = await paid(await office.apply_for())
    await commitment.skip(NOON - await office.clock(commitment.handle))
    return commitment


async def bound_by(case: Case) -> Case:
    """Pay what is signed, and return the enterprise's commitment; its time stands still but for what a test skips."""
    with case.office.starting():
        await case.pay()
        return await collected(case)


async def collected(case: Case) -> Case:
    """Wait until the commitment of the enterprise has collected an award."""
    signed = select(Undertaking.id).where(Undertaking.application_id == case.id)
    query = select(Commitment).where(
        Commitment.id.in_(select(CollectedUndertaking.commitment_id).where(CollectedUndertaking.undertaking_id.in_(signed)))
    )

    async def find() -> Commitment | None:
        return next(iter(await case.office.all(query)), None)

    return case.office.running(await until(find, f"a commitment for {case.number}"))


async def undertaking_of(case: Case) -> Undertaking:
    """Return what was signed for an award."""
    found: Undertaking = (await case.office.all(select(Undertaking).where(Undertaking.application_id == case.id)))[0]
    return found


async def undertakings(office: Office) -> list[CollectedUndertaking]:
    """Return everything that binds or bound."""
    return list(await office.all(select(CollectedUndertaking).order_by(CollectedUndertaking.undertaking_id)))


async def breaches(office: Office) -> list[Breach]:
    """Return every breach."""
    return list(await office.all(select(Breach).order_by(Breach.id)))


async def file_change(
    commitment: Case,
    planned_on: date,
    kind: str = "relocation",
    actor: Actor | None = None,
    *,
    supersedes: ChangeFiling | None = None,
) -> ChangeFiling:
    """File a change as the API does: stored first, then asked for."""
    filing = await received(commitment, planned_on, kind, supersedes)
    await commitment.ask("request", message("change_filed", actor or person("applicant-chenxin"), filing_id=str(filing.id)))
    return filing


async def paper(commitment: Case) -> str:
    """Have its enterprise upload a paper of a change, and return which document it is."""
    document = Document(
        case_id=commitment.id,
        evidence_code=EVIDENCE,
        file_name="决议.pdf",
        media_type="application/pdf",
        size_bytes=7,
        sha256=uuid.uuid4().hex * 2,
        uploaded_by="applicant-chenxin",
    )
    await commitment.office.add(document)
    return str(document.id)


async def received(commitment: Case, planned_on: date, kind: str = "relocation", supersedes: ChangeFiling | None = None) -> ChangeFiling:
    """Store a change as it is received, before anybody was asked to take it."""
    row = await commitment.row()
    filing = ChangeFiling(
        commitment_id=commitment.id,
        enterprise_uscc=row.enterprise_uscc,
        kind=kind,
        planned_on=planned_on,
        description="总部迁往天津",
        evidence=[await paper(commitment)],
        filed_by="applicant-chenxin",
        supersedes=supersedes.id if supersedes else None,
    )
    await commitment.office.add(filing)
    return filing


async def on_file(commitment: Case, officer: Actor = OFFICER, approver: Actor = HEAD) -> None:
    """Have the one filing that is reviewed taken on file without repayment, by two people."""
    await commitment.answer("filing_review", officer, **RELEASE)
    await commitment.answer("filing_release_confirmation", approver, decision="approved_without_repayment")


async def on_file_with_repayment(commitment: Case, officer: Actor = OFFICER, approver: Actor = HEAD) -> None:
    """Have the one filing that is reviewed taken on file with repayment, by two people."""
    await commitment.answer("filing_review", officer, **REPAYMENT)
    await commitment.answer("filing_confirmation", approver, decision="approved_with_repayment")


async def let_go(
    commitment: Case, kind: str, proposer: Actor, approver: Actor, *, filing: str | None = None, reason: str = "客观原因"
) -> None:
    """Have the open breach let go, by two people, with the answer to the filings it is about."""
    answer = {"filing": filing} if filing else {}
    await commitment.answer(kind, proposer, decision="closing_proposed", reason=reason, **answer)
    await commitment.answer("closing_confirmation", approver, decision="breach_closed")


async def filings(office: Office) -> list[ChangeFiling]:
    """Return every filing."""
    return list(await office.all(select(ChangeFiling).order_by(ChangeFiling.id)))


async def found_gone(commitment: Case, *failures: str, on: date = TODAY) -> CommitmentCheck:
    """Store what a yearly check found, and tell the enterprise's commitment."""
    row = await commitment.row()
    check = CommitmentCheck(
        year=on.year,
        run=f"run-{on}",
        enterprise_uscc=row.enterprise_uscc,
        answers={},
        failures=list(failures or ("registered_in_area",)),
        checked_at=f"{on.isoformat()}T00:00:00+08:00",
    )
    await commitment.office.add(check)
    await commitment.handle.signal("nudge", f"check/{check.id}")
    return check


async def bound_together(office: Office, codes: Sequence[str]) -> None:
    """Write enterprises as the register knows them, each bound by an award that was paid."""
    assert office.world is not None
    known = {uscc: office.world.enterprises.known(uscc) for uscc in codes}
    now = datetime.now(BEIJING)
    its = {"department": "sti", "created_by": "system"}
    rows = [Enterprise(uscc=uscc, name=one.name, kind="enterprise", status=one.status, confirmed_at=now) for uscc, one in known.items()]
    await office.add(*rows)
    kept = [Commitment(number=uscc, enterprise_uscc=uscc, stage="in_force", **its) for uscc in codes]
    award = {"item_code": "innovation-centre", "clause": 5, "facts": {}, "stage": "in_force", "award_fen": WAN, "paid_fen": WAN}
    paid = [Application(number=f"BDA-2026-05-9{place:05d}", enterprise_uscc=uscc, **award, **its) for place, uscc in enumerate(codes)]
    await office.add(*kept, *paid)
    said = {"starts_on": now.date(), "repay": "none", "terms": {}, "signatory": "陈思远", "position": "法定代表人", "signed_at": now}
    signed = [
        Undertaking(application_id=one.id, enterprise_uscc=one.enterprise_uscc, signed_by="applicant-chenxin", **said) for one in paid
    ]
    await office.add(*signed)
    await office.add(
        *(
            CollectedUndertaking(undertaking_id=one.id, commitment_id=its_case.id, collected_at=now)
            for one, its_case in zip(signed, kept, strict=True)
        )
    )


async def start_check(office: Office) -> WorkflowHandle[Any, CheckResult]:
    """Start this year's check as the API does."""
    year = datetime.now(BEIJING).year
    return await office.client.start_workflow(
        "CommitmentCheck",
        CheckInput(year),
        id=f"commitment-check/{year}",
        task_queue=office.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        result_type=CheckResult,
    )


async def check(office: Office) -> tuple[int, int, int]:
    """Run the year's check, and return how many were checked, were found gone and got no answer about."""
    result = await (await start_check(office)).result()
    return result.checked, result.failing, result.unanswered


def incomplete(*codes: str, reason: str = "缺董事会决议") -> dict[str, Any]:
    """Return the answer of an officer who wants parts of a filing completed."""
    return {"decision": "filing_correction_requested", "defects": [{"code": code, "reason": reason} for code in codes]}
