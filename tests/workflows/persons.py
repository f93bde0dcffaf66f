"""个人的测试。Persons as applicants, registered as the API registers them, and employed by whom they say."""

from __future__ import annotations

import uuid
from dataclasses import replace

from models.commands import natural_person as commands
from models.tables import Document, NaturalPerson
from policy.actors import Actor
from policy.identity_document import DocumentKind
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, Case, Office, person

NUMBER = "11010519491231002X"
OTHER_NUMBER = "E12345678"
HR, OTHER_HR, THIRD_HR = (person(f"officer-hr-{number}") for number in (1, 2, 3))
PERSON, OTHER_PERSON = person("person-1"), person("person-2")


async def registered(office: Office, actor: Actor = PERSON, number: str = NUMBER) -> Actor:
    """Register a person, and return them as they are signed in from then on."""
    kind = DocumentKind.RESIDENT_CARD if number == NUMBER else DocumentKind.PASSPORT
    async with office.database.writing() as session:
        row: NaturalPerson = await commands.register(session, office.database.seal, actor, kind, number)
    return replace(actor, enterprise=row.code)


async def employed(office: Office, *, employer: str = CHENXIN, actor: Actor | None = None) -> Case:
    """Have a person name their employer."""
    who = actor or await registered(office)
    async with office.database.writing() as session:
        row = await commands.draft_employment(session, who, who.enterprise or "", employer, uuid.uuid4().hex)
    return await office.begin(row, who, "任职关系")


async def confirm(case: Case) -> None:
    """Have the employer confirm it."""
    await case.answer("employer_answer", APPLICANT, decision="employer_confirmed")


async def deny(case: Case) -> None:
    """Have the employer deny it."""
    await case.answer("employer_answer", APPLICANT, decision="employer_denied", reason="查无此人")


async def hand_in(case: Case) -> None:
    """Hand a paper in."""
    row = await case.row()
    await case.office.add(
        Document(
            case_id=row.id,
            evidence_code="employment_proof",
            file_name="contract.pdf",
            media_type="application/pdf",
            size_bytes=1,
            sha256="0" * 64,
            uploaded_by=PERSON.subject,
        )
    )
    await case.answer("employment_paper", whose(row.beneficiary), decision="paper_handed_in")


def whose(code: str | None, actor: Actor = PERSON) -> Actor:
    """Return a person as they are signed in once they are registered."""
    return replace(actor, enterprise=code)
