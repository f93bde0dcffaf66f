"""年度运行的查询。Reads of runs: shards of members as columns, what was awarded before, the report, and what people see."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, cast, false, func, or_, select, text, true
from sqlalchemy import case as case_of
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries import case, search, succession
from models.queries import target as targets
from models.queries.application import AWARDED, OVER
from models.queries.page import Page, Wanted
from models.tables import AnnualRun, AnnualRunMember, Application, AuditEvent, Redecision
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.language.caps import CapPeriod
from policy.processes.annual_run.lifecycle import Event
from policy.processes.kernel.granting import PERMISSIONS
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.redecision.lifecycle import STANDING

JUDGED = (
    "uscc", "registered_in_area", "taxed_in_area", "statistics_in_area", "records", "size", "sector", "on_key_list", "little_giant",
    "first_time_included", "rd_expense_fen", "prior_rd_expense_fen", "target_fen", "retained_contribution_fen",
)  # fmt: skip


async def find(session: AsyncSession, reference: str) -> AnnualRun | None:
    """Return a run by id or by number; a number's slashes may be written as hyphens, as in an address."""
    try:
        condition = AnnualRun.id == uuid.UUID(reference)
    except ValueError:
        condition = func.replace(AnnualRun.number, "/", "-") == reference.replace("/", "-")
    return (await session.scalars(select(AnnualRun).where(condition))).one_or_none()


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which runs exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_run`."""
    if not actor.is_a(*PERMISSIONS["annual_run:read"]):
        return false()
    return true() if actor.is_a(*AREA_WIDE) else AnnualRun.department.in_(actor.departments)


async def page(session: AsyncSession, actor: Actor, where: Mapping[str, Any], page: Page, wanted: Wanted) -> Sequence[AnnualRun]:
    """Return a page of the runs `actor` may see, newest first; one more than asked for."""
    return await case.page(session, AnnualRun, visible_to(actor), where, page, wanted)


async def run(session: AsyncSession, run_id: uuid.UUID) -> AnnualRun:
    """Return a run."""
    return (await session.scalars(select(AnnualRun).where(AnnualRun.id == run_id))).one()


async def shard(session: AsyncSession, run_id: uuid.UUID, after: str | None, size: int) -> dict[str, Sequence[Any]]:
    """Return the next members of a run as columns, in the order of their codes."""
    columns = [getattr(AnnualRunMember, name) for name in JUDGED]
    query = (
        select(*columns)
        .where(AnnualRunMember.run_id == run_id, AnnualRunMember.uscc > (after or ""))
        .order_by(AnnualRunMember.uscc)
        .limit(size)
    )
    rows = (await session.execute(query)).all()
    return dict(zip(JUDGED, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(JUDGED, ())


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier applications of an item that one enterprise has: amounts held or received, and one that is under way.

    Attributes:
        paid_fen: Held or received for the same subject.
        cap_fen: Held or received under the same cap.
        under_way: An application for the same subject that is not decided yet.
    """

    paid_fen: int = 0
    cap_fen: int = 0
    under_way: uuid.UUID | None = None


async def earlier(
    session: AsyncSession, item_code: str, subjects: Mapping[str, str], year: int, cap_period: str, *, besides: Iterable[uuid.UUID] = ()
) -> dict[str, Earlier]:
    """Return what earlier applications of an item mean for some enterprises; who has none is left out.

    Those of whoever an enterprise took the place of are its own.

    Args:
        session: The session.
        item_code: The item.
        subjects: What each would be supported for, by credit code, ascending.
        year: The year of the run.
        cap_period: Over which time the cap counts: the awards of that year, or those of all years.
        besides: Applications that do not count.
    """
    usccs, item = list(subjects), item_called(item_code)
    heirs = await succession.heirs(session, usccs)
    query = select(Application).where(
        Application.item_code == item_code,
        or_(Application.enterprise_uscc.between(usccs[0], usccs[-1]), Application.enterprise_uscc.in_(heirs)),
        Application.stage.not_in(OVER),
        Application.id.not_in(list(besides)),
    )
    found: dict[str, Earlier] = {}
    for other in (await session.scalars(query.order_by(Application.id))).all():
        whose = heirs.get(other.enterprise_uscc, other.enterprise_uscc)
        if whose not in subjects:
            continue
        so_far = found.get(whose, Earlier())
        held_fen = other.standing_fen if other.stage in AWARDED else 0
        about = other.subject if whose == other.enterprise_uscc or not other.subject else item.subject_of(other.facts, whose)
        same = about == subjects[whose]
        capped = cap_period == CapPeriod.ALL_YEARS or other.facts.get("year") == year
        found[whose] = Earlier(
            so_far.paid_fen + (held_fen if same else 0),
            so_far.cap_fen + (held_fen if capped else 0),
            so_far.under_way or (other.id if same and other.stage not in AWARDED else None),
        )
    return found


async def awards_after(session: AsyncSession, run: AnnualRun, after: str | None, size: int) -> Sequence[AnnualRunMember]:
    """Return the next members whose award was released last, in the order of their codes."""
    query = (
        select(AnnualRunMember)
        .where(AnnualRunMember.run_id == run.id, AnnualRunMember.outcome == "award", AnnualRunMember.uscc > (after or ""))
        .where(AnnualRunMember.released_in == run.release)
        .order_by(AnnualRunMember.uscc)
        .limit(size)
    )
    return (await session.scalars(query)).all()


async def unreleased(session: AsyncSession, run_id: uuid.UUID) -> tuple[int, int]:
    """Return how many awards wait for their release, and what they come to in fen."""
    query = select(func.count(), func.coalesce(func.sum(AnnualRunMember.award_fen), 0)).where(*_waiting(run_id))
    count, amount_fen = (await session.execute(query)).one()
    return int(count), int(amount_fen or 0)


async def unreleased_members(session: AsyncSession, run_id: uuid.UUID, limit: int) -> Sequence[AnnualRunMember]:
    """Return the first members whose award waits for its release, in the order of their codes."""
    query = select(AnnualRunMember).where(*_waiting(run_id)).order_by(AnnualRunMember.uscc).limit(limit)
    return (await session.scalars(query)).all()


def _waiting(run_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    return AnnualRunMember.run_id == run_id, AnnualRunMember.outcome == "award", AnnualRunMember.released_in.is_(None)


async def member(session: AsyncSession, run_id: uuid.UUID, uscc: str, *, lock: bool = False) -> AnnualRunMember | None:
    """Return one member of a run."""
    query = (
        select(AnnualRunMember)
        .where(AnnualRunMember.run_id == run_id, AnnualRunMember.uscc == uscc)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def is_late(session: AsyncSession, run_id: uuid.UUID, uscc: str) -> bool:
    """Tell whether a member of a run was not in its frozen list, and was entered by two people since."""
    entered = select(AuditEvent.id).where(AuditEvent.case_id == run_id, AuditEvent.event == Event.MEMBER_ENTERED)
    return await session.scalar(entered.where(AuditEvent.detail["uscc"].astext == uscc).limit(1)) is not None


async def kept_before(session: AsyncSession, run_id: uuid.UUID, redecision: str) -> dict[str, Any] | None:
    """Return what a member of a run was before a re-decision was proposed by what its sources corrected, if one was."""
    query = select(AuditEvent.detail["replaced"]["member"]).where(
        AuditEvent.case_id == run_id, AuditEvent.detail["replaced"]["redecision"].astext == redecision
    )
    kept: dict[str, Any] | None = await session.scalar(query.limit(1))
    return kept


async def member_with_offer(session: AsyncSession, run_id: uuid.UUID, uscc: str) -> tuple[AnnualRunMember, Offered | None] | None:
    """Return one member with its application, as that stands."""
    row = (await session.execute(_with_offers(run_id).where(AnnualRunMember.uscc == uscc))).one_or_none()
    return None if row is None else _offered(row)


async def member_offered(session: AsyncSession, application_id: uuid.UUID) -> tuple[AnnualRun, AnnualRunMember] | None:
    """Return the run and the member an offer was made to."""
    query = (
        select(AnnualRun, AnnualRunMember)
        .join(AnnualRunMember, AnnualRunMember.run_id == AnnualRun.id)
        .where(AnnualRunMember.application_id == application_id)
    )
    row = (await session.execute(query.where(AnnualRunMember.outcome == "award").order_by(AnnualRun.id.desc()).limit(1))).one_or_none()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True, slots=True)
class Offered:
    """The application of a member, as it stands.

    Attributes:
        number: Its number.
        stage: Its stage.
        decided_fen: What was decided last to be due, in fen; None before it was decided, or where it came to nothing.
        paid_fen: What was paid of it, with its supplements, in fen.
        recovered_fen: What of that came back, in fen.
    """

    number: str
    stage: str
    decided_fen: int | None
    paid_fen: int
    recovered_fen: int


def _decided_last() -> ColumnElement[int]:
    """Return what a re-decision that stands found last to be due of an application, in fen; NULL without one."""
    # All three are cases but the member: a re-decision needs its own name for that table.
    anew = aliased(Redecision, flat=True)
    return (
        select(cast(anew.reckoning["after_fen"].astext, BigInteger))
        .where(anew.application_id == Application.id, anew.stage.in_(STANDING))
        .order_by(anew.id.desc())
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )


def _with_offers(run_id: uuid.UUID) -> Select[AnnualRunMember, str, str, int | None, int, int]:
    due_fen = func.coalesce(_decided_last(), Application.award_fen + Application.supplement_fen)
    decided_fen = case_of((Application.stage.in_(AWARDED), due_fen))
    paid_fen = Application.paid_fen + Application.supplement_paid_fen
    query = select(AnnualRunMember, Application.number, Application.stage, decided_fen, paid_fen, Application.recovered_fen)
    return query.outerjoin(Application, Application.id == AnnualRunMember.application_id).where(AnnualRunMember.run_id == run_id)


def _offered(row: Row[AnnualRunMember, str, str, int | None, int, int]) -> tuple[AnnualRunMember, Offered | None]:
    return row[0], Offered(row[1], row[2], row[3], row[4], row[5]) if row[1] else None


async def member_before(session: AsyncSession, run_id: uuid.UUID, uscc: str) -> str | None:
    """Return the credit code of the member before one."""
    return await session.scalar(select(func.max(AnnualRunMember.uscc)).where(AnnualRunMember.run_id == run_id, AnnualRunMember.uscc < uscc))


async def members(
    session: AsyncSession, run_id: uuid.UUID, outcome: str | None, words: str | None, after: str | None, limit: int
) -> Sequence[tuple[AnnualRunMember, Offered | None]]:
    """Return a page of members in the order of their codes, each with its application as that stands; one more than asked for."""
    query = _with_offers(run_id).where(AnnualRunMember.uscc > (after or "")).order_by(AnnualRunMember.uscc).limit(limit + 1)
    if outcome is not None:
        query = query.where(AnnualRunMember.outcome == outcome)
    if words is not None:
        query = query.where(AnnualRunMember.uscc.in_(search.called(words)))
    return [_offered(row) for row in (await session.execute(query)).all()]


async def outcomes(session: AsyncSession, run_id: uuid.UUID) -> dict[str, tuple[int, int]]:
    """Return how many members have each outcome, and what is due to them in fen."""
    query = select(AnnualRunMember.outcome, func.count(), func.coalesce(func.sum(AnnualRunMember.award_fen), 0)).where(
        AnnualRunMember.run_id == run_id
    )
    rows = (await session.execute(query.group_by(AnnualRunMember.outcome))).all()
    return {str(row[0]): (int(row[1]), int(row[2] or 0)) for row in rows if row[0] is not None}


async def outstanding_fen(session: AsyncSession, run_id: uuid.UUID) -> int:
    """Return what a run's awards may still take from the budget, in fen: not those that were decided, nor those that came to nothing."""
    query = (
        select(func.coalesce(func.sum(AnnualRunMember.award_fen), 0))
        .outerjoin(Application, Application.id == AnnualRunMember.application_id)
        .where(AnnualRunMember.run_id == run_id, AnnualRunMember.outcome == "award")
        .where(or_(Application.stage.is_(None), Application.stage.not_in((*AWARDED, *OVER))))
    )
    return int(await session.scalar(query) or 0)


async def targets_set(session: AsyncSession, run: AnnualRun) -> dict[str, Any]:
    """Return for how many members a target was frozen, and what became of that year's batches since: how many wait, and which changed."""
    frozen = select(func.count()).where(AnnualRunMember.run_id == run.id, AnnualRunMember.target_fen.is_not(None))
    changed = await targets.changed_since(session, run.item_code, run.year, run.target_batches)
    pending = sum(one["change"].endswith("waiting") for one in changed)
    return {"members": await session.scalar(frozen) or 0, "pending_batches": pending, "since_frozen": changed}


async def refusals(session: AsyncSession, run_id: uuid.UUID) -> dict[str, int]:
    """Return how many members each condition refused, the most frequent first. Who fails several is counted under each."""
    query = text(
        "SELECT code, count(*) FROM annual_run_members, unnest(failed) AS code WHERE run_id = :run AND outcome = 'reject'"
        " GROUP BY code ORDER BY count(*) DESC, code"
    )
    return {str(row[0]): int(row[1]) for row in (await session.execute(query, {"run": run_id})).all()}


async def offers(session: AsyncSession, run_id: uuid.UUID) -> dict[str, Any]:
    """Return how many of a run's members were offered an award, each counted once, by the offer made to it last; and what they come to.

    The amounts in fen are what stands: what was decided last, or else what is offered; nothing of what was withdrawn, refused or lapsed.
    """
    due_fen = func.coalesce(_decided_last(), Application.award_fen + Application.supplement_fen, AnnualRunMember.award_fen, 0)
    query = (
        select(Application.stage, func.count(), func.sum(case_of((Application.stage.in_(OVER), 0), else_=due_fen)))
        .join(AnnualRunMember, AnnualRunMember.application_id == Application.id)
        .where(AnnualRunMember.run_id == run_id, Application.parent_id == run_id)
        .group_by(Application.stage)
        .order_by(Application.stage)
    )
    found = {str(row[0]): (int(row[1]), int(row[2] or 0)) for row in (await session.execute(query)).all()}
    return {
        "count": sum(count for count, _ in found.values()),
        "amount_fen": sum(fen for _, fen in found.values()),
        "by_stage": {stage: count for stage, (count, _) in found.items()},
        "amount_by_stage": {stage: fen for stage, (_, fen) in found.items()},
    }


async def standing(session: AsyncSession, run: AnnualRun) -> dict[str, dict[str, Any]]:
    """Return how a run's offers, what was paid of them, and until it is closed the targets of its year stand now, as its report says."""
    found = {"offers": await offers(session, run.id), "paid": await paid(session, run.id)}
    return found if run.closed_at else found | {"targets": await targets_set(session, run)}


async def paid(session: AsyncSession, run_id: uuid.UUID) -> dict[str, int]:
    """Return how many of the run's awards were paid, what was paid of them, with what re-decisions added, and what came back, in fen."""
    spent = Application.paid_fen + Application.supplement_paid_fen
    query = select(func.count(), func.coalesce(func.sum(spent), 0), func.coalesce(func.sum(Application.recovered_fen), 0)).where(
        Application.parent_id == run_id, spent > 0
    )
    count, paid_fen, recovered_fen = (await session.execute(query)).one()
    return {"count": int(count), "paid_fen": int(paid_fen), "recovered_fen": int(recovered_fen)}


async def digest(session: AsyncSession, run_id: uuid.UUID) -> str | None:
    """Return a digest of every member's verdict: two runs with the same digest decided the same about everybody."""
    query = text(
        "SELECT md5(string_agg(md5(concat_ws('|', uscc, outcome, award_fen, capped, array_to_string(failed, ','))), '' ORDER BY uscc))"
        " FROM annual_run_members WHERE run_id = :run"
    )
    found: str | None = await session.scalar(query, {"run": run_id})
    return found
