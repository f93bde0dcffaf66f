"""The ways a loan goes, to be recorded: confirmed by its bank and repaid; by paper and cancelled; its interest claimed."""

from __future__ import annotations

from tests.office import APPLICANT, Case, Office, message
from tests.replay.way import Ways
from tests.workflows.loans import BIZCOOP, COMFIN, STI, accept, agreed, approve, bank_has, by_paper, claimed, part, submitted
from tests.workflows.test_joint_correction import AGREED, corrected, naming


async def contradicted(office: Office) -> Case:
    await bank_has(office, principal_fen=1)
    return await submitted(office)


async def loan_repaid(case: Case) -> None:
    await accept(case)
    await case.task("loan_clarification")
    await bank_has(case.office)
    await case.answer("loan_clarification", COMFIN, decision="bank_asked_again", opinion="银行已更正")
    await case.reach("registered")
    await bank_has(case.office, status="repaid", changed_on="2026-03-31")
    await case.handle.signal("nudge", "asked for")
    await case.reach("repaid")


async def loan_cancelled(case: Case) -> None:
    stated = {"change": "prepaid", "ended_on": "2026-03-31", "reason": "部分提前还款"}
    await case.ask("request", message("change_stated", APPLICANT, **stated))
    answer = {"decision": "loan_cancelled", "ended_on": "2026-03-31", "paper": "还款凭证", "reason": "部分提前还款"}
    await case.answer("loan_change", COMFIN, **answer)
    await case.handle.result()


async def claim(office: Office) -> Case:
    return await claimed(office, await by_paper(office))


async def interest_corrected_for_all(case: Case) -> None:
    await case.answer("acceptance", COMFIN, decision="accepted")
    await case.reach("review")
    await case.complete(await part(case, "sti"), STI, naming("upgrade_filing_no"))
    await case.complete(await part(case, "bizcoop"), BIZCOOP, naming("performance_report"))
    await case.complete(await part(case, "comfin"), COMFIN, dict(AGREED))
    await corrected(case)
    await case.answer("acceptance", COMFIN, decision="accepted")
    await case.reach("review")
    await agreed(case)
    await case.reach("decision")
    await approve(case)
    await case.reach("public_notice", "commitment")


PATHS: Ways = {
    loan_repaid: {"begin": contradicted},
    loan_cancelled: {"begin": by_paper},
    interest_corrected_for_all: {"begin": claim},
}
