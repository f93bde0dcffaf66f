"""搜索属性。What operators can filter processes by in the Temporal Web UI; registered when a worker starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from policy.processes.application.lifecycle import APPLICATION, Stage

ITEM = SearchAttributeKey.for_keyword("EtownItem")
ENTERPRISE = SearchAttributeKey.for_keyword("EtownEnterprise")
DEPARTMENT = SearchAttributeKey.for_keyword("EtownDepartment")
STAGE = SearchAttributeKey.for_keyword("EtownStage")
CLAUSE = SearchAttributeKey.for_int("EtownClause")
YEAR = SearchAttributeKey.for_int("EtownYear")
DUE = SearchAttributeKey.for_datetime("EtownDue")

SEARCH_ATTRIBUTES = (ITEM, ENTERPRISE, DEPARTMENT, STAGE, CLAUSE, YEAR, DUE)

# Each change is billed. What an application goes through one after the other on the straight way is found under the stage it begins with:
# what waits for people before its payment, and what is with the treasury.
_SHOWN_AS: Final[Mapping[tuple[str, str], str]] = {
    (APPLICATION.name, stage): first
    for first, stages in {
        Stage.ACCEPTANCE: (Stage.REVIEW, Stage.DECISION, Stage.PUBLIC_NOTICE, Stage.COMMITMENT),
        Stage.PAYMENT: (Stage.IN_FORCE,),
    }.items()
    for stage in stages
}


def shown_as(process: str, stage: str) -> str:
    """Return the stage that operators find a case of a process under."""
    return _SHOWN_AS.get((process, stage), stage)


def attributes(*, item: str, clause: int, enterprise: str, department: str, year: int, stage: str) -> TypedSearchAttributes:
    """Return the search attributes a workflow starts with, its coming stage among them: setting one is free, changing it is not."""
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(ITEM, item),
        SearchAttributePair(CLAUSE, clause),
        SearchAttributePair(ENTERPRISE, enterprise),
        SearchAttributePair(DEPARTMENT, department),
        SearchAttributePair(YEAR, year),
        SearchAttributePair(STAGE, stage),
    ]
    return TypedSearchAttributes(pairs)
