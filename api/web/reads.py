"""查询。What reads answer besides JSON: a list itself whole, as a sheet, and a list or a case that nothing has changed.

A list is read for its sheet as its caller would read it: page by page, through its own handler, with their filters and their rights, which
are asked for again with each page. So nothing is in a sheet that is not in the list, and no list needs a word for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import datetime
from functools import partial
from inspect import signature
from tempfile import TemporaryFile
from typing import IO, Annotated, Any, Final, Literal, get_args, get_origin
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Header, Query, Request, Response
from fastapi.dependencies.utils import get_typed_return_annotation
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from xlsxwriter.exceptions import FileCreateError

from api.schemas.base import List
from api.spreadsheets.columns import columns_of
from api.spreadsheets.sheets_out import CsvOut, SheetOut, XlsxOut
from api.spreadsheets.workbooks import MEDIA_TYPE as XLSX
from api.web.entity_tags import is_known
from api.web.media_types import JSON, quality
from api.web.negotiation import negotiated
from api.web.problems import language_of
from api.web.quotas import EXPORTS, require_within, spender
from api.web.services import Services
from policy.errors import Code, Refusal
from policy.security_events import Kind
from policy.text import Text
from policy.working_days import BEIJING

CSV: Final = "text/csv"
MOST_ROWS: Final = 50_000
_ROWS_A_PAGE: Final = 100
_CHUNK: Final = 64 * 1024
_MADE: Final[dict[str, tuple[str, Callable[..., SheetOut]]]] = {"csv": (CSV, CsvOut), "xlsx": (XLSX, XlsxOut)}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind, _ in _MADE.values()}},
    304: {"description": "没有变化 Nothing has changed"},
}
_NO_ROOM: Final = Text("导出暂时无法完成，请稍后重试。", "The sheet cannot be made at the moment: try again shortly.")
# Seconds, of a long one.
_A_SHEET_TAKES: Final = 30
_TOO_MANY_ROWS: Final = Text(
    f"符合条件的超过{MOST_ROWS}条，请增加筛选条件后分次导出。", f"More than {MOST_ROWS} rows match: narrow it down, and take it in parts."
)


IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="已有版本的 ETag The ETag of what one has already", examples=['"3-a1b2"'])
]


async def _asked_of_what_changes(_if_none_match: IfNoneMatch = None) -> None:
    """Have the document say what may be asked of whatever has a version."""


async def _asked_of_a_list(
    _format: Annotated[
        Literal["csv", "xlsx"] | None,
        Query(
            alias="format",
            description=f"整份导出为表格，至多{MOST_ROWS}条；也可用 Accept 请求 "
            f"The list whole, as a sheet of {MOST_ROWS} rows at most; it may be asked for by Accept as well",
        ),
    ] = None,
    _if_none_match: IfNoneMatch = None,
) -> None:
    """Have the document say what may be asked of every list."""


class ReadRoute(APIRoute):
    """A route that gives a list out as a sheet too, and does not send a list or a case again that its caller has as it is."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - the framework's
        reads = set(options.get("methods") or ()) == {"GET"}
        self.row = row_of(endpoint) if reads else None
        # Whoever sets headers of what it answers sets its version.
        self.has_version = reads and self.row is None and "response" in signature(endpoint).parameters
        if self.has_version:
            options["dependencies"] = [*(options.get("dependencies") or ()), Depends(_asked_of_what_changes)]
            options["responses"] = {304: _RESPONSES[304]} | (options.get("responses") or {})
        if self.row is not None:
            options["dependencies"] = [*(options.get("dependencies") or ()), Depends(_asked_of_a_list)]
            options["responses"] = _RESPONSES | (options.get("responses") or {})
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what serves a request."""
        answer = super().get_route_handler()
        if self.has_version:
            return partial(_serve_version, answer)
        return answer if self.row is None else partial(_serve, answer, self.row)


def row_of(endpoint: Callable[..., Any]) -> type[BaseModel] | None:
    """Return what the rows of the list are that an endpoint answers with; None where it answers with something else."""
    answered = get_typed_return_annotation(endpoint)
    if isinstance(answered, type) and issubclass(answered, List):
        row = answered.__pydantic_generic_metadata__["args"][0]
    else:
        row = get_args(answered)[0] if get_origin(answered) is list else None
    return row if isinstance(row, type) and issubclass(row, BaseModel) else None


async def _serve(answer: Callable[[Request], Awaitable[Response]], row: type[BaseModel], request: Request) -> Response:
    form = _form_of(request)
    if form is not None:
        served: Services = request.app.state.services
        async with served.sheets:
            return await _sheet(answer, row, request, form)
    page = await answer(request)
    return or_unchanged(request, page) if page.status_code == 200 else page  # noqa: PLR2004 - the status is the name


def _form_of(request: Request) -> str | None:
    """Return in which form a whole list is asked for; None where a page of JSON is, or what is no form and is refused there."""
    named = request.query_params.get("format")
    if named is not None:
        return named if named in _MADE else None
    accepted = ", ".join(request.headers.getlist("accept"))
    wanted = {form: quality(accepted, kind) for form, (kind, _) in _MADE.items()}
    best = max(wanted, key=wanted.__getitem__)
    return best if wanted[best] > quality(accepted, JSON) else None


async def _sheet(answer: Callable[[Request], Awaitable[Response]], row: type[BaseModel], request: Request, form: str) -> Response:
    """Answer with a list whole, or refuse it before anything of it is sent."""
    kind, make = _MADE[form]
    language, columns = language_of(request), columns_of(row)
    given = 0
    file = TemporaryFile()  # noqa: SIM115 - it is read after this returns
    try:
        sheet = make(
            file, [column.heading(language) for column in columns], [column.kind for column in columns], _titled(request, language)
        )
        async for rows in _pages(answer, request):
            await asyncio.to_thread(sheet.add, [[column.cell(one, language) for column in columns] for one in rows])
            given += len(rows)
        await asyncio.to_thread(sheet.end)
    except (OSError, FileCreateError):
        # No room on the disk, or none to come by: nothing is sent of what would be cut short.
        file.close()
        raise Refusal(Code.BUSY, _NO_ROOM, retry_after=_A_SHEET_TAKES) from None
    except BaseException:
        file.close()
        raise
    if getattr(request.state, "actor", None) is not None:
        served: Services = request.app.state.services
        served.watch.gave(request, Kind.LIST_EXPORTED, rows=given)
    day = datetime.now(BEIJING).date().isoformat()
    name = next(part for part in reversed(request.scope["route"].path.split("/")) if not part.startswith("{"))
    headers = negotiated(request) | {
        "Content-Disposition": f"attachment; filename={name}-{day}.{form}",
        "Content-Length": str(file.tell()),
    }
    return StreamingResponse(_parts(file), media_type=kind, headers=headers)


def _titled(request: Request, language: str) -> str:
    """Return what a list is called in a language, as its summary says it in both."""
    zh, _, en = request.scope["route"].summary.partition(" ")
    return Text(zh, en).in_language(language)


async def _pages(answer: Callable[[Request], Awaitable[Response]], request: Request) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield the pages of a list as whoever asks may read them.

    Raises:
        Refusal: Whatever the list refuses; `too_many_requests`, for too many sheets; `invalid_input`, for one that is too long.
    """
    cursor, read = request.query_params.get("cursor"), 0
    while True:
        page = json.loads(bytes((await answer(_for_page(request, cursor))).body))
        rows = page if isinstance(page, list) else page["items"]
        if not read:
            # Whoever may not read the list has been refused by now, and spends nothing.
            await _count(request)
        read += len(rows)
        cursor = None if isinstance(page, list) else page["next_cursor"]
        if read > MOST_ROWS or (cursor and read == MOST_ROWS):
            raise Refusal(Code.INVALID_INPUT, _TOO_MANY_ROWS)
        yield rows
        if cursor is None:
            return


