"""开放数据。Open data: the description of what is published of awards, and the files, for everybody and cheap to ask for again."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from api.answers import StillRunning
from api.schemas.base import List
from api.schemas.open_data import OpenDataEditionShown, OpenDataPublishedShown
from api.web.entity_tags import is_known
from api.web.idempotency import Answer, RunOnce
from api.web.media_types import A_FILE
from api.web.pagination import Cursor, Limit, cut, page_of
from api.web.permissions import found, may
from api.web.reads import ReadRoute
from api.web.services import Served, Services
from models.queries import open_data as editions
from models.tables import OpenDataEdition
from policy.errors import Refusal
from policy.open_data.dataset import MEDIA_TYPES, dataset
from policy.open_data.publisher import Publisher
from policy.working_days import BEIJING

router = APIRouter(tags=["open data"])

DESCRIBED: Final = "application/ld+json"
IfNoneMatch = Annotated[str | None, Header(description="已有版本的 ETag The ETags of what one has already", examples=['"a1b2"'])]
_UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {304: {"description": "没有变化 Nothing has changed"}}
_FILES: Final = _UNCHANGED | {200: {"content": dict.fromkeys(MEDIA_TYPES.values(), A_FILE), "description": "360Giving JSON, CSV"}}
# How long it stands that there was nothing to publish, before whoever asks has it looked at again.
_QUIET: Final = timedelta(minutes=10)


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
    async with served.database.reading() as session:
        issued_at = await editions.first_made_at(session) or edition.made_at
    shown = dataset(Publisher(**edition.publisher), edition.awards, issued_at, edition.made_at, edition.checked_at)
    return JSONResponse(shown, media_type=DESCRIBED, headers=_kept(tag))


@router.get(
    "/open-data/awards.{form}",
    operation_id="get_open_awards",
    summary="公开的支持 The awards that are published",
    response_class=Response,
    responses=_FILES,
    **may("public"),
)
async def get_open_awards(form: AwardsFormat, request: Request, served: Served, if_none_match: IfNoneMatch = None) -> Response:
    """Return every published award, as 360Giving JSON or as CSV: those whose notice cleared and that were paid.

    Amounts are exact decimals in yuan. What came back of an award stays with it, with when and why. Persons are not in it.
    """
    return _file(served, request, await _edition(served), form, if_none_match, "awards")


async def list_open_data_editions(served: Served, limit: Limit = 20, cursor: Cursor = None) -> List[OpenDataEditionShown]:
    """List what was published of awards, the newest first: of each day on which something changed, the last edition."""
    async with served.database.reading() as session:
        rows = await editions.page_of_editions(session, page_of(served.cursor_key, limit, cursor))
    kept, following = cut(served.cursor_key, rows, limit, lambda row: row.id)
    return List(items=[_shown(row) for row in kept], next_cursor=following)


# Given out whole as every list is, while files are given out as they are kept.
router.add_api_route(
    "/open-data/editions",
    list_open_data_editions,
    methods=["GET"],
    route_class_override=ReadRoute,
    operation_id="list_open_data_editions",
    summary="历次公开 The editions, by their days",
    **may("public"),
)


@router.get(
    "/open-data/editions/{day}/awards.{form}",
    operation_id="get_open_awards_of_day",
    summary="某日公开的支持 The awards that were published on a day",
    response_class=Response,
    responses=_FILES,
    **may("public"),
)
async def get_open_awards_of_day(
    day: date, form: AwardsFormat, request: Request, served: Served, if_none_match: IfNoneMatch = None
) -> Response:
    """Return the awards as they were published when a day was over, by Beijing's calendar; of this day, as they are now."""
    async with served.database.reading() as session:
        edition = await editions.edition_on(session, day) if day <= datetime.now(BEIJING).date() else None
    return _file(served, request, found(edition), form, if_none_match, f"awards-{day}")


@router.post(
    "/open-data/editions",
    operation_id="publish_open_data",
    summary="立即发布开放数据 Publish open data now",
    response_model=OpenDataPublishedShown,
    **may("open_data:publish"),
)
async def publish_open_data(served: Served, once: RunOnce) -> JSONResponse:
    """Publish what there is to be published of awards now, without waiting for the night; where nothing has changed, nothing is."""

    async def run() -> Answer:
        done = await served.cases.publish_open_data()
        return Answer(200, OpenDataPublishedShown(awards=done.awards, is_new=done.is_new), {})

    return await once.across(run)


for _path, _read in (
    ("/open-data", get_open_data),
    ("/open-data/awards.{form}", get_open_awards),
    ("/open-data/editions", list_open_data_editions),
    ("/open-data/editions/{day}/awards.{form}", get_open_awards_of_day),
):
    # Whoever keeps a catalogue asks whether an address is still there without having what it holds sent.
    router.add_api_route(_path, _read, methods=["HEAD"], include_in_schema=False, **may("public"))


async def _edition(served: Services) -> OpenDataEdition:
    """Return what is published. While that is nothing, whoever asks has it published, if nobody has for a while.

    Raises:
        Refusal: `not_found`, while there is no award in it: the standard knows no package without a grant.
    """
    async with served.database.reading() as session:
        edition = await editions.edition(session)
    if edition is None or (not edition.awards and edition.checked_at < datetime.now(UTC) - _QUIET):
        with contextlib.suppress(Refusal, StillRunning):
            await served.cases.publish_open_data()
        async with served.database.reading() as session:
            edition = await editions.edition(session)
    return found(edition if edition and edition.awards else None)


def _file(
    served: Services, request: Request, edition: OpenDataEdition, form: AwardsFormat, if_none_match: str | None, name: str
) -> Response:
    tag = f'"{edition.id}-{form}"'
    if is_known(if_none_match, tag):
        return _unchanged(tag)
    headers = _kept(tag) | {"Content-Disposition": f"attachment; filename={name}.{form}"}
    if request.method == "HEAD":
        return Response(media_type=MEDIA_TYPES[form], headers=headers)
    return StreamingResponse(_parts(served, edition, form), media_type=MEDIA_TYPES[form], headers=headers)


def _shown(edition: OpenDataEdition) -> OpenDataEditionShown:
    day = edition.made_at.astimezone(BEIJING).date()
    base = edition.publisher["base_url"]
    return OpenDataEditionShown(
        day=day,
        awards=edition.awards,
        made_at=edition.made_at,
        checked_at=edition.checked_at,
        files={form: f"{base}/open-data/editions/{day}/awards.{form}" for form in MEDIA_TYPES},
    )


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
