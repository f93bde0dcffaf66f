"""申请的查询。Reads of applications: for a transition, what counts towards the same subject or cap, and as people see them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import eq, ge, lt
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, true, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries import enterprise as enterprises
from models.queries import implementing_rule, search, succession
from models.queries.debarment import IS_MISTAKEN
from models.queries.page import Page, Wanted, narrowed
from models.tables import Application, AuditEvent, Clawback, Window
from policy.actors import Actor, Role
from policy.errors import Code, Refusal
from policy.judging.catalogue import codes_of_departments
from policy.judging.catalogue import item as item_called
from policy.judging.likeness import are_same
from policy.language.caps import CapPeriod, CapScope
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.application.lifecycle import APPLICATION, Stage
from policy.processes.clawback.lifecycle import BEYOND_OBJECTION, CONTESTABLE, DEMANDED
from policy.processes.kernel.lifecycle import DRAFT, UNSUBMITTED
from policy.processes.kernel.permissions import OVER_CASES
from policy.processes.window.lifecycle import OVER as OVER_WINDOWS
from policy.text import Text

# Stages in which money is set aside or spent.
AWARDED = ("public_notice", "objection", "commitment", "payment", "in_force")
# Of these, the ones in which an objection may still undo it.
UNDECIDED = frozenset({"public_notice", "objection"})
# Stages in which a share of a ceiling is decided: one that waits for budget is not given to anybody else.
_DECIDED = ("budget_wait", *AWARDED)
# Stages of whatever is paid in which it is approved.
APPROVED = (*_DECIDED, "settled")
# Stages before the amount of a submitted application is known, or in which a committee's is decided by itself.
UNSETTLED = ("acceptance", "correction", "verification", "review", "assessment", "committee", "decision")
# An award and a demand are cases both: beside the one, the statement needs its own name for that table.
_AWARDED: Final = aliased(Application, flat=True)
# Stages of applications that say nothing about another for the same subject: not filed, or ended without an award.
OVER = frozenset({*APPLICATION.terminal, Stage.REFUSED, Stage.OLDER_POLICY, DRAFT})

_OF = select(Application).where(Application.id == bindparam("application_id"))


async def of(session: AsyncSession, application_id: uuid.UUID) -> Application:
    """Return the application."""
    return (await session.scalars(_OF, {"application_id": application_id})).one()


async def carried_over(session: AsyncSession, parent_id: uuid.UUID) -> Sequence[Application]:
    """Return the applications a project or run has brought about, oldest first."""
    return (await session.scalars(select(Application).where(Application.parent_id == parent_id).order_by(Application.id))).all()


def _other_awards(application: Application) -> ColumnElement[bool]:
    """Say which other applications hold or received money. What was paid back in whole is as if it had never been awarded."""
    return and_(
        Application.id != application.id,
        Application.standing_fen > 0,
        Application.stage.in_(AWARDED),
    )


async def other_awards(
    session: AsyncSession, application: Application, said_same: Collection[uuid.UUID], *, shared: bool
) -> tuple[list[Application], list[Application]]:
    """Return other applications that hold or received money: for the same subject (general term 3), and under the same cap.

    The same subject is what their numbers or an officer say. The costs of some subjects are the same under every item: a loan is then
    looked for among all, on the days it is applied for. What another beneficiary typed as its number is the same where an officer said so.

    Args:
        session: The session.
        application: The application, which does not count itself.
        said_same: The applications that an officer said are for the same.
        shared: Whether what others hold under its cap is nothing to it.
    """
    identity = application.identity
    of_item = true() if identity and identity.counts_across else Application.item_code == application.item_code
    equal = and_(of_item, Application.subject.in_(await subjects_of(session, application)))
    under = None if shared else await _under_cap(session, application)
    capped = false() if under is None else under
    # Each looked for by its own index, where one condition over all would read every award.
    candidates = union(*(select(Application.id).where(one) for one in (equal, capped, Application.id.in_(said_same)))).subquery()
    query = select(Application, equal, capped).where(_other_awards(application), Application.id.in_(select(candidates.c.id)))
    rows = (await session.execute(query)).all()
    typed = identity is not None and not identity.identifier.proves_others
    own = {other.id for other in await _of_own(session, application, [row[0] for row in rows])} if typed else set()
    of_subject = item_called(application.item_code).cap_scope is CapScope.SUBJECT
    for_subject, under_cap = [], []
    for other, is_equal, is_under in rows:
        is_theirs = typed and other.id not in own and other.id not in said_same
        is_same = is_equal and not is_theirs and (identity is None or (its := other.identity) is None or identity.shares_days_with(its))
        if is_same or other.id in said_same:
            for_subject.append(other)
        if is_under and not (is_theirs and of_subject):
            under_cap.append(other)
    return for_subject, under_cap


async def _of_own(session: AsyncSession, application: Application, others: Sequence[Application]) -> Sequence[Application]:
    """Return those of some applications that are of the same beneficiary, or of who counts as one with it."""
    if all(other.enterprise_uscc == application.enterprise_uscc for other in others):
        return others
    codes = await succession.family(session, application.enterprise_uscc)
    return [other for other in others if other.enterprise_uscc in codes]


async def require_open_subject(session: AsyncSession, application: Application, said_same: Collection[uuid.UUID]) -> None:
    """Refuse an application for what its enterprise, or whoever counts as one with it, got support for by fraud: it stays closed.

    So it does to everybody of whose application an officer said that it is the same. What was paid in error is open again once it came
    back; so is what a demand for fraud was cancelled for, or made in error. The subject of an interest subsidy is its loan and its days,
    as it is wherever two are compared: another period of the loan is another subject.

    Args:
        session: The session.
        application: The application.
        said_same: The applications that an officer said are for the same, however their numbers are written.

    Raises:
        Refusal: `subject_closed`; `award_pending` while a demand for fraud is only proposed, or may still be objected to.
    """
    closings = await closings_of(session, application, said_same)
    if closing := closings.closed:
        raise Refusal(
            Code.SUBJECT_CLOSED,
            Text(
                f"该支持对象曾以虚报等手段骗取支持资金（{closing.number}），不再给予支持。",
                f"Support for this was got by fraud before ({closing.number}); it is not supported any more.",
            ),
            clause=CITATION,
        )
    if closings.pending:
        # Without a word of why: a demand that was not served yet is nobody's to know of, and it may come to nothing.
        raise Refusal(
            Code.AWARD_PENDING,
            Text(
                "此前就同一支持对象给予的支持尚未确定，待其确定后再审定。",
                "Earlier support for the same subject is not final yet. Decide when it is.",
            ),
            clause=CITATION,
        )


class Closing(NamedTuple):
    """A demand for fraud that closes what an application is for.

    Attributes:
        number: Its number.
        is_own: Whether it is on an award of the applicant itself, and not of another, be it one whose place the applicant took.
    """

    number: str
    is_own: bool


class Closings(NamedTuple):
    """The demands for fraud that speak against what an application is for, each on its own award first.

    Attributes:
        closed: One that nobody may object to any more, and that closes it; None where none does.
        pending: One that may still come to nothing, and would close it; None where none would.
    """

    closed: Closing | None
    pending: Closing | None


async def closings_of(session: AsyncSession, application: Application, said_same: Collection[uuid.UUID]) -> Closings:
    """Return the demands for fraud that close what an application is for to its applicant, or would.

    Args:
        session: The session.
        application: The application.
        said_same: The applications that an officer said are for the same.
    """
    identity = application.identity
    of_item = true() if identity and identity.counts_across else _AWARDED.item_code == application.item_code
    query = (
        select(Clawback.number, Clawback.stage, _AWARDED)
        .join(_AWARDED, _AWARDED.id == Clawback.application_id)
        .where(Clawback.cause == "fraud", Clawback.stage.in_(DEMANDED), ~IS_MISTAKEN)
        .where(or_(and_(of_item, _AWARDED.subject.in_(await subjects_of(session, application))), _AWARDED.id.in_(said_same)))
    )
    found = [
        (number, stage, awarded_for)
        for number, stage, awarded_for in await session.execute(query)
        if awarded_for.id in said_same or identity is None or (its := awarded_for.identity) is None or identity.shares_days_with(its)
    ]
    closing = {one.id for one in await _of_own(session, application, [one for _, _, one in found])} | set(said_same)

    def first(stages: Collection[str]) -> Closing | None:
        closings = (
            Closing(number, award.enterprise_uscc == application.enterprise_uscc)
            for number, stage, award in found
            if stage in stages and award.id in closing
        )
        return min(closings, key=lambda one: (not one.is_own, one.number), default=None)

    return Closings(first(BEYOND_OBJECTION), first(CONTESTABLE))


async def subjects_of(session: AsyncSession, application: Application) -> set[str]:
    """Return the subject of an application as it is called for each that counts as one with its beneficiary: its issuer may be that."""
    if application.subject is None:
        return set()
    item = item_called(application.item_code)
    if not item.subject_names_beneficiary:
        return {application.subject}
    codes = await succession.family(session, application.enterprise_uscc)
    return {application.subject, *(item.subject_of(application.facts, uscc) for uscc in codes if uscc != application.enterprise_uscc)}


async def own_for_same_days(session: AsyncSession, application: Application) -> Application | None:
    """Return another application of the same beneficiary and item for the same on a common day, unless it ended without an award.

    Whose issuer is not known yet is the same as none.
    """
    identity = application.identity
    if identity is None or identity.days is None or not identity.is_known:
        return None
    codes = await succession.family(session, application.enterprise_uscc)
    query = (
        select(Application)
        .where(Application.enterprise_uscc.in_(codes), Application.item_code == application.item_code)
        .where(Application.id != application.id, Application.stage.not_in(OVER))
        .where(or_(Application.award_fen.is_(None), Application.recovered_fen == 0, Application.standing_fen > 0))
        .order_by(Application.id)
    )
    others = (await session.scalars(query)).all()
    whose = application.enterprise_uscc
    return next((one for one in others if (its := one.identity_as(whose)) and are_same(identity, its)), None)


async def _under_cap(session: AsyncSession, application: Application) -> ColumnElement[bool] | None:
    """Say what counts towards the cap of an application, by the rules in force on its matter date; None where nothing is capped."""
    item = item_called(application.item_code)
    if item.cap_scope is CapScope.NONE or application.matter_date is None:
        return None
    scope, period = item.cap_scope, item.cap_period
    if item.cap_is_narrowable:
        law = await implementing_rule.law_in_force(session, item, application.matter_date)
        scope, period = law.cap_scope, law.cap_period
    codes = await succession.family(session, application.enterprise_uscc)
    # A key may name the beneficiary.
    keys = {application.cap_key, *(item.cap_key_of(application.facts, uscc) for uscc in codes if uscc != application.enterprise_uscc)}
    if scope == CapScope.SUBJECT:
        return Application.cap_key.in_(keys)
    shared = in_programme(keys, period, application.facts.get("year") if period == CapPeriod.YEAR else application.programme_year)
    return and_(shared, Application.enterprise_uscc.in_(codes)) if scope == CapScope.BENEFICIARY else shared


def in_programme(cap_keys: Collection[str | None], period: str, year: int | None) -> ColumnElement[bool]:
    """Say which applications count towards a cap over one of its periods, whosever they are.

    Args:
        cap_keys: Of the cap, for all that count as one.
        period: Over which time awards count together.
        year: Which year, of the applications themselves or of the budget that pays, as the period says.
    """
    of_year = {
        CapPeriod.YEAR: Application.facts["year"].as_integer() == year,
        CapPeriod.PROGRAMME_YEAR: Application.programme_year == year,
        CapPeriod.ALL_YEARS: true(),
    }
    return and_(Application.cap_key.in_(cap_keys), of_year[CapPeriod(period)])


async def shares_ceiling(session: AsyncSession, application: Application) -> bool:
    """Tell whether an application waits for its share of a ceiling for everybody, by the rules in force on its matter date."""
    item = item_called(application.item_code)
    if not item.cap_is_narrowable or application.matter_date is None:
        return item.cap_scope is CapScope.PROGRAMME
    law = await implementing_rule.law_in_force(session, item, application.matter_date)
    return bool(law.cap_scope == CapScope.PROGRAMME)


async def waits_for_list(session: AsyncSession, application: Application) -> bool:
    """Tell whether an application is decided by the list of a window: it was submitted in one that is not over, or shares a ceiling."""
    if application.window_id is not None:
        stage = await session.scalar(select(Window.stage).where(Window.id == application.window_id))
        if stage not in OVER_WINDOWS:
            return True
    return await shares_ceiling(session, application)


async def decided_in(session: AsyncSession, programme: ColumnElement[bool]) -> int:
    """Return what all applications of a programme were given of its ceiling and still hold, in fen."""
    query = select(func.coalesce(func.sum(Application.standing_fen), 0)).where(Application.stage.in_(_DECIDED), programme)
    return int(await session.scalar(query) or 0)


async def waiting_in(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[Application]:
    """Return the applications that `which` says and that wait to be decided by a list, in the order of submission."""
    query = select(Application).where(Application.stage == Stage.ALLOCATION, which).order_by(Application.submitted_at, Application.id)
    return (await session.scalars(query)).all()


async def unsettled_in(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[Application]:
    """Return the submitted applications that `which` says whose amount is not known yet, or a committee's."""
    query = select(Application).where(Application.stage.in_(UNSETTLED), which).order_by(Application.submitted_at, Application.id)
    return (await session.scalars(query)).all()


