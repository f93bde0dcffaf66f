"""分页。Keyset pages with a cursor that is opaque and signed, so that nobody builds one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import uuid
from collections.abc import Callable, Sequence
from typing import Annotated, Literal, TypeVar

from fastapi import Query

from models.queries.page import Page, Sort
from policy.errors import Code, Fault, Refusal
from policy.text import Text

_SIGNATURE_BYTES = 8
Row = TypeVar("Row")
Position = TypeVar("Position")

Limit = Annotated[int, Query(ge=1, le=100, description="每页条数 Rows a page")]
ByAge = Annotated[
    Literal[Sort.NEWEST, Sort.OLDEST],
    Query(description="排序：最新或者最早的在前 In which order: what came last first, or what came first"),
]
ByAgeOrAmount = Annotated[
    Sort,
    Query(
        description="排序：最新、最早、金额最大或者最小的在前 "
        "In which order: what came last first, what came first, the largest amount, or the smallest"
    ),
]
Cursor = Annotated[str | None, Query(max_length=200, description="翻页游标，即上一页的next_cursor The previous page's next_cursor")]


def write_cursor(key: bytes, last: str) -> str:
    """Return the cursor that continues after `last`."""
    body = last.encode()
    return base64.urlsafe_b64encode(_sign(key, body) + body).decode().rstrip("=")


def read_cursor(key: bytes, cursor: str | None) -> str | None:
    """Return what a cursor continues after.

    Raises:
        Refusal: `invalid_input`, for a cursor we did not write.
    """
    if cursor is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
    except (binascii.Error, UnicodeEncodeError):
        raw = b""
    signature, body = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not body or not hmac.compare_digest(signature, _sign(key, body)):
        raise _not_ours()
    return body.decode()


def page_of(key: bytes, limit: int, cursor: str | None, sort: Sort = Sort.NEWEST) -> Page:
    """Return the page a request asks for, in a list kept by id."""
    return Page(limit, _after(key, cursor, lambda written: uuid.UUID(unplaced(sort, Sort.NEWEST, written))), sort)


def placed(sort: str, usual: str, key: object) -> str:
    """Return where a row stands in a list, as its cursor carries it: of another order than the usual one it says which."""
    return str(key) if sort == usual else f"{sort} {key}"


def unplaced(sort: str, usual: str, written: str) -> str:
    """Return which row a cursor names.

    Raises:
        ValueError: It is of another order.
    """
    order, _, key = written.rpartition(" ")
    if order != ("" if sort == usual else sort):
        raise ValueError(written)
    return key


def number_after(key: bytes, cursor: str | None, sort: Sort = Sort.NEWEST) -> int | None:
    """Return where a page begins in a list kept by number."""
    return _after(key, cursor, lambda written: int(unplaced(sort, Sort.NEWEST, written)))


def place_after(key: bytes, cursor: str | None, read: Callable[[str], Position]) -> Position | None:
    """Return where a page begins in a list with an order of its own, as `read` reads it; it raises ValueError for another list's."""
    return _after(key, cursor, read)


def _after(key: bytes, cursor: str | None, read: Callable[[str], Position]) -> Position | None:
    after = read_cursor(key, cursor)
    try:
        return None if after is None else read(after)
    except ValueError:
        # Ours, but of another list.
        raise _not_ours() from None


def cut(key: bytes, rows: Sequence[Row], limit: int, position: Callable[[Row], object]) -> tuple[Sequence[Row], str | None]:
    """Return the rows of a page and the cursor of the next, from one row more than the page holds."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], write_cursor(key, str(position(rows[limit - 1])))


def _not_ours() -> Refusal:
    message = Text("不是本列表的分页游标", "Not a cursor of this list")
    return Refusal(Code.INVALID_INPUT, message, [Fault("cursor", message)])


def _sign(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, body, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
