"""待办事项的查询。Reads of what waits outside every case for somebody: which rows have no tasks yet, and which were ended since."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import person as people
from models.queries.person import given_by
from models.tables import (
    Appropriation,
    BudgetDocument,
    Case,
    CaseCheckFinding,
    Disbursement,
    ExpertProposal,
    ImplementingRule,
    ItemSuspension,
    PendingMatter,
    PeopleImport,
    RecognitionImport,
    ReconciliationDifference,
    TargetBatch,
)
from policy.judging.catalogue import item as item_called
from policy.processes.pending.findings import FINDINGS, Finding
from policy.processes.pending.kinds import ENDED_BY, LOWERED_BY, NOBODYS, OF_THE_PEOPLE, TITLES, Kind
from policy.processes.pending.lifecycle import WAITING, Event
from policy.processes.treasury.budget_states import BudgetDocumentState
from policy.processes.treasury.states import DifferenceState
from policy.text import Text

Entry: TypeAlias = ImplementingRule | ItemSuspension | TargetBatch | BudgetDocument | PeopleImport | RecognitionImport | ExpertProposal
Difference: TypeAlias = ReconciliationDifference | CaseCheckFinding
Row: TypeAlias = Entry | Difference


# Of how many something that was found is named; all of them are in the worker's log.
MOST_NAMED: Final = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that waits.

    Attributes:
        department: Whose it is.
        item_code: The item it is about, or "*".
        entered_by: Who entered it: somebody else has to approve it; None for what nobody entered.
        about: What whoever ends it has to see.
        others: Further departments whose people may end it.
    """

    department: str
    item_code: str
    entered_by: str | None
    about: dict[str, Any] = field(default_factory=dict)
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a row was ended, and by whom: the event that its case learns of."""

    event: Event
    by: str
    reason: str | None = None


_TABLES: Mapping[Kind, tuple[type[Any], ColumnElement[bool]]] = {
    Kind.RULE: (ImplementingRule, and_(ImplementingRule.approved_by.is_(None), ImplementingRule.refused_by.is_(None))),
    Kind.SUSPENSION: (ItemSuspension, and_(ItemSuspension.approved_by.is_(None), ItemSuspension.refused_by.is_(None))),
    Kind.TARGETS: (TargetBatch, and_(TargetBatch.approved_by.is_(None), TargetBatch.refused_by.is_(None))),
    Kind.BUDGET_DOCUMENT: (BudgetDocument, BudgetDocument.state == BudgetDocumentState.PROPOSED),
    Kind.DIFFERENCE: (ReconciliationDifference, ReconciliationDifference.state == DifferenceState.OPEN),
    Kind.PEOPLE_IMPORT: (PeopleImport, and_(PeopleImport.gives_grants, PeopleImport.decided_at.is_(None))),
    Kind.RECOGNITION_IMPORT: (RecognitionImport, RecognitionImport.decided_at.is_(None)),
    Kind.EXPERT: (ExpertProposal, ExpertProposal.decided_at.is_(None)),
    Kind.FINDING: (CaseCheckFinding, CaseCheckFinding.state == DifferenceState.OPEN),
}
"""By kind, where its rows are, and which of them wait."""


async def untaken(session: AsyncSession, limit: int) -> list[tuple[Kind, Row]]:
    """Return rows that wait and that no case was opened for yet, of each kind the oldest first."""
    found: list[tuple[Kind, Row]] = []
    for kind, (table, waits) in _TABLES.items():
        is_taken = exists().where(PendingMatter.kind == kind, PendingMatter.row_id == table.id)
        query = select(table).where(waits, ~is_taken).order_by(table.id).limit(limit - len(found))
        found += [(kind, row) for row in (await session.scalars(query)).all()]
    return found


async def ended(session: AsyncSession, limit: int) -> list[PendingMatter]:
    """Return cases that still wait for a row which somebody, or the treasury's later word, has ended."""
    found: list[PendingMatter] = []
    for kind, (table, waits) in _TABLES.items():
        query = (
            select(PendingMatter)
            .join(table, table.id == PendingMatter.row_id)
            .where(PendingMatter.kind == kind, PendingMatter.stage.in_(WAITING), ~waits)
            .order_by(PendingMatter.id)
            .limit(limit - len(found))
        )
        found += (await session.scalars(query)).all()
    return found


