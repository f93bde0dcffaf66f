"""预算文件的状态。Where a line of a budget document stands."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class BudgetDocumentState(StrEnum):
    """Where a line of a budget document stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"


BUDGET_DOCUMENT_STATES = States(
    first=BudgetDocumentState.PROPOSED,
    following={
        BudgetDocumentState.PROPOSED: (BudgetDocumentState.IN_FORCE, BudgetDocumentState.REFUSED),
        # Nothing undoes what is in force: a reversing entry is a document of its own.
        BudgetDocumentState.IN_FORCE: (),
        BudgetDocumentState.REFUSED: (),
    },
)
