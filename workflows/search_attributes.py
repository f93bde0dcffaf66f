"""搜索属性。The search attributes; they are kept with the signatures because activities start processes too."""

from __future__ import annotations

from activities.signatures.search_attributes import CLAUSE, DEPARTMENT, ENTERPRISE, ITEM, SEARCH_ATTRIBUTES, STAGE, YEAR

__all__ = ["CLAUSE", "DEPARTMENT", "ENTERPRISE", "ITEM", "SEARCH_ATTRIBUTES", "STAGE", "YEAR"]
