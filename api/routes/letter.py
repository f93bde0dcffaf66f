"""文书。The letters of cases, in the reader's language, as pages or as JSON: the latest one, and every one that was issued."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.schemas.application import LetterShown
from api.schemas.case import LetterIssued, PaperShown
from api.views import letter as letters
from api.views.application_letter import letter_of
from api.views.case import event_named
from api.views.clawback import owed_of
from api.web.negotiation import PAGE_OR_JSON, page_or_json
from api.web.permissions import Signed, found, may, visible
from api.web.problems import language_of
from api.web.services import Served
from models.queries import application as applications
from models.queries import case, history
from policy.letters.paper import document_number, set_paper

router = APIRouter()
Sequence = Annotated[int, Path(ge=1, le=100_000, description="已发文书列表中的序号 As the list of letters gives it")]


@router.get(
    "/applications/{reference}/letter",
    operation_id="get_letter",
    summary="决定通知书 The letter",
    response_model=LetterShown,
    responses=PAGE_OR_JSON,
    tags=["applications"],
    **may("application:read"),
)
async def get_letter(reference: str, request: Request, served: Served, actor: Signed) -> Response:
    """Write the letter of an application at its stage from what is stored, in the language of Accept-Language.

    Every one that was issued is at `GET /cases/{reference}/letters`.
    """
    language = language_of(request)
    async with served.database.reading() as session:
        row = visible(await applications.find(session, reference), actor)
        standing, paper = await letter_of(session, row, (await history.of(session, row)).today, served.bodies, language)
    text = set_paper(paper, language)
    shown = LetterShown.model_validate({"number": row.number, "standing": standing, "language": language, "text": text})
    return page_or_json(request, text, shown)


@router.get(
    "/cases/{reference}/letter",
    operation_id="get_case_letter",
    summary="案件文书 The paper of a case",
    response_model=PaperShown,
    responses=PAGE_OR_JSON,
    tags=["cases"],
    **may("case:read"),
)
async def get_case_letter(reference: str, request: Request, served: Served, actor: Signed) -> Response:
    """Write the latest paper of a case: the letter of an application, the notice of a clawback, a re-decision, a breach or a refund.

    Every one that was issued is at `GET /cases/{reference}/letters`.
    """
    language = language_of(request)
    async with served.database.reading() as session:
        row = visible(await case.find_any(session, reference), actor)
        paper = await letters.paper_of(session, row, served.bodies, language, await owed_of(session, served, row))
    text = set_paper(paper, language)
    return page_or_json(request, text, letters.paper_shown(row, language, text))


@router.get(
    "/cases/{reference}/letters", operation_id="list_letters", summary="已发文书 Letters of a case", tags=["cases"], **may("case:read")
)
async def list_letters(reference: str, request: Request, served: Served, actor: Signed) -> list[LetterIssued]:
    """List every letter that a case has issued, oldest first, of whichever process: what became of the case since changes none of them.

    A letter that only tells how far a case has come is none that was issued: it is at `…/letter`, until the next one takes its place.
    """
    language = language_of(request)
    async with served.database.reading() as session:
        row = visible(await case.find_any(session, reference), actor)
        issued = await letters.issued(session, row, served.bodies, language)
    return [
        LetterIssued.model_validate(
            {
                "sequence": event.sequence,
                "document_no": document_number(paper, language),
                "title": paper.title,
                "language": language,
                "issued_on": paper.day,
                "event": event_named(row.process, event.event),
            }
        )
        for event, paper in issued
    ]


@router.get(
    "/cases/{reference}/letters/{sequence}",
    operation_id="get_issued_letter",
    summary="一件已发文书 One letter of a case",
    response_model=PaperShown,
    responses=PAGE_OR_JSON,
    tags=["cases"],
    **may("case:read"),
)
async def get_issued_letter(reference: str, sequence: Sequence, request: Request, served: Served, actor: Signed) -> Response:
    """Write a letter as it was issued, by the `sequence` that the list gives it."""
    language = language_of(request)
    async with served.database.reading() as session:
        row = visible(await case.find_any(session, reference), actor)
        paper = found(await letters.issued_by(session, row, sequence, served.bodies, language))
    text = set_paper(paper, language)
    return page_or_json(request, text, letters.paper_shown(row, language, text))
