"""搜索属性。What operators can filter processes by in the Temporal Web UI; registered when a worker starts."""

from __future__ import annotations

from temporalio.common import SearchAttributeKey

ITEM = SearchAttributeKey.for_keyword("EtownItem")
ENTERPRISE = SearchAttributeKey.for_keyword("EtownEnterprise")
DEPARTMENT = SearchAttributeKey.for_keyword("EtownDepartment")
STAGE = SearchAttributeKey.for_keyword("EtownStage")
CLAUSE = SearchAttributeKey.for_int("EtownClause")
YEAR = SearchAttributeKey.for_int("EtownYear")

SEARCH_ATTRIBUTES = (ITEM, ENTERPRISE, DEPARTMENT, STAGE, CLAUSE, YEAR)
