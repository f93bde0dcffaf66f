"""实体标签。Entity tags: a change of a case names the version that was read, alone or with what `api.web.reads` adds to it."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Header

from models.tables import Case
from policy.errors import Code, Refusal
from policy.text import Text

_TAG: Final = re.compile(r'"([0-9]+)(?:-[0-9a-f]+)?"', re.ASCII)
IfMatch = Annotated[str | None, Header(description="读取时的 ETag The ETag it was read with", examples=['"3"'])]


def etag(row: Case) -> str:
    """Return the entity tag of a case as it stands."""
    return f'"{row.version}"'


def check_match(row: Case, if_match: str | None) -> None:
    """Refuse a change of a case that was changed since it was read; a weak tag vouches for no version (RFC 9110, 13.1.1).

    Raises:
        Refusal: `precondition_required` or `precondition_failed`.
    """
    if if_match is None:
        raise Refusal(Code.PRECONDITION_REQUIRED, Text("请带上读取时的 ETag（If-Match）。", "Send the ETag it was read with as If-Match."))
    named = _TAG.fullmatch(if_match.strip())
    if named is None or named[1] != str(row.version):
        raise Refusal(Code.PRECONDITION_FAILED, Text("内容已被修改，请重新读取。", "It has changed; read it again."))


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Tell whether a client has what a tag stands for already, by the weak comparison that reading asks for (RFC 9110, 13.1.2)."""
    named = [one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")]
    return tag.removeprefix("W/") in named or "*" in named
