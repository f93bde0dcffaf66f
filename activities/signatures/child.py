"""A case that another one brings about, as the workflow that starts it knows it."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio.common import TypedSearchAttributes

from activities.signatures import search_attributes
from activities.signatures.case import CaseInput


@dataclass(frozen=True, slots=True)
class ChildStart:
    """A case to start as a workflow of its own, and what operators find it by.

    Attributes:
        start: What its workflow is started with.
        item_code: Its item.
        clause: The item's clause.
        department: Who handles it.
        year: The year it belongs to.
        stage: Where it stands.
        enterprise_uscc: Whom it is about; empty for nobody.
    """

    start: CaseInput
    item_code: str
    clause: int
    department: str
    year: int
    stage: str
    enterprise_uscc: str = ""

    def attributes(self) -> TypedSearchAttributes:
        """Return the search attributes its workflow starts with."""
        return search_attributes.attributes(
            item=self.item_code,
            clause=self.clause,
            enterprise=self.enterprise_uscc,
            department=self.department,
            year=self.year,
            stage=self.stage,
        )
