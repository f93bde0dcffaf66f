"""文书。The letters of cases, in the reader's language, as JSON, as pages or as files: the newest one, and every one that was issued."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.schemas.application import LetterShown
from api.schemas.case import LetterIssued, PaperShown
from api.views import letter as letters
from api.views.application_letter import standing_of
from api.views.case import event_named
from api.web.papers import PAPER, AsForm, Sequence, hand_over
from api.web.permissions import Signed, found, may, readable
from api.web.problems import language_of
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import application as applications
from models.queries import case
from policy.letters.decision import Standing
from policy.letters.paper import document_number, laid_out
from policy.security_events import Kind

router = APIRouter(route_class=ReadRoute)


@router.get(
    "/applications/{reference}/letter",
    operation_id="get_letter",
    summary="决定通知书 The letter",
    response_model=LetterShown,
    responses=PAPER,
    tags=["applications"],
    **may("application:read"),
)
async def get_letter(reference: str, request: Request, served: Served, actor: Signed, form: AsForm) -> Response:
    """Write the newest letter that an application has issued, as it was issued, in the language of Accept-Language.

    Before there is one, it is a draft of how the application stands: it has no number, and says that it is no letter.
    Every one that was issued is at `GET /cases/{reference}/letters`.
    """
    language = language_of(request)
    async with served.database.reading() as session:
        row = await readable(session, await applications.find(session, reference), actor)
        event, paper = await letters.newest(session, row, served.bodies, language)
    served.watch.gave(request, Kind.LETTER_GIVEN, row.number)
    layout, standing = laid_out(paper, language), standing_of(event) if event else Standing.PENDING
    shown = {"number": row.number, "standing": standing, "language": language, "draft": paper.draft, "text": layout.text}
    return await hand_over(request, served, layout, LetterShown.model_validate(shown), form)


@router.get(
    "/cases/{reference}/letter",
    operation_id="get_case_letter",
    summary="案件文书 The paper of a case",
    response_model=PaperShown,
    responses=PAPER,
    tags=["cases"],
    **may("case:read"),
)
async def get_case_letter(reference: str, request: Request, served: Served, actor: Signed, form: AsForm) -> Response:
    """Write the newest paper that a case has issued, as it was issued: the last of `GET /cases/{reference}/letters`.

    Before an application has issued one, it is a draft of how it stands: it has no number, and says that it is no letter.
    """
    language = language_of(request)
    async with served.database.reading() as session:
        row = await readable(session, await case.find_any(session, reference), actor)
        _, paper = await letters.newest(session, row, served.bodies, language)
    served.watch.gave(request, Kind.LETTER_GIVEN, row.number)
    layout = laid_out(paper, language)
    return await hand_over(request, served, layout, letters.paper_shown(row, paper, layout), form)


@router.get(
    "/cases/{reference}/letters", operation_id="list_letters", summary="已发文书 Letters of a case", tags=["cases"], **may("case:read")
)
async def list_letters(reference: str, request: Request, served: Served, actor: Signed) -> list[LetterIssued]:
    """List every letter that a case has issued, oldest first, of whichever process: what became of the case since changes none of them.

    One that was taken back, or whose place another took, says by which. The last of them is at `…/letter`, too.
    """
    language = language_of(request)
    async with served.database.reading() as session:
        row = await readable(session, await case.find_any(session, reference), actor)
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
                "replaced_by": paper.replaced_by or None,
            }
        )
        for event, paper in issued
    ]


@router.get(
    "/cases/{reference}/letters/{sequence}",
    operation_id="get_issued_letter",
    summary="一件已发文书 One letter of a case",
    response_model=PaperShown,
    responses=PAPER,
    tags=["cases"],
    **may("case:read"),
)
async def get_issued_letter(reference: str, sequence: Sequence, request: Request, served: Served, actor: Signed, form: AsForm) -> Response:
    """Write a letter as it was issued, by the `sequence` that the list gives it."""
    language = language_of(request)
    async with served.database.reading() as session:
        row = await readable(session, await case.find_any(session, reference), actor)
        paper = found(await letters.issued_by(session, row, sequence, served.bodies, language))
    served.watch.gave(request, Kind.LETTER_GIVEN, row.number)
    layout = laid_out(paper, language)
    return await hand_over(request, served, layout, letters.paper_shown(row, paper, layout), form)
