"""What a workflow has to know of an application it starts for somebody who did not file it."""

from __future__ import annotations

from dataclasses import dataclass

from activities.signatures.case import CaseInput


@dataclass(frozen=True, slots=True)
class Originated:
    """An application that was written and waits for its workflow.

    Attributes:
        start: What its workflow is started with.
        item_code: Its item.
        clause: The item's clause.
        department: Who handles it.
        enterprise_uscc: The enterprise's credit code.
        year: The year it belongs to.
        stage: Where it stands.
    """

    start: CaseInput
    item_code: str
    clause: int
    department: str
    enterprise_uscc: str
    year: int
    stage: str