async def last_matter_in_wait(session: AsyncSession, cap_key: str) -> date | None:
    """Return the latest matter date of the applications that wait for their share of a ceiling; None when none does."""
    query = select(func.max(Application.matter_date)).where(Application.stage == Stage.ALLOCATION, Application.cap_key == cap_key)
    found: date | None = await session.scalar(query)
    return found


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which applications exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_application`."""
    submitted = Application.stage.not_in(UNSUBMITTED)
    clauses: list[ColumnElement[bool]] = [false()]
    if actor.is_a(*OVER_CASES):
        clauses.append(submitted)
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(and_(submitted, Application.item_code.in_(codes_of_departments(actor.departments))))
    if actor.is_a(Role.APPLICANT):
        clauses.append(Application.enterprise_uscc.in_(actor.enterprises))
    return or_(*clauses)


async def find(session: AsyncSession, reference: str) -> Application | None:
    """Return an application by id or by number."""
    try:
        condition = Application.id == uuid.UUID(reference)
    except ValueError:
        condition = Application.number == reference
    return (await session.scalars(select(Application).where(condition))).one_or_none()


async def page(
    session: AsyncSession, actor: Actor, where: Mapping[str, str | int | None], page: Page, wanted: Wanted
) -> Sequence[tuple[Application, str]]:
    """Return a page of what `actor` may see, each with the name of whoever stands for its enterprise today.

    Args:
        session: The session.
        actor: Who asks.
        where: Values of `stage`, `item_code`, `department`, `programme_year` and `held` to match; None matches all.
        page: Which part.
        wanted: What is looked for, certificates too; its time is when they were handed in.
    """
    # As its index has it; whoever asks for days asks for what was handed in.
    handed_in = func.coalesce(Application.submitted_at, Application.created_at)
    in_days = True if wanted.since or wanted.before else None
    submitted = (handed_in, ge, wanted.since), (handed_in, lt, wanted.before), (Application.submitted_at.is_not(None), eq, in_days)
    said = ((getattr(Application, name), eq, value) for name, value in where.items())
    query = narrowed(select(Application).where(visible_to(actor)), *said, *submitted)
    if wanted.enterprise is not None:
        query = query.where(Application.enterprise_uscc.in_(await succession.family(session, wanted.enterprise)))
    if found := await search.sought(session, wanted.words):
        query = query.where(or_(Application.id.in_(found.cases), Application.enterprise_uscc.in_(found.enterprises)))
    rows = (await session.scalars(page.of(query, Application))).all()
    names = await enterprises.names_today(session, {row.enterprise_uscc for row in rows})
    return [(row, names[row.enterprise_uscc]) for row in rows]


async def under_way(session: AsyncSession, uscc: str) -> Sequence[Application]:
    """Return the applications of an enterprise and all that count as one with it that are being handled: no drafts, not paid, not over."""
    over, codes = {*APPLICATION.terminal, DRAFT, "in_force"}, await succession.family(session, uscc)
    query = select(Application).where(Application.enterprise_uscc.in_(codes), Application.stage.not_in(over)).order_by(Application.id)
    return (await session.scalars(query)).all()


async def open_of_enterprise(session: AsyncSession, uscc: str) -> Sequence[Application]:
    """Return the applications, also drafts, of an enterprise and all that count as one with it, of which something may still come."""
    over, codes = {*(OVER - {DRAFT}), "in_force"}, await succession.family(session, uscc)
    query = select(Application).where(Application.enterprise_uscc.in_(codes), Application.stage.not_in(over)).order_by(Application.id)
    return (await session.scalars(query)).all()


async def with_keys(session: AsyncSession, keys: Collection[str]) -> dict[str, Application]:
    """Return the applications that something was recorded of under idempotency keys, by key."""
    query = select(AuditEvent.key, Application).join(Application, Application.id == AuditEvent.case_id).where(AuditEvent.key.in_(keys))
    return {row[0]: row[1] for row in await session.execute(query)}
