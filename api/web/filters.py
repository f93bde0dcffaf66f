"""筛选条件。Filters over what is known beforehand: another value is refused, where it would list nothing as if nothing were there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler

from policy.judging.catalogue import ITEMS
from policy.language.items import DEPARTMENT_NAMES


class OneOf:
    """Makes a query parameter one of some codes, for whoever reads the OpenAPI and for whoever sends another.

    Args:
        codes: Those the filter knows, such as the stages of a process.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = tuple(str(code) for code in dict.fromkeys(codes))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> Any:  # noqa: ANN401 - pydantic's
        """Return what validates the parameter where it is given."""
        return handler.generate_schema(Literal[self._codes])


OfItem = Annotated[str | None, OneOf(ITEMS)]
OfDepartment = Annotated[str | None, OneOf(DEPARTMENT_NAMES)]
