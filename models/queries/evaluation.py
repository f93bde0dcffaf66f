"""政策评估的查询。Reads of evaluations and of the reports they ask for: which there are, who was paid, and which reports are missing."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries import approval, case, succession
from models.queries.implementing_rule import rule_book
from models.tables import Evaluation, ImplementingRule, ItemSuspension, OutcomeReport
from policy.actors import Actor, Role
from policy.errors import Code, Refusal
from policy.folding import fold_document
from policy.judging.catalogue import items_of_clause
from policy.judging.implementing_rules import RuleBook
from policy.language.items import Item
from policy.processes.evaluation.lifecycle import READ_BY_ALL
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import AREA_WIDE, may_see_evaluation
from policy.processes.outcome_report.lifecycle import Stage as ReportStage
from policy.processes.outcome_report.sums import sums_by_year
from policy.text import Text
from policy.working_days import BEIJING


def visible_to(actor: Actor | None) -> ColumnElement[bool]:
    """Say which evaluations exist as far as somebody is concerned; the SQL of `Evaluation.is_open_to`."""
    published = Evaluation.stage.in_(READ_BY_ALL)
    if actor is None:
        return published
    own = true() if actor.is_a(*AREA_WIDE) else Evaluation.department.in_(actor.departments)
    return or_(published, and_(Evaluation.stage.not_in(UNSUBMITTED), own))


def reports_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which reports exist as far as `actor` is concerned; the SQL of `OutcomeReport.is_open_to`."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*AREA_WIDE) else OutcomeReport.department.in_(actor.departments)]
    handed_in = and_(OutcomeReport.stage.not_in(UNSUBMITTED), or_(*clauses))
    return or_(handed_in, OutcomeReport.enterprise_uscc.in_(actor.enterprises) if actor.is_a(Role.APPLICANT) else false())


async def find(session: AsyncSession, actor: Actor | None, reference: str) -> Evaluation | None:
    """Return an evaluation by id or by number, if it exists as far as somebody is concerned."""
    row = await case.find(session, Evaluation, reference)
    seen = row is not None and may_see_evaluation(actor, row.department, opened=row.is_submitted, published=row.stage in READ_BY_ALL)
    return row if seen else None


async def of(session: AsyncSession, clause: int, year: int, *, interim: bool) -> Evaluation | None:
    """Return the evaluation of a clause for a year, or the last of those before that year was over."""
    its = (Evaluation.clause == clause, Evaluation.year == year, Evaluation.interim.is_(interim))
    return (await session.scalars(select(Evaluation).where(*its).order_by(Evaluation.ordinal.desc()).limit(1))).one_or_none()


async def superseded_by(session: AsyncSession, rows: Collection[Evaluation]) -> Mapping[uuid.UUID, str]:
    """Return by which later interim evaluation, the last that is published, some interim ones are superseded."""
    later = aliased(Evaluation)
    same = and_(later.clause == Evaluation.clause, later.year == Evaluation.year, later.interim, later.ordinal > Evaluation.ordinal)
    query = select(Evaluation.id, later.number).join(later, same)
    query = query.where(Evaluation.id.in_([row.id for row in rows]), Evaluation.interim, later.stage.in_(READ_BY_ALL))
    return {row[0]: row[1] for row in (await session.execute(query.order_by(later.ordinal))).all()}


async def of_year(session: AsyncSession, actor: Actor | None, year: int) -> Sequence[Evaluation]:
    """Return the evaluations of a year that somebody may see, in the order of the clauses: of interim ones the last."""
    query = select(Evaluation).where(Evaluation.year == year, visible_to(actor)).order_by(Evaluation.clause, Evaluation.interim.desc())
    query = query.order_by(Evaluation.ordinal.desc()).ext(distinct_on(Evaluation.clause, Evaluation.interim))
    return (await session.scalars(query)).all()


@dataclass(frozen=True, slots=True)
class Approved:
    """An implementing rule, a suspension or a closing that was approved by a document.

    Attributes:
        kind: `rule` or `suspension`.
        id: Its id.
        item_code: Of which item.
        begins_on: Its first day.
        ends_on: Its last day, where it has one.
        document_no: The number of the document.
    """

    kind: str
    id: uuid.UUID
    item_code: str
    begins_on: date
    ends_on: date | None
    document_no: str

    def closes_from(self, day: date) -> bool:
        """Tell whether its item is closed for good from a day on."""
        return self.kind == "suspension" and self.ends_on is None and self.begins_on <= day

    def as_dict(self) -> dict[str, str]:
        """Return it as it is kept."""
        return {"kind": self.kind, "id": str(self.id), "item_code": self.item_code, "from": self.begins_on.isoformat()}


async def approved_by_document(session: AsyncSession, clause: int, document_no: str, since: date) -> list[Approved]:
    """Return what of a clause was approved by a document since a day: of its number, widths and brackets say nothing."""
    codes, begins = [item.code for item in items_of_clause(clause)], datetime.combine(since, time(), BEIJING)
    rules = await approval.approved_since(session, ImplementingRule, codes, begins)
    suspensions = await approval.approved_since(session, ItemSuspension, codes, begins)
    found: list[ImplementingRule | ItemSuspension] = [*rules, *suspensions]
    return [
        Approved(
            "rule" if isinstance(row, ImplementingRule) else "suspension",
            row.id,
            row.item_code,
            row.effective_from,
            row.effective_to,
            row.document_no,
        )
        for row in found
        if fold_document(row.document_no) == fold_document(document_no)
    ]


async def reports(session: AsyncSession, evaluation_id: uuid.UUID, after: str | None = None, limit: int = 1000) -> Sequence[OutcomeReport]:
    """Return the next reports of an evaluation, in the order of their recipients."""
    query = select(OutcomeReport).where(OutcomeReport.evaluation_id == evaluation_id, OutcomeReport.enterprise_uscc > (after or ""))
    return (await session.scalars(query.order_by(OutcomeReport.enterprise_uscc).limit(limit))).all()


async def last_asked(session: AsyncSession, evaluation_id: uuid.UUID, limit: int) -> Sequence[OutcomeReport]:
    """Return the reports that were asked for last and are not over: their workflows may not be started yet."""
    query = select(OutcomeReport).where(OutcomeReport.evaluation_id == evaluation_id, OutcomeReport.stage != ReportStage.REPORTED)
    return (await session.scalars(query.order_by(OutcomeReport.enterprise_uscc.desc()).limit(limit))).all()


async def report_counts(session: AsyncSession, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[str, int]]:
    """Return how many reports of some evaluations stand in each stage."""
    of_each = (OutcomeReport.evaluation_id, OutcomeReport.stage)
    query = select(*of_each, func.count()).where(OutcomeReport.evaluation_id.in_(ids)).group_by(*of_each)
    counts = defaultdict[uuid.UUID, dict[str, int]](dict)
    for evaluation_id, stage, count in (await session.execute(query)).all():
        counts[evaluation_id][stage] = count
    return counts


async def reported(session: AsyncSession, rows: Collection[Evaluation]) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """Return what was reported for some evaluations: of those that are published as it stood then, of others as it stands."""
    kept = {row.id: row.reported for row in rows if row.reported is not None}
    live = [row.id for row in rows if row.id not in kept]
    counts = await report_counts(session, live)
    given = defaultdict[uuid.UUID, list[dict[str, Any]]](list)
    query = select(OutcomeReport.evaluation_id, OutcomeReport.report)
    for row in (await session.execute(query.where(OutcomeReport.evaluation_id.in_(live), OutcomeReport.report.is_not(None)))).all():
        given[row.evaluation_id].append(row.report)
    return kept | {one: {"counts": dict(counts.get(one, {})), "by_year": sums_by_year(given[one])} for one in live}


async def require_reported(session: AsyncSession, item: Item, uscc: str, on: date, rules: RuleBook | None = None) -> None:
    """Refuse an enterprise whose outcome report on the clause is missing, where the rules of its item say that this keeps from new awards.

    Raises:
        Refusal: `report_missing`, naming the reports.
    """
    if "missing_report_bars" not in item.parameters:
        return
    book = rules or await rule_book(session, item.code)
    if book.figures(item, on).law.missing_report_bars != "until_given":
        return
    own = await succession.family(session, uscc)
    missing = OutcomeReport.enterprise_uscc.in_(own), OutcomeReport.clause == item.clause, OutcomeReport.stage == ReportStage.MISSING
    numbers = (await session.scalars(select(OutcomeReport.number).where(*missing).order_by(OutcomeReport.id))).all()
    if numbers:
        raise Refusal(
            Code.REPORT_MISSING,
            Text(
                f"该单位的绩效自评逾期未报（{'、'.join(numbers)}），依实施细则补报前不予支持。",
                f"An outcome report of the enterprise is missing ({', '.join(numbers)}); by the implementing rules it is given first.",
            ),
            clause=item.citation,
        )
