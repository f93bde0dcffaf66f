"""How a loan comes into the register, and how its interest is claimed."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from models.commands import loan as commands
from models.tables import Application, Document, Loan, Task
from policy.judging.catalogue import item as item_called
from policy.processes.loan.steps import LOAN
from policy.working_days import BEIJING
from sandbox.bank_loans import CONNECTED_BANK
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, APPLICANT, FACTS, SIGNED, WAN, Case, Office, person, told
from tests.office.register import recognise_what_is_claimed

COMFIN, OTHER_COMFIN, THIRD_COMFIN, COMFIN_HEAD = (
    person(name) for name in ("officer-comfin-1", "officer-comfin-2", "officer-comfin-3", "approver-comfin-1")
)
STI, BIZCOOP = person("officer-sti-1"), person("officer-bizcoop-1")
PAPER_BANK = "演示村镇银行"
DECLARED: dict[str, Any] = {
    "bank": CONNECTED_BANK,
    "loan_no": "HT〔2025〕7号",
    "principal_fen": 2000 * WAN,
    "begins_on": date(2025, 1, 1),
    "ends_on": date(2027, 12, 31),
    "purpose": "购置智能化产线",
}


async def drafted(office: Office, item: str = "loan-interest", *, evidence: bool = True, **given: Any) -> Loan:
    """Draft a loan with its contract."""
    async with office.database.writing() as session:
        row = await commands.draft(session, APPLICANT, item_called(item), DECLARED | given, uuid.uuid4().hex)
        if evidence:
            session.add(
                Document(
                    case_id=row.id,
                    evidence_code="loan_contract",
                    file_name="contract.pdf",
                    media_type="application/pdf",
                    size_bytes=1,
                    sha256="0" * 64,
                    uploaded_by=APPLICANT.subject,
                )
            )
    return row


async def submitted(office: Office, item: str = "loan-interest", **given: Any) -> Case:
    """Draft and submit a loan."""
    return await office.begin(await drafted(office, item, **given), APPLICANT, LOAN.title.zh)


async def bank_has(office: Office, **changes: Any) -> None:
    """Let the bank have the loan as it is declared, or otherwise."""
    named = {name: changes.pop(name, DECLARED[name]) for name in ("bank", "loan_no")}
    loan = {
        "uscc": CHENXIN,
        "principal_fen": DECLARED["principal_fen"],
        "begins_on": DECLARED["begins_on"].isoformat(),
        "ends_on": DECLARED["ends_on"].isoformat(),
        "daily_interest_fen": 200_000,
    }
    (await office.sandbox.put("/admin/bank-loans", json={**named, "loan": loan | changes})).raise_for_status()


async def accept(case: Case, officer: Any = COMFIN) -> None:
    """Compare the contract."""
    await case.answer("loan_check", officer, decision="accepted", paper="贷款合同第1页")


async def registered(office: Office, item: str = "loan-interest", **given: Any) -> Case:
    """Have a loan registered by the word of its bank."""
    if "bank" not in given:
        await bank_has(office, **{name: _plain(value) for name, value in given.items()})
    case = await submitted(office, item, **given)
    await accept(case, person(f"officer-{item_called(item).departments[0]}-1"))
    await case.reach("registered")
    return case


async def by_paper(office: Office, item: str = "loan-interest", **given: Any) -> Case:
    """Have a loan registered by its contract, which two persons compared."""
    case = await submitted(office, item, **({"bank": PAPER_BANK} | given))
    department = item_called(item).departments[0]
    await accept(case, person(f"officer-{department}-1"))
    await case.reach("paper_check")
    await case.answer("loan_paper_check", person(f"officer-{department}-2"), decision="paper_confirmed")
    await case.reach("registered")
    return case


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


async def drafted_claim(
    office: Office, loan: Case, period: str = "2025-01-01/2025-06-30", item: str = "loan-interest", **claims: Any
) -> Application:
    """Draft a claim of a period with its evidence."""
    found, known = item_called(item), told(item, FACTS[item])["claims"] | claims
    async with office.database.writing() as session:
        await recognise_what_is_claimed(session, found, FACTS[item], CHENXIN)
        row = await session.get_one(Loan, loan.id)
        claim = await commands.claim(session, APPLICANT, row, found, period, None, known)
        session.add_all(
            Document(
                case_id=claim.id,
                evidence_code=needed.code,
                file_name="evidence.pdf",
                media_type="application/pdf",
                size_bytes=1,
                sha256="0" * 64,
                uploaded_by=APPLICANT.subject,
            )
            for needed in found.evidence
        )
    return claim


async def claimed(office: Office, loan: Case, period: str = "2025-01-01/2025-06-30", item: str = "loan-interest", **claims: Any) -> Case:
    """Claim the interest of a period."""
    return await office.submit(await drafted_claim(office, loan, period, item, **claims))


async def to_review(claim: Case) -> None:
    """Accept a claim, and let register and bank be asked."""
    await claim.answer("acceptance", COMFIN, decision="accepted")
    await claim.reach("review")


async def part(claim: Case, department: str) -> Task:
    """Return the open task of a department's part."""
    return next(task for task in await claim.tasks() if task.department == department and task.kind == "joint_review")


async def agreed(claim: Case, **found: Any) -> None:
    """Let all three departments agree, and a second officer confirm what no source has supplied."""
    read = (await part(claim, "comfin")).asked["properties"]["facts"]["properties"]
    for department in ("comfin", "sti", "bizcoop"):
        answer = {"decision": "department_agreed", "opinion": "同意", "found": dict(found)}
        await claim.complete(await part(claim, department), person(f"officer-{department}-1"), answer)
    if "interest_incurred_fen" in read:
        await claim.answer("fact_confirmation", OTHER_COMFIN, decision="facts_confirmed", opinion="已核对原件")


async def to_decision(claim: Case, **found: Any) -> Application:
    """Take a claim to its decision."""
    await to_review(claim)
    await agreed(claim, **found)
    row: Application = await claim.reach("decision")
    return row


async def approve(claim: Case) -> None:
    """Give the department money, and approve a claim."""
    await claim.office.appropriate(2000 * WAN, datetime.now(BEIJING).year, "comfin")
    await claim.answer("decision", COMFIN_HEAD, decision="approved")


async def to_payment(claim: Case, **found: Any) -> None:
    """Approve a claim, let its notice run, and sign."""
    await to_decision(claim, **found)
    await approve(claim)
    await claim.clear_notice()
    await claim.answer("commitment", APPLICANT, **(SIGNED | {"account": ACCOUNT}))
    await claim.reach("payment")