async def locked(session: AsyncSession, matter: PendingMatter) -> Row:
    """Return the row that a case is about, locked until the transaction ends."""
    table, _ = _TABLES[Kind(matter.kind)]
    row: Row = (await session.scalars(select(table).where(table.id == matter.row_id).with_for_update())).one()
    return row


def how_ended(row: Row) -> Ended | None:
    """Return how a row was ended, or None while it waits."""
    match row:
        case ReconciliationDifference() | CaseCheckFinding():
            return None if row.is_open else Ended(Event.DIFFERENCE_RESOLVED, row.resolved_by or "", row.reason)
        case PeopleImport() | RecognitionImport() | ExpertProposal():
            return _decided(row)
        case BudgetDocument():
            approved_by, reason = row.confirmed_by, row.reason
        case _:
            approved_by, reason = row.approved_by, row.refusal_reason
    if approved_by is not None:
        return Ended(Event.ENTRY_APPROVED, approved_by)
    return None if row.refused_by is None else Ended(Event.ENTRY_REFUSED, row.refused_by, reason)


def _decided(row: PeopleImport | RecognitionImport | ExpertProposal) -> Ended | None:
    if row.decided_by is None:
        return None
    if row.taken if isinstance(row, PeopleImport) else row.confirmed:
        return Ended(Event.ENTRY_APPROVED, row.decided_by)
    return Ended(Event.ENTRY_REFUSED, row.decided_by, row.reason if isinstance(row, RecognitionImport) else None)


def ended_by(row: Row) -> str:
    """Return the permission by which somebody ends a row."""
    if isinstance(row, ImplementingRule) and row.superior is not None:
        return LOWERED_BY
    return ENDED_BY[kind_of(row)]


def kind_of(row: Row) -> Kind:
    """Return which kind of row it is."""
    return next(kind for kind, (table, _) in _TABLES.items() if isinstance(row, table))


def entered_by(row: Entry) -> str:
    """Return who entered a row."""
    match row:
        case PeopleImport() | RecognitionImport():
            return row.imported_by
        case ExpertProposal():
            return row.proposed_by
        case _:
            return row.entered_by


def called(row: Entry) -> Text:
    """Return what whoever entered a row knows it by: its kind, with its document, the expert, or how many people it lists."""
    title = TITLES[kind_of(row)]
    match row:
        case PeopleImport():
            which = Text(f"{len(row.rows)}人", f"{len(row.rows)} people")
        case ExpertProposal():
            which = Text(row.name, row.name)
        case _:
            which = Text(row.document_no, row.document_no)
    return Text(f"{title.zh}（{which.zh}）", f"{title.en} ({which.en})")


async def waiting(session: AsyncSession, row: Row) -> Waiting:
    """Return whose a row is, and what whoever ends it has to see."""
    match row:
        case ReconciliationDifference() | CaseCheckFinding():
            return await _difference(session, row)
        case BudgetDocument():
            line = await session.get_one(Appropriation, row.appropriation_id)
            money: dict[str, Any] = {
                "amount_fen": row.amount_fen,
                "year": line.year,
                "reverses": _id(row.reverses_id),
                "distinct": row.distinct_reason,
            }
            money |= {"from": await _line(session, row.from_id)}
            return Waiting(line.department, line.item_code, row.entered_by, _entered(row) | money)
        case PeopleImport():
            return await _people(session, row)
        case RecognitionImport():
            kind = row.register_kind
            listed = {"kind": kind.title.as_dict(), "size": row.size, "document_no": row.document_no}
            return Waiting(kind.department, kind.item_code, row.imported_by, _brought(row) | listed)
        case ExpertProposal():
            return _expert(row)
        case ImplementingRule():
            about: dict[str, Any] = {"from": row.effective_from.isoformat(), "to": _day(row.effective_to), "values": row.values}
            about |= {"superior": row.superior}
        case ItemSuspension():
            about = {"from": row.effective_from.isoformat(), "to": _day(row.effective_to), "scope": row.scope}
            about |= {"reason": {"zh": row.reason_zh, "en": row.reason_en}}
        case TargetBatch():
            about = {"year": row.year, "size": row.size, "revokes": _id(row.revokes)}
    item = item_called(row.item_code)
    return Waiting(item.departments[0], item.code, row.entered_by, _entered(row) | about)


