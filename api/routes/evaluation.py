"""政策评估。Evaluations: opened by an approver or a Schedule, and read by everybody once they are published."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.reports.content import report_of, summary_of
from api.reports.page import MEDIA_TYPE as PAGE
from api.reports.page import page
from api.reports.pdf import pdf
from api.reports.workbook import workbook
from api.schemas.base import List
from api.schemas.evaluation import (
    CountedCase,
    EvaluatedYear,
    EvaluationGiven,
    EvaluationInFull,
    EvaluationShown,
    OutcomeReportInFull,
    OutcomeReportShown,
)
from api.spreadsheets import workbooks
from api.typesetting import PDF
from api.views import evaluation as views
from api.views.case import stage
from api.web.filters import OfCase, OfItem, OfNumber, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.media_types import A_FILE
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import PerhapsSigned, Signed, found, handled, may, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import evaluation as drafts
from models.queries import case
from models.queries import evaluation as evaluations
from models.queries.evaluation_figures import Cohort, counted
from models.queries.page import Sort
from models.session import Session
from models.tables import Evaluation, OutcomeReport
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import items_of_clause
from policy.processes.evaluation.figures import FigureCode
from policy.processes.evaluation.lifecycle import EVALUATION, Event, Stage
from policy.processes.evaluation.naming import require_begun
from policy.processes.kernel.permissions import may_in
from policy.processes.outcome_report.lifecycle import OUTCOME_REPORT
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["evaluations"], route_class=ReadRoute)

OfClause = Annotated[int | None, Query(ge=1, le=20, description="条款 Only of this clause")]
OfYear = Annotated[int | None, Query(ge=2022, le=2100, description="评估年度 Only for this year")]


@router.post(
    "/evaluations",
    status_code=201,
    operation_id="open_evaluation",
    summary="发起政策评估 Open an evaluation",
    response_model=EvaluationInFull,
    **may("evaluation:open"),
)
async def open_evaluation(given: EvaluationGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Open the evaluation of a clause for a year, or join the one that is there (200); before the year is over it is an interim one.

    Of interim ones one is open at a time. Once it has ended another may be opened, which supersedes it when it is published; the year is
    evaluated once more when it is over, whatever interim ones there were.

    Its figures are reckoned at once; then whoever was paid is asked for a report, the department evaluates, and the committee decides.
    """
    this_year = datetime.now(BEIJING).year
    require_begun(given.year, this_year)
    if not may_in(actor, "evaluation:open", items_of_clause(given.clause)[0].departments[0]):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门牵头的条款。", "Another department leads this clause."))

    async def run() -> Answer:
        async with served.database.writing() as session:
            row = await drafts.draft(session, actor, given.clause, given.year, interim=given.year == this_year)
        joined = row.stage != Stage.DRAFT
        if not joined:
            start = CaseStart.of(row, Stage.RECKONING, title=row.title.zh)
            try:
                await served.cases.submit(start, Message(Event.EVALUATION_OPENED, actor, once.request_key))
            except Refusal as refused:
                if refused.code is not Code.WRONG_STAGE:
                    raise
                # Somebody who asked at the same moment has opened it, and this one joins.
                joined = True
        async with served.database.reading() as session:
            shown = await views.in_full(session, visible(await case.find(session, Evaluation, row.number), actor))
        return Answer(200 if joined else 201, shown, {"Location": f"/evaluations/{row.number}"})

    return await once.across(run)


