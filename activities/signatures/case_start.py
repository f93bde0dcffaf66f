"""启动。What the workflow of a case is started with, by a person who submits it or by another case."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from temporalio.common import TypedSearchAttributes

from activities.signatures import search_attributes
from activities.signatures.case import CaseInput, CaseState
from policy.credit_code import is_of_person
from policy.judging.catalogue import item as item_called
from policy.processes.kernel.lifecycle import workflow_id
from policy.processes.registry import LIFECYCLES


class StoredCase(Protocol):
    """A case as it is stored, as far as its start is made of it."""

    id: uuid.UUID
    process: str
    number: str
    item_code: str
    department: str
    created_at: datetime

    @property
    def beneficiary(self) -> str | None:
        """The credit code of the enterprise it is about, if it is about one."""


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

    @classmethod
    def of(
        cls, row: StoredCase, stage: str, *, enterprise: str = "", title: str = "", resumed: bool = False, state: CaseState | None = None
    ) -> Self:
        """Return what a stored case is started with.

        Args:
            row: The case.
            stage: Where it stands, or will once it runs.
            enterprise: The name of the enterprise it is about, if it is about one; a person's is left out.
            title: What it is about, where that is neither its item nor all that its process does.
            state: Where it stands, if it was written just now.
            resumed: Whether its workflow takes over what is stored, rather than wait to be asked to take it in.
        """
        item = None if row.item_code == "*" else item_called(row.item_code)
        about = item.title if item else LIFECYCLES[row.process].title
        # What operators see is in clear: a person is known to them by their code.
        enterprise = "个人" if is_of_person(row.beneficiary or "") else enterprise
        return cls(
            start=CaseInput(row.process, str(row.id), row.number, title or about.zh, enterprise, resumed=resumed, state=state),
            item_code=row.item_code,
            clause=item.clause if item else 0,
            department=row.department,
            year=row.created_at.year,
            stage=stage,
            enterprise_uscc=row.beneficiary or "",
        )

    @property
    def workflow_id(self) -> str:
        """The id its workflow has."""
        return workflow_id(self.start.process, self.start.number, self.start.case_id)

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
            stage=search_attributes.shown_as(self.start.process, self.stage),
        )