def _for_page(request: Request, cursor: str | None) -> Request:
    """Return a request for the page after a cursor: of as many rows as a page may have, where the list has pages."""
    asked = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    kept = [(name, value) for name, value in asked if name not in {"format", "limit", "cursor"}]
    names = {field.alias for field in request.scope["route"].dependant.query_params}
    paged = {"limit": str(_ROWS_A_PAGE), "cursor": cursor}
    kept += [(name, value) for name, value in paged.items() if name in names and value is not None]
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"accept"]
    return Request({**request.scope, "query_string": urlencode(kept).encode(), "headers": headers}, request.receive)


async def _count(request: Request) -> None:
    served: Services = request.app.state.services
    if served.quotas:
        await require_within(served, EXPORTS, spender(request))


async def _parts(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while part := await asyncio.to_thread(file.read, _CHUNK):
            yield part


async def _serve_version(answer: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    shown = await answer(request)
    version = shown.headers.get("etag")
    if version is None or shown.status_code != 200:  # noqa: PLR2004 - the status is the name
        return shown
    # The version is what a change names. Who is waited for, until when, and what it warns of may be new without another version.
    return or_unchanged(request, shown, f'{version[:-1]}-{_digest(shown)}"')


def _digest(shown: Response) -> str:
    return hashlib.sha256(bytes(shown.body)).hexdigest()[:32]


def or_unchanged(request: Request, page: Response, tag: str | None = None) -> Response:
    """Return what is answered with a tag of what it says, or that nothing of it has changed (RFC 9110, 13.1.2)."""
    # A page's own is weak: it is packed for some, and not for others, and nobody changes a page.
    tag = tag or f'W/"{_digest(page)}"'
    headers = {"ETag": tag, "Vary": "Accept, Accept-Language, Authorization"}
    if is_known(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    for name, value in headers.items():
        page.headers[name] = value
    return page