@router.get("/evaluations", operation_id="list_evaluations", summary="政策评估列表 List evaluations", **may("public"))
async def list_evaluations(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: PerhapsSigned,
    wanted: OfNumber,
    clause: OfClause = None,
    year: OfYear = None,
    stage: Annotated[str | None, OneOf(EVALUATION.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[EvaluationShown]:
    """List the published evaluations, the newest first; departments see their own before they are published."""
    where = {"clause": clause, "year": year, "stage": stage}
    page = page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await case.page(session, Evaluation, evaluations.visible_to(actor), where, page, wanted)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
        shown = await views.listed(session, kept)
    return List(items=shown, next_cursor=following)


@router.get("/evaluations/{reference}", operation_id="get_evaluation", summary="一项政策评估 One evaluation", **may("public"))
async def get_evaluation(reference: str, served: Served, actor: PerhapsSigned) -> EvaluationInFull | EvaluatedYear:
    """Show an evaluation: every figure with what it counts, what was reported and found, and what was decided with which minutes.

    By a year instead of a number or an id, show all evaluations of that year, in the order of the clauses.
    """
    async with served.database.snapshot() as session:
        rows = await _found(session, actor, reference)
        shown = [await views.in_full(session, row) for row in rows]
    return EvaluatedYear(year=rows[0].year, evaluations=shown) if _is_year(reference) else shown[0]


class SetAs(StrEnum):
    """How a report is set."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"


@router.get(
    "/evaluations/{reference}/report",
    operation_id="get_evaluation_report",
    summary="评估报告 The report of an evaluation",
    response_class=Response,
    responses={200: {"content": dict.fromkeys(("text/html", PDF, workbooks.MEDIA_TYPE), A_FILE)}},
    **may("public"),
)
async def get_evaluation_report(
    reference: str,
    served: Served,
    actor: PerhapsSigned,
    set_as: Annotated[SetAs, Query(alias="format", description="网页、PDF或者工作簿 A page, a PDF or a workbook")] = SetAs.HTML,
    language: Annotated[Literal["zh", "en"], Query(description="语言 The language")] = "zh",
) -> Response:
    """Return the report of an evaluation, or by a year those of all its clauses: a page that prints, a PDF, or a workbook."""
    async with served.database.reading() as session:
        rows = await _found(session, actor, reference)
        reported = await evaluations.reported(session, rows)
    reports = [report_of(row, reported[row.id], language) for row in rows]
    summary = summary_of(rows, language)
    if set_as is SetAs.HTML:
        return Response(page(reports, summary), media_type=PAGE)
    name = f"evaluation-{reference}-{language}.{set_as}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    make, media_type = (pdf, PDF) if set_as is SetAs.PDF else (workbook, workbooks.MEDIA_TYPE)
    # Setting a document computes for a while, and others are served meanwhile.
    async with served.sheets:
        return Response(await asyncio.to_thread(make, reports, summary), media_type=media_type, headers=headers)


@router.get(
    "/evaluations/{reference}/figures/{figure}/cases",
    operation_id="list_counted_cases",
    summary="指标所计案件 The cases a figure counts",
    **may("evaluation:read"),
)
async def list_counted_cases(
    reference: str,
    figure: str,
    served: Served,
    actor: Signed,
    item: OfItem = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[CountedCase]:
    """List the cases that a figure of the clause, or of one of its items, counts, as they stood when it was reckoned, by their ids."""
    page = page_of(served.cursor_key, limit, cursor)
    async with served.database.reading() as session:
        row = handled(await case.find(session, Evaluation, reference), actor, "evaluation:read")
        if row.reckoned_at is None:
            raise Refusal(Code.WRONG_STAGE, Text("指标尚未核算。", "Its figures are not reckoned yet."))
        code = FigureCode.read(figure)
        reckoned = row.counted if item is None else row.by_item.get(item, [])
        found(next((one for one in reckoned if one.code == code), None))
        rows = await counted(session, Cohort((row.clause,), row.year, row.reckoned_at), code, page.after, page.limit, item)
    kept, following = cut(served.cursor_key, rows, limit, lambda one: one.id)
    return List(
        items=[CountedCase.model_validate(one._asdict() | {"stage": stage(one.process, one.stage)}) for one in kept], next_cursor=following
    )


@router.get(
    "/outcome-reports", operation_id="list_outcome_reports", summary="绩效自评列表 List outcome reports", **may("outcome_report:read")
)
async def list_outcome_reports(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfCase,
    clause: OfClause = None,
    year: OfYear = None,
    stage: Annotated[str | None, OneOf(OUTCOME_REPORT.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[OutcomeReportShown]:
    """List the outcome reports the signed-in person may see, newest first: a recipient its own, a department those of its clauses."""
    page, where = page_of(served.cursor_key, limit, cursor, sort), {"clause": clause, "year": year, "stage": stage}
    async with served.database.reading() as session:
        rows = await case.page(session, OutcomeReport, evaluations.reports_visible_to(actor), where, page, wanted)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
        shown = await views.reports(session, kept)
    return List(items=shown, next_cursor=following)


@router.get(
    "/outcome-reports/{reference}",
    operation_id="get_outcome_report",
    summary="一份绩效自评 One outcome report",
    **may("outcome_report:read"),
)
async def get_outcome_report(reference: str, served: Served, actor: Signed) -> OutcomeReportInFull:
    """Show an outcome report: what was given, what was promised, what was reached, with figures by year."""
    async with served.database.snapshot() as session:
        return await views.report_in_full(session, visible(await case.find(session, OutcomeReport, reference), actor))


_DIGITS_OF_A_YEAR: Final = 4


def _is_year(reference: str) -> bool:
    return reference.isdecimal() and reference.isascii() and len(reference) == _DIGITS_OF_A_YEAR


async def _found(session: Session, actor: Actor | None, reference: str) -> Sequence[Evaluation]:
    """Return the evaluation of a number or an id, or those of a year, as far as they exist for somebody.

    Raises:
        Refusal: `not_found`, when there are none.
    """
    if not _is_year(reference):
        return [found(await evaluations.find(session, actor, reference))]
    rows = await evaluations.of_year(session, actor, int(reference))
    return rows or [found(None)]
