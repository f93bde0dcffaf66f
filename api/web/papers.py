"""文书的返回。A paper as it is asked for: as JSON, as a page, as a PDF or as a document of Word; whatever it is, it says the same."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Path, Query, Request, Response
from pydantic import BaseModel

from api.papers import word
from api.papers.pdf import pdf
from api.typesetting import PDF
from api.web.media_types import A_FILE, JSON
from api.web.negotiation import PLAIN, negotiated, page, preferred
from api.web.reads import IfNoneMatch, or_unchanged
from api.web.services import Services
from policy.errors import Code, Refusal
from policy.letters.paper import Layout
from policy.text import Text
from policy.working_days import BEIJING

Sequence = Annotated[int, Path(ge=1, le=100_000, description="已发文书列表中的序号 As the list of letters gives it")]

_MADE: Final[Mapping[str, Callable[[Layout, date], bytes]]] = {PDF: pdf, word.MEDIA_TYPE: word.word}
_OFFERED: Final = (JSON, PLAIN, *_MADE)
# Seconds that a paper waits for others to be set.
_PATIENCE: Final[float] = 10
_WORTH_WAITING: Final = 5
_BUSY: Final = Text("文书暂时无法生成，请稍后重试。", "The paper cannot be set at the moment: try again shortly.")

PAPER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {PLAIN: {"schema": {"type": "string"}}, **dict.fromkeys(_MADE, A_FILE)},
        "description": "按 Accept 或者 format 返回；PDF与DOCX的 ETag 为其内容的SHA-256 "
        "By Accept or format; the ETag of a PDF or a DOCX is the SHA-256 of its bytes",
    },
    304: {"description": "没有变化 Nothing has changed"},
}
"""The answers of an operation that hands over a paper, for its document."""


class PaperForm(StrEnum):
    """A form of a paper that is kept as a file."""

    PDF = "pdf"
    DOCX = "docx"


async def _form(
    form: Annotated[
        PaperForm | None,
        Query(alias="format", description="文件格式；也可用 Accept 请求 As which file; it may be asked for by Accept as well"),
    ] = None,
    _if_none_match: IfNoneMatch = None,
) -> PaperForm | None:
    return form


AsForm = Annotated[PaperForm | None, Depends(_form)]


async def hand_over(request: Request, served: Services, layout: Layout, shown: BaseModel, form: PaperForm | None) -> Response:
    """Answer with a paper as the client prefers it.

    Args:
        request: The request, in whose language the paper is laid out.
        served: The services.
        layout: The paper.
        shown: What JSON has of it.
        form: As which file it is asked for; None where `Accept` says what is wanted.

    Raises:
        Refusal: `busy`, when too many are being set.
    """
    kind = {PaperForm.PDF: PDF, PaperForm.DOCX: word.MEDIA_TYPE}[form] if form else preferred(request, _OFFERED)
    if kind == PLAIN:
        return page(request, layout.text)
    if kind == JSON:
        return Response(shown.model_dump_json(), media_type=JSON, headers=negotiated(request))
    made = await _set(served, _MADE[kind], layout)
    name = quote(f"{layout.title.replace('/', '-')}.{PaperForm.PDF if kind == PDF else PaperForm.DOCX}")
    headers = negotiated(request) | {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return or_unchanged(request, Response(made, media_type=kind, headers=headers), f'"{hashlib.sha256(made).hexdigest()}"')


async def _set(served: Services, make: Callable[[Layout, date], bytes], layout: Layout) -> bytes:
    """Return a paper as a file; others are served while it is set."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await served.papers.acquire()
    except TimeoutError:
        raise Refusal(Code.BUSY, _BUSY, retry_after=_WORTH_WAITING) from None
    try:
        # A draft without a day is made today.
        return await asyncio.to_thread(make, layout, layout.day or datetime.now(BEIJING).date())
    finally:
        served.papers.release()
