"""开放数据。Open data: the description of what is published of awards, and the files, for everybody and cheap to ask for again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse, StreamingResponse

from api.web.entity_tags import is_known
from api.web.media_types import A_FILE
from api.web.permissions import found, may
from api.web.services import Served, Services
from models.queries import open_data as editions
from models.tables import OpenDataEdition
from policy.open_data.dataset import MEDIA_TYPES, dataset
from policy.open_data.publisher import Publisher

router = APIRouter(tags=["open data"])

DESCRIBED: Final = "application/ld+json"
IfNoneMatch = Annotated[str | None, Header(description="已有版本的 ETag The ETags of what one has already", examples=['"a1b2"'])]
_UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "没有变化 Nothing has changed"}}


class AwardsFormat(StrEnum):
    """How the awards are written."""

    JSON = "json"
    CSV = "csv"


@router.get(
    "/open-data",
    operation_id="get_open_data",
    summary="开放数据集描述 The description of the open data",
    response_class=Response,
    responses=_UNCHANGED | {200: {"content": {DESCRIBED: {"schema": {"type": "object"}}}, "description": "DCAT, JSON-LD"}},
    **may("public"),
)
async def get_open_data(served: Served, if_none_match: IfNoneMatch = None) -> Response:
    """Describe what is published of awards by DCAT: licence, publisher, since when it has been as it is, and where its files are."""
    edition = await _edition(served)
    tag = f'"{edition.id}-{edition.checked_at.timestamp():.0f}"'
    if is_known(if_none_match, tag):
        return _unchanged(tag)
    shown = dataset(Publisher(**edition.publisher), edition.awards, edition.made_at, edition.checked_at)
    return JSONResponse(shown, media_type=DESCRIBED, headers=_kept(tag))


@router.get(
    "/open-data/awards.{form}",
    operation_id="get_open_awards",
    summary="公开的支持 The awards that are published",
    response_class=Response,
    responses=_UNCHANGED | {200: {"content": dict.fromkeys(MEDIA_TYPES.values(), A_FILE), "description": "360Giving JSON, CSV"}},
    **may("public"),
)
async def get_open_awards(form: AwardsFormat, served: Served, if_none_match: IfNoneMatch = None) -> Response:
    """Return every published award, as 360Giving JSON or as CSV: those whose notice cleared and that were paid.

    Amounts are exact decimals in yuan. What came back of an award stays with it, with when and why. Persons are not in it.
    """
    edition = await _edition(served)
    tag = f'"{edition.id}-{form}"'
    if is_known(if_none_match, tag):
        return _unchanged(tag)
    headers = _kept(tag) | {"Content-Disposition": f"attachment; filename=awards.{form}"}
    return StreamingResponse(_parts(served, edition, form), media_type=MEDIA_TYPES[form], headers=headers)


async def _edition(served: Services) -> OpenDataEdition:
    """Return what is published.

    Raises:
        Refusal: `not_found`, while there is no award in it: the standard knows no package without a grant.
    """
    async with served.database.reading() as session:
        edition = await editions.edition(session)
    return found(edition if edition and edition.awards else None)


async def _parts(served: Services, edition: OpenDataEdition, form: str) -> AsyncIterator[bytes]:
    """Yield a file part by part: a slow reader keeps no connection to the database."""
    number = 0
    while True:
        async with served.database.reading() as session:
            part = await editions.part(session, edition.id, form, number)
        if part is None:
            return
        yield part
        number += 1


def _kept(tag: str) -> dict[str, str]:
    """Return the headers by which an answer may be kept and has to be asked about."""
    return {"ETag": tag, "Cache-Control": "public, no-cache"}


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers=_kept(tag))