async def _line(session: AsyncSession, appropriation_id: uuid.UUID | None) -> dict[str, Any] | None:
    """Return the line of the budget that money is moved out of; None where it comes from outside."""
    if appropriation_id is None:
        return None
    line = await session.get_one(Appropriation, appropriation_id)
    return {"department": line.department, "item_code": line.item_code, "year": line.year}


async def _people(session: AsyncSession, row: PeopleImport) -> Waiting:
    """Return a list of people, with whom it gives which roles: that is why it waits."""
    said = {str(one["subject"]): one for one in row.rows}
    given = given_by(said, await people.called(session, said))
    roles = [{"subject": subject, "name": said[subject]["name"], "grants": grants} for subject, grants in given.items()]
    return Waiting(OF_THE_PEOPLE, "*", row.imported_by, _brought(row) | {"size": len(row.rows), "given": roles})


def _expert(row: ExpertProposal) -> Waiting:
    """Return a proposed expert, who is for the people of any of their departments to confirm."""
    known = {name: getattr(row, name) for name in ("subject", "name", "employer_uscc", "departments", "active")}
    about = {"id": str(row.id), "entered_by": row.proposed_by, "entered_at": row.proposed_at.isoformat(), **known}
    return Waiting(row.departments[0], "*", row.proposed_by, about, others=tuple(row.departments[1:]))


def _brought(row: PeopleImport | RecognitionImport) -> dict[str, Any]:
    return {"id": str(row.id), "entered_by": row.imported_by, "entered_at": row.imported_at.isoformat()}


async def _difference(session: AsyncSession, row: Difference) -> Waiting:
    """Return a difference as the department's whose case is behind it; the first number it names is of the case, or of its payment."""
    if isinstance(row, CaseCheckFinding):
        return Waiting(NOBODYS, "*", None, {"id": str(row.id), "found_at": row.found_at.isoformat()} | finding(row))
    number = row.reference.split(" ", maxsplit=1)[0]
    of = select(Disbursement.case_id).where(Disbursement.number == number)
    found = (await session.scalars(select(Case).where(or_(Case.number == number, Case.id.in_(of))).limit(1))).one_or_none()
    about = {
        "id": str(row.id),
        "day": row.day.isoformat(),
        "difference": row.kind,
        "reference": row.reference,
        "ours_fen": row.ours_fen,
        "theirs_fen": row.theirs_fen,
    }
    return Waiting(found.department if found else NOBODYS, found.item_code if found else "*", None, about)


def finding(row: CaseCheckFinding) -> dict[str, Any]:
    """Return what a check found, of how much, and of what as far as somebody would read it."""
    return {"finding": FINDINGS[Finding(row.kind)].as_dict(), "size": len(row.found), "found": row.found[:MOST_NAMED]}


def _entered(row: BudgetDocument | ImplementingRule | ItemSuspension | TargetBatch) -> dict[str, Any]:
    return {"id": str(row.id), "document_no": row.document_no, "entered_by": row.entered_by, "entered_at": row.entered_at.isoformat()}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _id(row_id: uuid.UUID | None) -> str | None:
    return str(row_id) if row_id else None
