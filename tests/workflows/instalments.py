"""People who have an award paid in parts: the rule that says so, its first part paid, and the others reported, checked and approved."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import select

from models.tables import Application, Document, ImplementingRule, Instalment
from policy.processes.instalment.reported import PROOF
from tests.office import APPLICANT, DEPUTY, OFFICER, WAN, Case, Office
from tests.office.milestones import reached

PRIZE = "science-award"
WHOLE, FIRST, REST = 30 * WAN, 12 * WAN, 18 * WAN
CONDITION = {"zh": "成果在新城落地转化", "en": "the result is put to use here"}
IN_TWO: list[dict[str, Any]] = [{"share": "0.4"}, {"share": "0.6", "months": 12, "condition": CONDITION}]
ON_A_DAY: list[dict[str, Any]] = [{"share": "0.4"}, {"share": "0.6", "months": 12}]
_FILE: dict[str, Any] = {"media_type": "application/pdf", "size_bytes": 1, "sha256": "0" * 64}
REPORT = {"decision": "condition_reported", "statement": "已签订转化合同"}


async def in_parts(office: Office, parts: list[dict[str, Any]]) -> None:
    """Enter and approve a rule that has prizes paid in parts."""
    about = {
        "document_no": "京技管〔2022〕61号",
        "effective_from": date(2022, 1, 14),
        "effective_to": None,
        "values": {"instalments": parts},
    }
    await office.add(ImplementingRule(item_code=PRIZE, entered_by="officer-sti-1", approved_by="officer-sti-2", **about))


async def first_paid(office: Office, parts: list[dict[str, Any]] | None = None) -> Case:
    """Take a reward for a prize that is paid in parts to the payment of its first."""
    said = parts or IN_TWO

    async def walk() -> Case:
        await in_parts(office, said)
        award = await office.apply_for(PRIZE)
        await award.to_payment()
        await award.pay()
        await award.reach("in_force")
        return award

    return await reached(office, "first part paid" + ("" if said == IN_TWO else " of those by day"), walk)


async def part_of(award: Case) -> Case:
    """Return the later part of an award, once its workflow runs."""
    (row,) = await award.office.all(select(Instalment).where(Instalment.application_id == award.id))
    part = award.office.running(row)
    await part.has_started()
    return part


async def awarded(award: Case) -> Application:
    """Return the award as stored."""
    row: Application = await award.row()
    return row


async def uploaded(part: Case, name: str = "技术转化合同.pdf") -> str:
    """Upload what proves the condition of a later part, and return the id of the document."""
    proof = Document(id=uuid.uuid4(), case_id=part.id, evidence_code=PROOF, uploaded_by=APPLICANT.subject, file_name=name, **_FILE)
    await part.office.add(proof)
    return str(proof.id)


async def reported(part: Case) -> str:
    """Report that its condition holds, with the paper that proves it, and return the id of that."""
    proof = await uploaded(part)
    await part.answer("instalment_report", APPLICANT, **REPORT)
    return proof


async def found(part: Case) -> None:
    """Report that its condition holds, and find that so."""
    await part.answer("instalment_check", OFFICER, decision="condition_found", document=await reported(part))


async def approved(part: Case) -> None:
    """Report that its condition holds, find that so, and approve it."""
    await found(part)
    await part.answer("instalment_approval", DEPUTY, decision="part_approved")


async def second_paid(award: Case) -> Case:
    """Have the later part of an award paid."""
    part = await part_of(award)
    await approved(part)
    await part.pay()
    await part.reach("paid")
    return part
