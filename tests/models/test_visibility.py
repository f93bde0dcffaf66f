"""看得到什么。Each list shows exactly what policy lets be seen: the full product of people and rows, on a real database."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime
from itertools import combinations, product
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import with_polymorphic

from api.web.permissions import may_read, may_read_evidence
from models.queries import annual_run, budget, case, clawback, message, target, task
from models.queries import application as applications
from models.queries import benefit as benefits
from models.queries import call as calls
from models.queries import commitment as commitments
from models.queries import debarment as debarments
from models.queries import enquiry as enquiries
from models.queries import evaluation as evaluations
from models.queries import filing as filings
from models.queries import instalment as instalments
from models.queries import investment as investments
from models.queries import loan as loans
from models.queries import meeting as meetings
from models.queries import natural_person as persons
from models.queries import project as projects
from models.queries import recognition as recognitions
from models.queries import redecision as redecisions
from models.queries import refund as refunds
from models.queries import settlement as settlements
from models.queries import succession_filing as successions
from models.queries import voucher as vouchers
from models.queries import window as windows
from models.queries.page import Page, Wanted
from models.session import Database
from models.tables import (
    AnnualRun,
    Application,
    Appropriation,
    Base,
    Benefit,
    Call,
    Case,
    ChangeFiling,
    Clawback,
    Commitment,
    Debarment,
    DocumentChange,
    Employment,
    Enquiry,
    Enterprise,
    Evaluation,
    Instalment,
    Investment,
    Involvement,
    Loan,
    MatchingProject,
    Meeting,
    Message,
    NaturalPerson,
    OutcomeReport,
    PostGrantProject,
    Receipt,
    Recognition,
    RecognitionImport,
    Redecision,
    Refund,
    Settlement,
    SuccessionFiling,
    TargetBatch,
    Task,
    Voucher,
    Window,
)
from policy.actors import OF_A_DEPARTMENT, Actor, Grant, Role
from policy.judging.catalogue import item as item_called
from policy.processes.call.lifecycle import PUBLIC
from policy.processes.commitment.states import FilingState
from policy.processes.kernel.duties import Done, Duty
from policy.processes.kernel.granting import READ_BY
from policy.processes.kernel.permissions import (
    OpenTask,
    holds,
    may_read_message,
    may_see_application,
    may_see_call,
    may_see_task,
    serves,
    why_not,
)
from policy.processes.registry import KINDS
from policy.processes.window.lifecycle import PUBLIC as PUBLISHED
from sandbox.enterprises import CHENXIN, INSTITUTE, YUNHENG
from tests.conftest import fresh_database
from tests.granting import grants
from tests.models.succeeding import filing
from tests.workflows.windows import CONTENT as WINDOW

NOW, LATER, DAY = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC), date(2026, 3, 2)
PREPARED, CHECKED, REVIEWED, THEIRS = uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
DID = (
    Done(PREPARED, Duty.PREPARE, "acceptance"),
    Done(CHECKED, Duty.CHECK, "fact_confirmation"),
    Done(REVIEWED, Duty.REVIEW, "quality_check"),
)
ME, AWAY, DEPARTMENTS = "me", "away", ("sti", "econ", "comfin")
# What somebody did for whom I stand in.
THEY_DID = (Done(THEIRS, Duty.DECIDE, "decision"),)
# One of the science bureau, one of the economy bureau, and two that several departments review together.
ITEMS = ("innovation-centre", "first-above-scale", "listing", "loan-interest")


def people() -> Iterator[Actor]:
    """Everybody there can be: with no role, with one or two, in no department, one or two, of no enterprise, this or that one.

    And people of an enterprise that took another's place, or lost its own.
    """
    roles = [role for role in Role if role is not Role.SYSTEM]
    held = [(), *combinations(roles, 1), *combinations(roles, 2)]
    for some, departments, enterprise in product(held, ((), ("sti",), ("econ",), ("sti", "comfin")), (None, CHENXIN, YUNHENG)):
        yield Actor(ME, "某人", grants(*some, departments=departments), enterprise)
    for some in held:
        yield Actor(ME, "某人", grants(*some, departments=()), YUNHENG, predecessors=(CHENXIN,))
        yield Actor(ME, "某人", grants(*some), CHENXIN, successor=YUNHENG)
        yield Actor(ME, "某人", grants(*some, head=True), interests=(CHENXIN,))
        # What somebody is in one department, they are not in another.
        here, there = grants(*some[:1], departments=("sti",)), grants(*some[1:], departments=("econ",), head=True)
        yield Actor(ME, "某人", here + there)
        yield Actor(ME, "某人", grants(*some), stands_in_for=(AWAY,))
        # What says the wrong of where it is held gives nothing.
        yield Actor(ME, "某人", tuple(Grant(role, None if role in OF_A_DEPARTMENT else "sti") for role in some))


PEOPLE = tuple(people())


def _number() -> str:
    return f"N-{uuid.uuid4().hex}"


def case_fields(item: str, department: str, **changed: Any) -> dict[str, Any]:
    return {"number": _number(), "item_code": item, "department": department, "created_by": "somebody", **changed}


def invested_in(uscc: str, department: str, award_id: uuid.UUID) -> Iterator[Investment]:
    """Return the investment that an award was paid as."""
    fields = case_fields("equity-investment", department, stage="held")
    known = {"cost_fen": 1, "paid_on": DAY, "next_valuation_on": DAY, "agreed": {}, "offered": False}
    yield Investment(**fields, application_id=award_id, enterprise_uscc=uscc, **known)


def meetings_called() -> Iterator[Meeting]:
    """Meetings of each department, called and not."""
    for department, stage in product(DEPARTMENTS, ("draft", "preparing")):
        sitting = {"title": "专题会", "members": [ME], "chair": ME, "request_key": _number()}
        yield Meeting(**case_fields("*", department, stage=stage), **sitting)


def enterprises_cases() -> Iterator[Case]:
    """Cases of both enterprises, of every item and stage that matters to who sees them."""
    dates = {"begins_on": DAY, "ends_on": DAY}
    call_id = uuid.uuid4()
    call = {"title_zh": "榜单", "title_en": "Call", "challenges": [], "criteria": [], "opens_at": NOW, "closes_at": LATER}
    yield Call(id=call_id, **case_fields(ITEMS[0], "sti"), **call)
    for department, stage in product(DEPARTMENTS, ("draft", "approval", *sorted(PUBLIC))):
        yield Call(**case_fields(ITEMS[0], department, stage=stage), **call)
    for department, stage in product(DEPARTMENTS, ("draft", "approval", *sorted(PUBLISHED))):
        window = WINDOW | {"cap_key": "patent-pool", "year": 2025, "opens_at": NOW, "closes_at": LATER}
        yield Window(**case_fields("patent-pool", department, stage=stage), **window)
    yield from meetings_called()
    for department, stage, pair in product(DEPARTMENTS, ("draft", "check", "effective"), ((CHENXIN, YUNHENG), (YUNHENG, INSTITUTE))):
        yield filing(*pair, stage=stage, department=department)
    for department, year in product(DEPARTMENTS, (2025, 2026)):
        yield AnnualRun(**case_fields("rd-growth", department), year=year, dry_run=False, cut_off=DAY)
    for uscc, department in ((CHENXIN, "sti"), (YUNHENG, "econ")):
        yield Commitment(**case_fields("*", department), enterprise_uscc=uscc)
    for uscc, item in product((CHENXIN, YUNHENG), ITEMS):
        application_id, department = uuid.uuid4(), item_called(item).departments[0]
        yield Application(id=application_id, **case_fields(item, department), clause=1, enterprise_uscc=uscc, facts={})
        yield from invested_in(uscc, department, application_id)
        for stage in ("acceptance", "discarded"):
            yield Application(**case_fields(item, department, stage=stage), clause=1, enterprise_uscc=uscc, facts={})
        described = {"enterprise_uscc": uscc, "title": "项目"}
        for stage in ("draft", "correction"):
            fields = case_fields(item, department, stage=stage) | described
            yield MatchingProject(**fields, **dates, project_no="P", upstream_level="beijing", fits_direction=True)
            yield PostGrantProject(**fields | {"number": _number()}, call_id=call_id, challenge_no=1, solution={})
        for department, stage, served_at in product(DEPARTMENTS, ("draft", "proposed", "repayment"), (None, NOW)):
            demand = Clawback(
                id=uuid.uuid4(),
                **case_fields(item, department, stage=stage),
                application_id=application_id,
                enterprise_uscc=uscc,
                cause="error",
                amount_fen=100,
                reckoning={},
                asked_by="officer-1",
                served_at=served_at,
                repayment_days=30 if served_at else None,
            )
            yield demand
            # As many of them: one follows each demand.
            where, barred_on = ("draft", None) if stage == "draft" else ("hearing", None) if stage == "proposed" else ("barred", DAY)
            yield Debarment(
                **case_fields(item, department, stage=where),
                clawback_id=demand.id,
                enterprise_uscc=uscc,
                until=LATER.date(),
                told_at=NOW if barred_on else served_at,
                barred_on=barred_on,
            )
        yield from redecisions_of(application_id, uscc, item)
        yield from instalments_of(application_id, uscc, item)
        yield from enquiries_of(uscc, item)
        yield from employments_of(uscc)
        yield from document_changes_of(uscc)
        yield from benefits_of(uscc)
        yield from loans_of(uscc)
        yield from vouchers_of(uscc, item)
    yield from recognitions_of()
    yield from evaluations_opened()


def recognitions_of() -> Iterator[Any]:
    """Recognitions of both enterprises: asked for, nominated, and imported."""
    batch = uuid.uuid4()
    yield RecognitionImport(id=batch, kind="patent_pool", document_no="号", size=1, imported_by="officer-1")
    ways: tuple[dict[str, Any], ...] = ({}, {"nominated": True}, {"batch": batch})
    for uscc, department, stage, way in product((CHENXIN, YUNHENG), DEPARTMENTS, ("draft", "check", "discarded"), ways):
        said = {"kind": "patent_pool", "enterprise_uscc": uscc, "title": "专利池", "statement": "理由", "request_key": _number()}
        yield Recognition(**case_fields("patent-pool", department, stage=stage), **said, **way)
        yield Recognition(
            **case_fields("talent-benefits", department, stage=stage), **said | {"kind": "talent", "request_key": _number()}, **way
        )


def evaluations_opened() -> Iterator[Evaluation | OutcomeReport]:
    """Evaluations, drafted, under way and published, and the reports they ask both enterprises for."""
    for clause, (department, stage) in enumerate(product(DEPARTMENTS, ("draft", "evaluating", "published")), 1):
        row = Evaluation(id=uuid.uuid4(), **case_fields("*", department, stage=stage), clause=clause, year=2025)
        yield row
        for uscc, at in zip((CHENXIN, YUNHENG), ("draft", "reporting"), strict=True):
            asked = {"evaluation_id": row.id, "enterprise_uscc": uscc, "clause": clause, "year": 2025, "awards": []}
            yield OutcomeReport(**case_fields("*", department, stage=at), **asked)


def loans_of(uscc: str) -> Iterator[Loan]:
    """Loans of an enterprise, for either clause."""
    said = {"bank": "演示银行", "loan_no": "L-1", "loan_key": "k", "principal_fen": 1, "begins_on": DAY, "ends_on": DAY, "purpose": "改造"}
    for department, stage in product(DEPARTMENTS, ("draft", "check", "registered", "withdrawn")):
        fields = case_fields("loan-interest", department, stage=stage)
        yield Loan(**fields, **said, enterprise_uscc=uscc, request_key=_number())


def redecisions_of(application_id: uuid.UUID, uscc: str, item: str) -> Iterator[Redecision]:
    """Re-decisions of an award, told and not."""
    for department, stage, told_at in product(DEPARTMENTS, ("draft", "decision", "payment"), (None, NOW)):
        proposed = {"facts": {}, "paper": "函", "reason": "有误", "proposed_by": "officer-1", "proposed_by_name": "某人"}
        yield Redecision(
            **case_fields(item, department, stage=stage),
            **proposed,
            application_id=application_id,
            enterprise_uscc=uscc,
            told_at=told_at,
            request_key=_number(),
        )


def instalments_of(application_id: uuid.UUID, uscc: str, item: str) -> Iterator[Instalment]:
    """Later parts of an award, set apart and not."""
    for ordinal, (department, stage) in enumerate(product(DEPARTMENTS, ("draft", "report", "forfeited")), start=2):
        of = {"application_id": application_id, "enterprise_uscc": uscc}
        yield Instalment(**case_fields(item, department, stage=stage), **of, ordinal=ordinal, due_on=DAY)


def vouchers_of(uscc: str, item: str) -> Iterator[Voucher | Settlement]:
    """Vouchers of an enterprise, and settlements of it as a platform."""
    asked = {"service": "仿真验证", "statement": "研发"}
    for department, stage in product(DEPARTMENTS, ("draft", "check", "valid")):
        yield Voucher(**case_fields(item, department, stage=stage), **asked, enterprise_uscc=uscc, request_key=_number())
    for department, stage in product(DEPARTMENTS, ("draft", "check", "settled")):
        settled = {"month": date(2026, 3, 1), "request_key": _number()}
        yield Settlement(**case_fields(item, department, stage=stage), **settled, enterprise_uscc=uscc)


def enquiries_of(uscc: str, item: str) -> Iterator[Enquiry]:
    """Enquiries of an enterprise, in which other departments have a part and in which they have none."""
    asked = {"title": "诉求", "question": "如何办理", "contact_sealed": b"", "contact_shown": "****0000"}
    for department, stage, invited in product(DEPARTMENTS, ("draft", "answering", "satisfied"), ([], ["econ"], ["sti", "comfin"])):
        fields = case_fields(item, department, stage=stage) | asked
        yield Enquiry(**fields, enterprise_uscc=uscc, invited=invited, request_key=_number())


def employments_of(employer: str) -> Iterator[Employment]:
    """Employments by an enterprise, of whoever applies under one code or the other."""
    for person, stage in product((CHENXIN, YUNHENG), ("draft", "answer", "attached")):
        fields = case_fields("*", "hr", stage=stage)
        yield Employment(**fields, enterprise_uscc=person, employer_uscc=employer, request_key=_number())


def document_changes_of(person: str) -> Iterator[DocumentChange]:
    """Changes of the document of whoever applies under a code, in the department and in another."""
    said = {"why": "renewed", "document_kind": "passport", "number_sealed": b"", "number_shown": "****", "number_digest": b""}
    for department, stage in product(("hr", "sti"), ("draft", "check", "discarded")):
        yield DocumentChange(**case_fields("*", department, stage=stage), **said, enterprise_uscc=person, request_key=_number())


def benefits_of(person: str) -> Iterator[Benefit]:
    """Benefits of a person, delivered by one department or another."""
    asked = {"talent_no": "1", "entry_key": "1", "benefits": ["housing"], "statement": "住房"}
    for stage, delivering in product(("draft", "check", "in_force"), ([], ["econ"], ["sti", "comfin"])):
        fields = case_fields("talent-benefits", "hr", stage=stage) | asked
        yield Benefit(**fields, enterprise_uscc=person, delivering=delivering, request_key=_number())


def refunds_of(receipt_id: uuid.UUID) -> Iterator[Refund]:
    """Refunds to both enterprises."""
    for uscc, department, stage in product((CHENXIN, YUNHENG), DEPARTMENTS, ("draft", "payment")):
        paid = {"amount_fen": 1, "payer_uscc": uscc, "payer_name": "演示", "request_key": _number()}
        yield Refund(**case_fields("*", department, stage=stage), receipt_id=receipt_id, **paid)


def rows_beside(stays: list[Commitment], case_id: uuid.UUID) -> Iterator[Base]:
    """What is listed and is no case: tasks, messages, filings, appropriations, batches of targets."""
    clock = {"opened_at": NOW, "clock_from": NOW, "working_days": 5}
    doers = (Role.APPLICANT, Role.OFFICER, Role.APPROVER, Role.EXPERT, Role.FINANCE, Role.COMMITTEE)
    ends = ((None, None), (NOW, None), (None, NOW))
    # Where I have done nothing, where I prepared, and where I confirmed the facts; and steps of the same duty, one of them another's to do.
    families: tuple[tuple[str, list[uuid.UUID]], ...] = (
        ("acceptance", []),
        ("acceptance", [PREPARED]),
        ("desk_review", [CHECKED, uuid.uuid4()]),
        ("doubt_decision", [REVIEWED]),
        ("acceptance", [THEIRS]),
    )
    options = product(doers, ("sti", "econ"), (None, ME, "other", AWAY), families, ends, (None, CHENXIN))
    for role, department, assignee, (kind, family), (escalated_at, closed_at), uscc in options:
        about = {"case_id": case_id, "kind": kind, "role": role, "department": department, "enterprise_uscc": uscc}
        over = {"closed_at": closed_at, "outcome": "accepted" if closed_at else None}
        yield Task(**about, **clock, assignee=assignee, families=family, concerns=[uscc] if uscc else [], escalated_at=escalated_at, **over)
    for told in (None, *Role):
        for where, whom in product((None, *DEPARTMENTS), (None, CHENXIN, YUNHENG)):
            yield Message(case_id=case_id, enterprise_uscc=whom, department=where, role=told, zh="消息", en="Message")
    for person in (ME, "other"):
        yield Message(case_id=case_id, person=person, zh="消息", en="Message")
    for row in stays:
        change = {"commitment_id": row.id, "enterprise_uscc": row.enterprise_uscc, "planned_on": DAY, "description": "迁出", "filed_by": ME}
        yield ChangeFiling(**change, kind="relocation")
        yield ChangeFiling(**change, kind="deregistration", state=FilingState.FILED, filed_at=NOW)
    for budgeted in DEPARTMENTS:
        yield Appropriation(department=budgeted, item_code="*", year=2026)
    yield TargetBatch(item_code="rd-growth", year=2026, document_no="1号", size=1, entered_by="officer-1")


@pytest.fixture(scope="module")
async def stored(postgres_server: Any, migrated_template: str) -> AsyncIterator[Database]:
    """A database with rows of every list."""
    with fresh_database(postgres_server, migrated_template) as url:
        database = Database(url)
        async with database.writing() as session:
            session.add_all(Enterprise(uscc=uscc, name=uscc, kind="enterprise") for uscc in (CHENXIN, YUNHENG, INSTITUTE))
            await session.flush()
            known_by: dict[str, Any] = {"document_kind": "passport", "number_sealed": b"", "number_shown": ""}
            session.add_all(NaturalPerson(code=uscc, subject=uscc, number_digest=uscc.encode(), **known_by) for uscc in (CHENXIN, YUNHENG))
            await session.flush()
            cases = list(enterprises_cases())
            for kind in (
                Call,
                Window,
                Application,
                MatchingProject,
                PostGrantProject,
                Clawback,
                Debarment,
                Redecision,
                Instalment,
                Commitment,
                AnnualRun,
                Meeting,
                Investment,
                SuccessionFiling,
                RecognitionImport,
                Recognition,
                Enquiry,
                Employment,
                DocumentChange,
                Benefit,
                Loan,
                Voucher,
                Settlement,
                Evaluation,
                OutcomeReport,
            ):
                session.add_all(row for row in cases if isinstance(row, kind))
                await session.flush()
            known = {"reference": "R-1", "reference_folded": "r-1", "received_on": DAY, "known_at": NOW}
            receipt = Receipt(id=uuid.uuid4(), **known, amount_fen=1, payer_uscc=CHENXIN, payer_name="演示")
            session.add(receipt)
            await session.flush()
            session.add_all(refunds_of(receipt.id))
            session.add_all(Involvement(subject=ME, family=one.family, duty=one.duty, step=one.step) for one in DID)
            session.add_all(Involvement(subject=AWAY, family=one.family, duty=one.duty, step=one.step) for one in THEY_DID)
            session.add_all(rows_beside([row for row in cases if isinstance(row, Commitment)], cases[0].id))
        yield database
        await database.close()


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.FINANCE])
@pytest.mark.parametrize("cases", [benefits_of, employments_of, document_changes_of])
def test_case_of_a_person_is_closed_to_whoever_has_no_part_in_it(cases: Callable[[str], Iterator[Case]], role: Role) -> None:
    rows = list(cases(CHENXIN))
    assert [row for row in rows if row.is_open_to(Actor(ME, "某人", grants(role)))] == []
    assert [row for row in rows if row.is_open_to(Actor(ME, "某人", grants(Role.AUDITOR)))] != []


def open_to(actor: Actor, row: Case) -> bool:
    return row.is_open_to(actor)


def sees_call(actor: Actor, row: Call) -> bool:
    return may_see_call(actor, row.department, published=row.stage in PUBLIC)


def sees_window(actor: Actor, row: Window) -> bool:
    return may_see_call(actor, row.department, published=row.is_public)


def sees_task(actor: Actor, row: Task) -> bool:
    return may_see_task(actor, OpenTask.of(row))


def completes(actor: Actor, row: Task) -> bool:
    acted = {ME: DID, AWAY: THEY_DID}
    done = [one for who in actor.acting_as(row.assignee) for one in acted[who] if one.family in row.families]
    return row.closed_at is None and why_not(actor, OpenTask.of(row), KINDS[row.kind], done) is None


def reads(actor: Actor, row: Message) -> bool:
    role = Role(row.role) if row.role else None
    return may_read_message(actor, enterprise=row.enterprise_uscc, department=row.department, role=role, person=row.person)


def sees_appropriation(actor: Actor, row: Appropriation) -> bool:
    return serves(actor, row.department)


def sees_batch(actor: Actor, row: TargetBatch) -> bool:
    return serves(actor, item_called(row.item_code).departments[0])


@pytest.mark.parametrize(
    ("table", "visible_to", "may_see"),
    [
        pytest.param(Application, applications.visible_to, open_to, id="applications"),
        pytest.param(Call, calls.visible_to, sees_call, id="calls"),
        pytest.param(Clawback, clawback.visible_to, open_to, id="clawbacks"),
        pytest.param(Debarment, debarments.visible_to, open_to, id="debarments"),
        pytest.param(Instalment, instalments.visible_to, open_to, id="instalments"),
        pytest.param(Redecision, redecisions.visible_to, open_to, id="redecisions"),
        pytest.param(Benefit, benefits.visible_to, open_to, id="benefits"),
        pytest.param(Employment, persons.visible_to, open_to, id="employments"),
        pytest.param(DocumentChange, persons.changes_visible_to, open_to, id="document-changes"),
        pytest.param(Enquiry, enquiries.visible_to, open_to, id="enquiries"),
        pytest.param(Evaluation, evaluations.visible_to, open_to, id="evaluations"),
        pytest.param(OutcomeReport, evaluations.reports_visible_to, open_to, id="outcome-reports"),
        pytest.param(Loan, loans.visible_to, open_to, id="loans"),
        pytest.param(Voucher, vouchers.visible_to, open_to, id="vouchers"),
        pytest.param(Settlement, settlements.visible_to, open_to, id="settlements"),
        pytest.param(Refund, refunds.visible_to, open_to, id="refunds"),
        pytest.param(Commitment, commitments.visible_to, open_to, id="commitments"),
        pytest.param(Investment, investments.visible_to, open_to, id="investments"),
        pytest.param(Meeting, meetings.visible_to, open_to, id="meetings"),
        pytest.param(Window, windows.visible_to, sees_window, id="windows"),
        pytest.param(SuccessionFiling, successions.visible_to, open_to, id="successions"),
        pytest.param(Recognition, recognitions.visible_to, open_to, id="recognitions"),
        pytest.param(AnnualRun, annual_run.visible_to, open_to, id="annual-runs"),
        pytest.param(Task, task.visible_to, sees_task, id="tasks"),
        pytest.param(Task, task.completable_by, completes, id="tasks-mine"),
        pytest.param(Message, message.visible_to, reads, id="messages"),
        pytest.param(Appropriation, budget.visible_to, sees_appropriation, id="appropriations"),
        pytest.param(TargetBatch, target.visible_to, sees_batch, id="target-batches"),
    ],
)
async def test_list_shows_whatever_policy_lets_be_seen_and_nothing_else(
    stored: Database, table: Any, visible_to: Callable[[Actor], ColumnElement[bool]], may_see: Callable[[Actor, Any], bool]
) -> None:
    seen = set()
    async with stored.reading() as session:
        rows = (await session.scalars(select(table))).all()
        for actor in PEOPLE:
            shown = set(await session.scalars(select(table.id).where(visible_to(actor))))
            assert shown == {row.id for row in rows if may_see(actor, row)}, actor
            seen.add(len(shown))
    # Some see nothing and some see something: lists that showed everybody the same would prove little.
    assert min(seen) < max(seen) <= len(rows)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE, Role.OPERATOR, Role.OFFICER, Role.APPROVER])
async def test_whoever_works_for_the_department_of_a_case_follows_it_once_it_is_handed_in(stored: Database, role: Role) -> None:
    async with stored.reading() as session:
        rows = (await session.scalars(select(with_polymorphic(Case, "*")))).all()
        assert {row.process for row in rows} > {"call", "window", "application", "voucher"}
        for row in rows:
            worker = Actor(ME, "某人", grants(role, departments=(row.department, *DEPARTMENTS)))
            # Nothing of what a person asks for is paid.
            is_personal = row.process in {"benefit", "employment", "document_change"} or getattr(row, "kind", None) == "talent"
            is_kept = role is Role.FINANCE and is_personal
            assert row.is_open_to(worker) is not is_kept or not row.is_submitted, (row.process, row.stage)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
async def test_what_every_case_offers_is_read_by_whoever_reads_its_own_page_and_by_nobody_else(stored: Database, role: Role) -> None:
    actor = Actor(ME, "某人", grants(role, departments=DEPARTMENTS), CHENXIN)
    async with stored.reading() as session:
        rows = (await session.scalars(select(with_polymorphic(Case, "*")))).all()
        assert {row.process for row in rows} | {"pending"} == READ_BY.keys()
        for row in rows:
            own_page = holds(actor, READ_BY[row.process]) and row.is_open_to(actor)
            assert await may_read(session, row, actor) == own_page, (row.process, row.stage)
            assert own_page or not await may_read_evidence(session, row, actor), (row.process, row.stage)


async def test_projects_show_whatever_policy_lets_be_seen_and_nothing_else(stored: Database) -> None:
    async with stored.reading() as session:
        kinds = [(await session.scalars(select(kind))).all() for kind in projects.PROJECTS.values()]
        rows = [row for found in kinds for row in found]
        assert len(rows) == 2 * 2 * 2 * len(ITEMS)
        for actor in PEOPLE:
            shown = {row.id for row, _ in await projects.page(session, actor, {}, Page(100), Wanted())}
            assert shown == {row.id for row in rows if row.is_open_to(actor)}, actor


async def test_filings_show_whatever_policy_lets_be_seen_once_their_process_took_them(stored: Database) -> None:
    async with stored.reading() as session:
        departments = {row.id: row.department for row in await session.scalars(select(Commitment))}
        rows = (await session.scalars(select(ChangeFiling))).all()
        for actor in PEOPLE:
            shown = {row.id for row in await filings.page(session, actor, Page(100), Wanted(), state=None)}
            mine = [row for row in rows if may_see_application(actor, row.enterprise_uscc, departments[row.commitment_id])]
            assert shown == {row.id for row in mine if row.state != FilingState.RECEIVED}, actor
    assert {row.state for row in rows} == {FilingState.RECEIVED, FilingState.FILED}


async def test_published_calls_are_listed_when_nobody_is_signed_in(stored: Database) -> None:
    async with stored.reading() as session:
        shown = set(await session.scalars(select(Call.id).where(calls.visible_to(None))))
        rows = (await session.scalars(select(Call))).all()
    assert shown == {row.id for row in rows if may_see_call(None, row.department, published=row.stage in PUBLIC)}
    assert 0 < len(shown) < len(rows)


async def test_case_is_found_by_id_and_by_number_when_it_is_of_any_process(stored: Database) -> None:
    async with stored.reading() as session:
        for row in (await session.scalars(select(Case))).all():
            for reference in (str(row.id), row.number):
                found = await case.find_any(session, reference)
                assert found is not None
                assert (found.id, found.process) == (row.id, row.process)
                assert found.brief is not None
