"""预算的呈现。How a line of the budget, and who waits for it, become what people read."""

from __future__ import annotations

from typing import Final

from api.schemas.base import Named, Words
from api.schemas.budget import BudgetShown, BudgetWaitShown
from models.queries.budget_outlook import Outlook
from models.tables import Application
from policy.judging.catalogue import item as item_called
from policy.language.items import DEPARTMENT_NAMES
from policy.text import Text

_OTHERS: Final = Text("其余事项", "All other items")


def outlook(found: Outlook) -> BudgetShown:
    """Return a line with how it is used, and what is expected of it."""
    line, forecast, department = found.line, found.forecast, DEPARTMENT_NAMES[found.line.department]

    def held(*accounts: str) -> int:
        return sum(found.balances.get(account, 0) for account in accounts)

    return BudgetShown(
        id=line.id,
        year=line.year,
        department=Named(code=line.department, zh=department.zh, en=department.en),
        item_code=line.item_code,
        item_title=Words.of(_OTHERS if line.item_code == "*" else item_called(line.item_code).title),
        appropriated_fen=found.appropriated_fen,
        pre_committed_fen=held("pre_commitment"),
        obligated_fen=held("obligation"),
        in_transit_fen=held("in_transit"),
        spent_fen=held("expenditure", "investment"),
        # All accounts together are nothing: what came from outside, and by no document, is there besides.
        received_besides_fen=-held("source") - found.appropriated_fen,
        receivable_fen=held("receivable"),
        recovered_fen=held("recovered"),
        owed_back_fen=held("owed_back"),
        available_fen=held("available"),
        forecast_fen=forecast.fen,
        forecast_cases=forecast.cases,
        unknown_cases=forecast.unknown,
        waiting_cases=forecast.waiting,
        waiting_fen=forecast.waiting_fen,
        short_fen=max(forecast.fen - held("available"), 0),
    )


def waiting(row: Application, enterprise_name: str) -> BudgetWaitShown:
    """Return an application that waits for budget."""
    own = {name: getattr(row, name) for name in ("number", "department", "item_code", "enterprise_uscc", "award_fen")}
    more = {"enterprise_name": enterprise_name, "waiting_since": row.stage_entered_at, "looks_again_at": None if row.held else row.wakes_at}
    return BudgetWaitShown.model_validate(own | more | {"item_title": Words.of(item_called(row.item_code).title)})
