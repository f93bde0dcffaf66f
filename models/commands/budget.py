"""预算的写入。Writes of budget documents: one person of finance enters them, another confirms them, and only then money moves."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import ledger
from models.commands.turns import take_turns
from models.queries import budget
from models.tables import Appropriation, BudgetDocument, LedgerAccount, LedgerTransfer, Message
from policy.actors import Actor, Role
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_document
from policy.judging.likeness import look_alike
from policy.money import compared, in_yuan
from policy.processes.treasury.accounts import ACCOUNTS
from policy.processes.treasury.budget_states import BudgetDocumentState
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """What a budget document gives money to: a department, one of its items ("*" for those that have none of their own), a year."""

    department: str
    item_code: str
    year: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of a budget document, and why it is another than one that looks like it, where one does."""

    document_no: str
    distinct_reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Whence:
    """Where the money of a document comes from, or goes back to: another line, or whatever another document gave; or outside."""

    from_id: uuid.UUID | None = None
    reverses_id: uuid.UUID | None = None

    @property
    def called(self) -> Text:
        """What a document of this kind is called."""
        if self.from_id:
            return Text("预算调剂", "A budget transfer")
        return Text("冲销", "A reversing entry") if self.reverses_id else Text("预算", "An appropriation")


async def enter(session: AsyncSession, actor: Actor, line: Line, amount_fen: int, numbered: Numbered) -> BudgetDocument:
    """Enter what a budget document gives to a line. Nothing of it can be spent before somebody else confirms it.

    Raises:
        Refusal: `duplicate`, when the document gave to this line before, or one did whose number looks like its own and nobody says why it
            is another; `invalid_input`, when its number is blank.
    """
    return await _enter(session, actor, await _open(session, line), _Whence(), amount_fen, numbered)


async def transfer(
    session: AsyncSession, actor: Actor, source: Appropriation, line: Line, amount_fen: int, numbered: Numbered
) -> BudgetDocument:
    """Enter that a document moves money from one line to another of its year, or to the same of the year after. Nothing moves yet.

    Args:
        session: The session.
        actor: Who enters it.
        source: The line whose unspent money it moves.
        line: The line that gets it.
        amount_fen: How much.
        numbered: The number of the document.

    Raises:
        Refusal: `invalid_input`, where the lines are the same, or neither of one year nor one line of two years that follow each other;
            `budget_exhausted`, when more is moved than is unspent; `duplicate`.
    """
    is_same = (source.department, source.item_code) == (line.department, line.item_code)
    if line.year - source.year != int(is_same):
        fault = Fault(
            "year",
            Text(
                "调剂应在同一年度的不同事项之间办理，结转应转入同一部门、同一事项的下一年度",
                "Money moves between two lines of one year, or is carried over to the same line of the next",
            ),
        )
        raise Refusal(Code.INVALID_INPUT, fault.message, [fault])
    await _require_unspent(session, source.id, amount_fen)
    return await _enter(session, actor, await _open(session, line), _Whence(from_id=source.id), amount_fen, numbered)


async def reverse(session: AsyncSession, actor: Actor, given: BudgetDocument, amount_fen: int, numbered: Numbered) -> BudgetDocument:
    """Enter that a document takes back all or a part of what another gave. Nothing moves before somebody else confirms it.

    Args:
        session: The session.
        actor: Who enters it.
        given: The document that gave the money, locked.
        amount_fen: How much it takes back.
        numbered: Its own number.

    Raises:
        Refusal: `wrong_stage`, when the other is not in force, or takes money back itself; `invalid_input`, when more is taken back than
            it gave; `budget_exhausted`, when more is taken back than is unspent; `duplicate`.
    """
    if given.from_id is not None:
        moved = Text("调剂或者结转的预算，请另行录入调剂退回。", "It moved money between lines: to move it back, enter another transfer.")
        raise Refusal(Code.WRONG_STAGE, moved)
    if given.reverses_id is not None:
        again = Text(
            "该文件本身即为冲销文件，不能再冲销；确需恢复预算的，请按新的预算文件录入。",
            "That document is itself a reversal, which cannot be reversed. To give the money again, enter a new budget document.",
        )
        raise Refusal(Code.WRONG_STAGE, again)
    if given.state != BudgetDocumentState.IN_FORCE:
        raise Refusal(Code.WRONG_STAGE, Text("只能冲销已生效的预算文件。", "Only a budget document in force can be reversed."))
    left_fen = given.amount_fen - await budget.reversed_fen(session, given.id)
    if amount_fen > left_fen:
        left = in_yuan(left_fen)
        fault = Fault("amount_fen", Text(f"该文件尚可冲销{left.zh}", f"Only {left.en} of that document are left to be reversed"))
        raise Refusal(Code.INVALID_INPUT, fault.message, [fault])
    await _require_unspent(session, given.appropriation_id, amount_fen)
    return await _enter(session, actor, given.appropriation_id, _Whence(reverses_id=given.id), amount_fen, numbered)


