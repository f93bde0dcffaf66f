"""说明。What an object looks like that is answered as it is kept: the document says so, and nothing of it is read or written again."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, TypeAdapter


class Described(BaseModel):
    """What an object is said to look like; it has nothing else, which the tests hold."""

    model_config = ConfigDict(extra="forbid")


class As:
    """Has the document describe a value by a model; the value itself is passed on untouched.

    Args:
        looks: What it looks like: a model, or a type made of some.
    """

    def __init__(self, looks: Any) -> None:  # noqa: ANN401 - any type
        self._looks = looks

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:  # noqa: ANN401 - pydantic's
        """Return the schema of what it looks like."""
        return handler(TypeAdapter(self._looks).core_schema)
