"""代码。The codes that answers are written in, each list once: the document has them as enumerations of the tables they come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler

from api.schemas.base import Named
from policy.actors import Role
from policy.judging.catalogue import ITEMS
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.registry import KINDS, LIFECYCLES

ENUMERATION = "x-enumeration"


class Listed:
    """Has the document list the codes of a field, as a schema of its own; what is answered is not looked at again.

    Args:
        name: What the enumeration is called.
        codes: Those there are.
    """

    def __init__(self, name: str, codes: Iterable[str]) -> None:
        self._schema = {"type": "string", "enum": [str(code) for code in dict.fromkeys(codes)], ENUMERATION: name}

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:  # noqa: ANN401 - pydantic's
        """Return the enumeration; `api.web.document` makes it one of the document's schemas."""
        return dict(self._schema)


ProcessCode = Annotated[str, Listed("ProcessCode", LIFECYCLES)]
StageCode = Annotated[str, Listed("StageCode", (stage for lifecycle in LIFECYCLES.values() for stage in lifecycle.stages))]
EventCode = Annotated[str, Listed("EventCode", (event for lifecycle in LIFECYCLES.values() for event in lifecycle.steps))]
KindCode = Annotated[str, Listed("KindCode", KINDS)]
RoleCode = Annotated[str, Listed("RoleCode", Role)]
DepartmentCode = Annotated[str, Listed("DepartmentCode", DEPARTMENT_NAMES)]
# A case may be about all of them.
ItemCode = Annotated[str, Listed("ItemCode", [*ITEMS, "*"])]


class StageNamed(Named):
    """A stage with its name in both languages."""

    code: StageCode