async def locked(session: AsyncSession, document_id: uuid.UUID) -> BudgetDocument | None:
    """Return a budget document, locked until the transaction ends."""
    return (await session.scalars(select(BudgetDocument).where(BudgetDocument.id == document_id).with_for_update())).one_or_none()


async def confirm(session: AsyncSession, actor: Actor, document: BudgetDocument) -> None:
    """Put in force what somebody else entered, and book its money: what moves leaves one line and reaches the other in one transaction.

    Raises:
        Refusal: `four_eyes`; `wrong_stage`, when it was decided already; `budget_exhausted`, when it takes more than is unspent.
    """
    _decide(actor, document, BudgetDocumentState.IN_FORCE)
    document.confirmed_by = actor.subject
    if document.reverses_id is not None:
        await _require_unspent(session, document.appropriation_id, document.amount_fen)
        _book(session, document, document.appropriation_id, "reversal", gives=False)
    elif document.from_id is not None:
        # In the order of their ids, whichever way the money goes: two that cross wait for each other, and are not stuck.
        for line in sorted((document.from_id, document.appropriation_id)):
            await ledger.lock_available(session, line)
        await _require_unspent(session, document.from_id, document.amount_fen)
        _book(session, document, document.from_id, "transfer_out", gives=False)
        _book(session, document, document.appropriation_id, "transfer_in", gives=True)
    else:
        _book(session, document, document.appropriation_id, "appropriation", gives=True)
    await session.flush()


def _book(session: AsyncSession, document: BudgetDocument, appropriation_id: uuid.UUID, kind: str, *, gives: bool) -> None:
    debit, credit = ("source", "available") if gives else ("available", "source")
    session.add(
        LedgerTransfer(
            key=f"budget-document/{document.id}" + ("/out" if kind == "transfer_out" else ""),
            appropriation_id=appropriation_id,
            kind=kind,
            debit=debit,
            credit=credit,
            amount_fen=document.amount_fen,
            document_no=document.document_no,
            made_by=document.confirmed_by,
        )
    )


async def require_open(session: AsyncSession, document: BudgetDocument, this_year: int) -> None:
    """Refuse to put in force what was entered for a year that has closed since. What takes money back of it may be confirmed at any time.

    Raises:
        Refusal: `wrong_stage`.
    """
    year = await session.scalar(select(Appropriation.year).where(Appropriation.id == document.appropriation_id))
    if document.reverses_id is None and year is not None and year < this_year:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"{year}年度预算已经结束，不能再确认；请不予确认，确需安排的，另行录入本年度预算。",
                f"The budget of {year} is closed: the document cannot be confirmed. Refuse it, and enter one for this year.",
            ),
        )


async def refuse(session: AsyncSession, actor: Actor, document: BudgetDocument, reason: str) -> None:
    """Refuse what somebody else entered; the document may be entered anew.

    Raises:
        Refusal: `four_eyes`; `wrong_stage`, when it was decided already.
    """
    _decide(actor, document, BudgetDocumentState.REFUSED)
    document.refused_by, document.reason = actor.subject, reason
    await session.flush()


