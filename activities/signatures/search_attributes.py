"""搜索属性。What operators can filter processes by in the Temporal Web UI; registered when a worker starts."""

from __future__ import annotations

from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

ITEM = SearchAttributeKey.for_keyword("EtownItem")
ENTERPRISE = SearchAttributeKey.for_keyword("EtownEnterprise")
DEPARTMENT = SearchAttributeKey.for_keyword("EtownDepartment")
STAGE = SearchAttributeKey.for_keyword("EtownStage")
CLAUSE = SearchAttributeKey.for_int("EtownClause")
YEAR = SearchAttributeKey.for_int("EtownYear")

SEARCH_ATTRIBUTES = (ITEM, ENTERPRISE, DEPARTMENT, STAGE, CLAUSE, YEAR)


def attributes(*, item: str, clause: int, enterprise: str, department: str, year: int, stage: str) -> TypedSearchAttributes:
    """Return those a case's workflow starts with. `stage` is where it will be once it runs: setting it is free, changing it is not."""
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(ITEM, item),
        SearchAttributePair(CLAUSE, clause),
        SearchAttributePair(ENTERPRISE, enterprise),
        SearchAttributePair(DEPARTMENT, department),
        SearchAttributePair(YEAR, year),
        SearchAttributePair(STAGE, stage),
    ]
    return TypedSearchAttributes(pairs)
