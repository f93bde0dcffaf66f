"""贷款登记的效果。What the steps of a loan change: what was handed in, how it was confirmed, and how it ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import standing_documents
from activities.case.tasks import open_task
from models.commands.turns import take_turns, turn_of
from models.queries import implementing_rule
from models.queries import loan as loans
from models.queries import suspension as suspensions
from models.queries.conduct import require_supportable
from models.tables import Loan
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.processes.acceptance.defects import naming_form
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.loan.bank_word import repaid_on
from policy.processes.loan.claims import next_half_year
from policy.processes.loan.declared import key_of, require_contract, require_days, require_within
from policy.processes.loan.lifecycle import Event
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Loan]()


def today_of(context: TransitionContext[Loan]) -> date:
    """Return the day of a transition in Beijing."""
    return context.now.astimezone(BEIJING).date()


# -- handed in and confirmed ------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.SUBMITTED, AcceptanceEvent.CORRECTED)
async def take_in(context: TransitionContext[Loan]) -> None:
    """Take in what is all there and within the clause, once: no loan is registered twice, whoever asks for it at the same moment.

    Raises:
        Refusal: `incomplete`; `invalid_input`, outside the bounds of its clause; `duplicate`.
    """
    row, today = context.case, today_of(context)
    if row.submitted_at is None:
        await suspensions.require_not_suspended(context.session, row.item_code, today)
        await require_supportable(context.session, context.item, row.enterprise_uscc, today, told=True)
    require_contract({document.evidence_code for document in await standing_documents(context)})
    require_days(row.begins_on, row.ends_on)
    require_within(context.item, await implementing_rule.law_in_force(context.session, context.item, today), row.principal_fen)
    row.submitted_at = row.submitted_at or context.now
    row.loan_key = key_of(row.bank, row.loan_no)
    await take_turns(context.session, "loans", turn_of(row.loan_key))
    if (other := await loans.rival(context.session, row)) is not None:
        # Whose it is, is for those to know who may see it.
        known = other.number if other.enterprise_uscc == row.enterprise_uscc else ""
        detail = Text(f"同一笔贷款已经登记{known and f'（{known}）'}。", f"The loan is registered already. {known}".strip())
        raise Refusal(Code.DUPLICATE, detail)


@EFFECTS.opens("loan_paper_check")
async def open_paper_check(context: TransitionContext[Loan]) -> None:
    """Show the second person what was declared, and the paper that the first one compared."""
    checked = next((task for task in reversed(context.tasks_of_kind("loan_check")) if task.outcome == AcceptanceEvent.ACCEPTED), None)
    paper = (checked.answer or {}).get("paper") if checked else None
    await open_task(context, KINDS["loan_paper_check"], about={**context.case.brief, "paper": paper})


@EFFECTS.asks("loan_clarification")
async def ask_for_defects(context: TransitionContext[Loan], department: str) -> dict[str, Any]:  # noqa: ARG001 - one department
    """Offer what was declared to be named, where that is what is wrong."""
    return naming_form(context.case.form)


@EFFECTS.of(Event.BANK_CONFIRMED)
async def register_by_bank(context: TransitionContext[Loan]) -> None:
    """Register what its bank confirms."""
    _register(context, "bank")


@EFFECTS.of(Event.PAPER_CONFIRMED)
async def register_by_paper(context: TransitionContext[Loan]) -> None:
    """Register what a second person found in the contract."""
    _register(context, "paper")


def _register(context: TransitionContext[Loan], confirmed_by: str) -> None:
    context.case.confirmed_by = confirmed_by
    context.detail = context.detail | {"confirmed_by": confirmed_by}
    # What is repaid already ends with the next look.
    context.case.wakes_at = context.now if repaid_on(context.case.answer) else next_half_year(context.now)


# -- changed and ended ------------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.CHANGE_STATED, Event.CHANGE_NOTED)
async def take_up_change(context: TransitionContext[Loan]) -> None:
    """Have an officer look into what somebody says of it, one change at a time.

    Raises:
        Refusal: `duplicate`, while one is looked into.
    """
    if any(task.kind == "loan_change" for task in context.open_tasks):
        raise Refusal(Code.DUPLICATE, Text("已有变动正在核实。", "A change is being looked into already."))
    said = {name: context.detail[name] for name in ("change", "ended_on", "reason")}
    context.words["change"] = Text(str(said["reason"]), str(said["reason"]))
    context.detail = context.detail | {"about": {**context.case.brief, "stated": said}}


@EFFECTS.of(Event.LOAN_REPAID, Event.LOAN_CANCELLED)
async def end(context: TransitionContext[Loan]) -> None:
    """Keep the last day whose interest counts.

    Raises:
        Refusal: `invalid_input`, for a day before the loan, after its contract, or to come.
    """
    row = context.case
    ended_on = date.fromisoformat(str(context.detail["ended_on"]))
    last = min(row.ends_on, today_of(context))
    if context.task is not None and not row.begins_on <= ended_on <= last:
        wrong = Text(f"应在{row.begins_on}至{last}之间", f"must be from {row.begins_on} to {last}")
        raise Refusal(Code.INVALID_INPUT, Text("最后计息日有误。", "The day is not valid."), [Fault("ended_on", wrong)])
    row.ended_on = max(ended_on, row.begins_on)
    context.words["ended"] = Text(in_chinese(row.ended_on), row.ended_on.isoformat())


@EFFECTS.of(Event.CHANGE_DISMISSED)
async def go_on(context: TransitionContext[Loan]) -> None:
    """Look at it again when the next half-year begins."""
    context.case.wakes_at = next_half_year(context.now)