def _decide(actor: Actor, document: BudgetDocument, state: BudgetDocumentState) -> None:
    if document.entered_by == actor.subject:
        raise Refusal(Code.FOUR_EYES, Text("由您录入，须由他人确认。", "You entered it; somebody else has to confirm or refuse it."))
    if document.state != BudgetDocumentState.PROPOSED:
        raise Refusal(Code.WRONG_STAGE, Text("该预算文件已有处理结果。", "The budget document has been decided on already."))
    document.become(state)
    document.decided_at = datetime.now(UTC)


async def _open(session: AsyncSession, line: Line) -> uuid.UUID:
    """Return the appropriation of a line, opened with its accounts if it is new."""
    fields = {"department": line.department, "item_code": line.item_code, "year": line.year}
    await session.execute(insert(Appropriation).values(fields).on_conflict_do_nothing())
    appropriation_id = (await session.scalars(select(Appropriation.id).filter_by(**fields))).one()
    accounts = [{"appropriation_id": appropriation_id, "kind": kind} for kind in ACCOUNTS]
    await session.execute(insert(LedgerAccount).values(accounts).on_conflict_do_nothing())
    return appropriation_id


async def _enter(
    session: AsyncSession, actor: Actor, appropriation_id: uuid.UUID, whence: _Whence, amount_fen: int, numbered: Numbered
) -> BudgetDocument:
    folded = fold_document(numbered.document_no)
    if not folded:
        fault = Fault("document_no", Text("文号不能为空", "The number of the document is blank"))
        raise Refusal(Code.INVALID_INPUT, fault.message, [fault])
    # Whoever enters a document of the line at the same moment waits here for the other, and then finds it.
    await take_turns(session, f"budget/{appropriation_id}")
    alike = await _require_distinct(session, appropriation_id, folded, numbered)
    statement = (
        insert(BudgetDocument)
        .values(
            appropriation_id=appropriation_id,
            from_id=whence.from_id,
            reverses_id=whence.reverses_id,
            amount_fen=amount_fen,
            document_no=numbered.document_no.strip(),
            document_folded=folded,
            distinct_reason=numbered.distinct_reason if alike else None,
            entered_by=actor.subject,
        )
        .on_conflict_do_nothing()
        .returning(BudgetDocument)
    )
    document = (await session.scalars(statement)).one_or_none()
    if document is None:
        fault = Fault(
            "document_no",
            Text("该文号已在此部门、事项、年度录入", "This document has been entered for this department, item and year already"),
        )
        raise Refusal(Code.DUPLICATE, fault.message, [fault])
    what = whence.called
    session.add(
        Message(
            role=Role.FINANCE,
            zh=f"{what.zh}（{document.document_no}）待确认，由录入人以外的人办理。",
            en=f"{what.en} ({document.document_no}) waits to be confirmed by somebody other than who entered it.",
        )
    )
    await session.flush()
    return document


async def _require_distinct(session: AsyncSession, appropriation_id: uuid.UUID, folded: str, numbered: Numbered) -> list[str]:
    """Return the numbers of the line that look like one, having refused it unless somebody says why it is another document."""
    standing = await budget.standing_documents(session, appropriation_id)
    alike = [one.document_no for one in standing if one.document_folded != folded and look_alike(one.document_folded, folded)]
    if alike and numbered.distinct_reason is None:
        numbers = "、".join(alike)
        fault = Fault(
            "document_no",
            Text(
                f"与已录入的文号{numbers}疑似同一文件；确非同一文件的，请填写理由",
                f"It looks like {numbers}, entered already; if it is another document, say why",
            ),
        )
        raise Refusal(Code.DUPLICATE, fault.message, [fault])
    return alike


async def _require_unspent(session: AsyncSession, appropriation_id: uuid.UUID, amount_fen: int) -> None:
    unspent_fen = await ledger.lock_available(session, appropriation_id)
    if unspent_fen < amount_fen:
        unspent, wanted = compared(unspent_fen, amount_fen)
        raise Refusal(
            Code.BUDGET_EXHAUSTED,
            Text(
                f"未使用的预算只有{unspent.zh}，不能冲销或者转出{wanted.zh}。",
                f"Only {unspent.en} of the appropriation are unspent: {wanted.en} cannot be taken out of it.",
            ),
        )
