"""Another document counts once an officer has compared it; the one before is kept sealed, and is nobody else's if it was theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.commands.natural_person import place_of
from models.queries import natural_person as persons
from models.tables import FormerDocument, NaturalPerson, RegisterEvent
from policy.actors import Actor
from policy.errors import Refusal
from policy.identity_document import DocumentKind
from policy.processes.document_change.lifecycle import Why
from tests.office import OFFICER, Case, Office, message
from tests.workflows.benefits import APPROVER, recognised
from tests.workflows.benefits import asked as benefits_asked
from tests.workflows.document_changes import NEW, asked, drafted
from tests.workflows.persons import HR, NUMBER, OTHER_NUMBER, OTHER_PERSON, PERSON, registered, whose

LONG = timedelta(days=30)
CONFIRMED = {"decision": "document_confirmed", "opinion": "与证件一致"}
DOUBTED = {"decision": "document_doubted", "reason": "姓名不一致"}


async def person_of(office: Office, who: Actor) -> NaturalPerson:
    (row,) = await office.all(select(NaturalPerson).where(NaturalPerson.code == who.enterprise))
    assert isinstance(row, NaturalPerson)
    return row


async def former(office: Office) -> list[FormerDocument]:
    return list(await office.all(select(FormerDocument).order_by(FormerDocument.known_until)))


async def refusal(office: Office, who: Actor, number: str = NEW, *, paper: bool = True) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await office.begin(await drafted(office, who, number, paper=paper), who, "证件变更")
    return str(getattr(refused.value.cause, "type", ""))


async def changed(office: Office, who: Actor, number: str = NEW, why: Why = Why.RENEWED) -> Case:
    case = await asked(office, who, number, why)
    await case.answer("document_check", HR, **CONFIRMED)
    assert await case.handle.result() == "changed"
    return case


async def test_person_is_known_by_the_other_document_once_an_officer_has_compared_it(skipping: Office) -> None:
    who = await registered(skipping)
    case = await asked(skipping, who)
    about = (await case.task("document_check")).about
    assert about["name"] == PERSON.name
    assert (about["document"], about["new_document"], about["why"]["zh"]) == ("居民身份证****002X", "护照****4321", "换发新证")
    assert (await person_of(skipping, who)).number_shown == "****002X"
    await case.answer("document_check", HR, **CONFIRMED)
    assert await case.handle.result() == "changed"
    row = await person_of(skipping, who)
    seal = skipping.database.seal
    assert (row.document, seal.open(row.number_sealed, place_of(row.code)).decode()) == ("护照****4321", NEW)
    (before,) = await former(skipping)
    assert (before.number_shown, seal.open(before.number_sealed, place_of(row.code)).decode()) == ("****002X", NUMBER)
    assert row.created_at == before.known_from < before.known_until
    (kept,) = await skipping.all(select(RegisterEvent).where(RegisterEvent.event == "document_changed"))
    assert (kept.subject, kept.actor) == (who.enterprise, HR.subject)
    assert [number for number in (NUMBER, NEW) if number in str(kept.detail)] == []


async def test_what_is_theirs_stays_theirs_when_their_document_changes(skipping: Office) -> None:
    who = await registered(skipping)
    await recognised(skipping, who.enterprise or "")
    await changed(skipping, who)
    case = await benefits_asked(skipping, ("housing",), actor=who)
    assert (await case.task("benefit_check")).about["person"]["document"] == "护照****4321"


@pytest.mark.parametrize("kind", ["former", "current"])
async def test_document_is_one_persons_whether_they_have_it_or_had_it(skipping: Office, kind: str) -> None:
    who = await registered(skipping)
    await changed(skipping, who)
    number, of = (NUMBER, DocumentKind.RESIDENT_CARD) if kind == "former" else (NEW, DocumentKind.PASSPORT)
    async with skipping.database.reading() as session:
        found = await persons.with_document(session, of, skipping.database.seal.digests(number))
    assert found is not None
    assert found.code == who.enterprise
    with pytest.raises(Refusal) as refused:
        await registered(skipping, OTHER_PERSON, number)
    assert refused.value.code == "duplicate"
    other = await registered(skipping, OTHER_PERSON, OTHER_NUMBER)
    with pytest.raises(Refusal) as refused:
        await drafted(skipping, other, number, kind=of)
    assert refused.value.code == "duplicate"


async def test_number_that_was_mistyped_is_free_for_whoever_has_it(skipping: Office) -> None:
    who = await registered(skipping, PERSON, OTHER_NUMBER)
    await changed(skipping, who, NEW, Why.MISTYPED)
    (before,) = await former(skipping)
    assert before.mistyped
    other = await registered(skipping, OTHER_PERSON, OTHER_NUMBER)
    assert other.enterprise != who.enterprise


async def test_document_of_before_counts_again_when_it_is_asked_for(skipping: Office) -> None:
    who = await registered(skipping, PERSON, OTHER_NUMBER)
    await changed(skipping, who)
    await changed(skipping, who, OTHER_NUMBER)
    assert (await person_of(skipping, who)).number_shown == "****5678"
    assert [row.number_shown for row in await former(skipping)] == ["****4321"]


async def test_each_document_of_before_is_kept_with_its_days(skipping: Office) -> None:
    who = await registered(skipping)
    await changed(skipping, who)
    await changed(skipping, who, "E11112222")
    first, second = await former(skipping)
    assert [first.number_shown, second.number_shown] == ["****002X", "****4321"]
    assert first.known_until == second.known_from


async def test_nothing_is_taken_in_when_there_is_no_paper(skipping: Office) -> None:
    assert await refusal(skipping, await registered(skipping), paper=False) == "incomplete"


async def test_one_change_is_asked_for_at_a_time(skipping: Office) -> None:
    who = await registered(skipping)
    await asked(skipping, who)
    assert await refusal(skipping, who, "E11112222") == "duplicate"


async def test_change_is_refused_when_somebody_was_registered_by_it_meanwhile(skipping: Office) -> None:
    case = await asked(skipping)
    await registered(skipping, OTHER_PERSON, NEW)
    assert await case.refusal_of_answer("document_check", HR, **CONFIRMED) == "duplicate"
    await case.answer("document_check", HR, **DOUBTED)
    assert await case.handle.result() == "refused"


async def test_document_stays_as_it_was_when_the_officer_doubts_the_other(skipping: Office) -> None:
    who = await registered(skipping)
    case = await asked(skipping, who)
    await case.answer("document_check", HR, **DOUBTED)
    assert await case.handle.result() == "refused"
    assert (await person_of(skipping, who)).number_shown == "****002X"
    assert await former(skipping) == []


async def test_person_withdraws_it_before_it_is_decided(skipping: Office) -> None:
    case = await asked(skipping)
    await case.ask("request", message("withdrawn", whose((await case.row()).beneficiary), reason="填报有误"))
    assert await case.handle.result() == "withdrawn"


@pytest.mark.parametrize("officer", [OFFICER, PERSON, APPROVER])
async def test_document_is_compared_by_the_personnel_department_alone(skipping: Office, officer: Actor) -> None:
    case = await asked(skipping)
    assert await case.refusal_of_answer("document_check", officer, **CONFIRMED) == "forbidden"


async def test_check_escalates_when_nobody_compares_it(skipping: Office) -> None:
    case = await asked(skipping)
    await case.skip(LONG)
    await case.happened("escalated")
