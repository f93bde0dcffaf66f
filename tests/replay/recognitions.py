"""The ways a recognition goes, to be recorded: a panel and an objection, years in the register, a revocation, and a certificate kept."""

from __future__ import annotations

from datetime import timedelta

from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, SCORES, Case, Office, message
from tests.replay.way import Ways
from tests.workflows.recognitions import MOVED, TODAY, asked, check, decide

# A day of the calendar is a moment in an office on real time; within sixty of the end it is announced at once.
SOON, ANNOUNCED = TODAY + timedelta(days=1), TODAY + timedelta(days=59)


async def first_set(office: Office) -> Case:
    return await asked(office, "first_set", certificate_no="STB-2026-1")


async def centre(office: Office) -> Case:
    return await asked(office)


async def qualification(office: Office) -> Case:
    return await asked(office, "qualification", certificate_no=MOVED["certificate_no"])


async def recognised_after_an_objection(case: Case) -> None:
    await check(case)
    await case.reach("review")
    for _ in range(3):
        await case.answer("expert_review", decision="expert_scored", recommend=True, **SCORES)
    await decide(case, until=None)
    await case.object()
    await case.answer("objection_ruling", OTHER_OFFICER, decision="objection_dismissed", reason="与事实不符")
    await case.reach("in_force")
    await case.ask("request", message("revocation_proposed", OFFICER, ends_on=TODAY.isoformat(), reason="不再符合"))
    await case.answer("revocation_statement", APPLICANT, decision="statement_made", reason="正在整改")
    await case.answer("revocation_decision", DEPUTY, decision="revoked", reason="事实清楚")
    await case.handle.result()


async def recognised_and_renewed(case: Case) -> None:
    await check(case)
    await case.reach("decision")
    await decide(case, until=ANNOUNCED)
    await case.reach("in_force")
    await case.answer("renewal", APPLICANT, decision="renewal_asked", statement="仍符合条件")
    await case.answer("renewal_check", OTHER_OFFICER, decision="renewal_checked", opinion="情况属实")
    await case.answer("renewal_decision", HEAD, decision="renewal_refused", reason="已停止运营")
    await case.handle.result()


async def qualification_kept(case: Case) -> None:
    await check(case, **(MOVED | {"valid_until": SOON.isoformat()}))
    await case.reach("decision")
    await decide(case, until=None)
    await case.handle.result()


PATHS: Ways = {
    recognised_after_an_objection: {"begin": first_set},
    recognised_and_renewed: {"begin": centre, "working_day_seconds": 0.5},
    qualification_kept: {"begin": qualification},
}
