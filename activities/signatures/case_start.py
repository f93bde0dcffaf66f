"""启动。What it takes to start a case as a workflow, whoever starts it: a person who submits it, or another case that brings it about."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio.common import TypedSearchAttributes

from activities.signatures import search_attributes
from activities.signatures.case import CaseInput
from policy.processes.kernel.lifecycle import workflow_id


@dataclass(frozen=True, slots=True)
class CaseStart:
    """A case to start, and what operators find it by.

    Attributes:
        start: What its workflow is started with.
        item_code: Its item, or "*".
        clause: The item's clause; 0 where there is none.
        department: Who handles it.
        year: The year it belongs to.
        stage: Where it stands, or will once it runs.
        enterprise_uscc: Whom it is about; empty for nobody.
    """

    start: CaseInput
    item_code: str
    clause: int
    department: str
    year: int
    stage: str
    enterprise_uscc: str = ""

    @property
    def workflow_id(self) -> str:
        """The id its workflow has."""
        return workflow_id(self.start.process, self.start.number)

    @property
    def summary(self) -> str:
        """The line the Web UI shows of it."""
        return " · ".join(part for part in (self.start.title, self.start.enterprise, self.start.number) if part)

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
