"""应用。The API put together: routes, errors, middleware, documentation pages that need no internet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi_offline import FastAPIOffline

from api.routes import (
    annual_run,
    application,
    benefit,
    budget,
    budget_document,
    calendar,
    call,
    case,
    change,
    clause,
    clawback,
    codec,
    commitment,
    dashboard,
    debarment,
    delivery,
    document,
    document_change,
    eligibility,
    enquiry,
    enterprise,
    evaluation,
    event,
    expert,
    filing,
    health,
    implementing_rule,
    instalment,
    investment,
    item,
    letter,
    loan,
    matching_project,
    meeting,
    message,
    natural_person,
    notice,
    open_data,
    people_import,
    person,
    preference,
    project,
    receipt,
    recognition,
    recognition_import,
    reconciliation,
    redecision,
    refund,
    request,
    revocation,
    saved_view,
    security_event,
    settlement,
    solution,
    submission,
    succession,
    suspension,
    target,
    task,
    voucher,
    voucher_spend,
    webhook,
    what_if,
    window,
)
from api.web import problems
from api.web.document import describe
from api.web.document_sent import send_document
from api.web.media_types import require_announced
from api.web.middleware import RequestId, StorableText
from api.web.open_to_pages import OpenToPages
from api.web.protection import Protection
from api.web.query_names import refuse_unknown
from api.web.services import Services

ROUTERS = (
    item,
    clause,
    eligibility,
    implementing_rule,
    suspension,
    investment,
    meeting,
    enterprise,
    evaluation,
    application,
    letter,
    call,
    solution,
    project,
    matching_project,
    case,
    change,
    document,
    submission,
    task,
    notice,
    open_data,
    commitment,
    dashboard,
    filing,
    succession,
    budget,
    budget_document,
    clawback,
    receipt,
    recognition,
    recognition_import,
    instalment,
    redecision,
    what_if,
    debarment,
    refund,
    enquiry,
    natural_person,
    document_change,
    benefit,
    window,
    loan,
    voucher,
    voucher_spend,
    settlement,
    reconciliation,
    people_import,
    person,
    expert,
    calendar,
    event,
    message,
    preference,
    webhook,
    delivery,
    saved_view,
    request,
    revocation,
    # Before annual runs, of which a path would take “targets” for one.
    target,
    annual_run,
    health,
    codec,
    security_event,
)
_DESCRIPTION = """
经开区科技创新政策（京技管〔2022〕8号）的申报、办理与拨付。

Applications for, handling and payment of the grants of 京技管〔2022〕8号. Amounts are integers in fen. Every error is an RFC 9457 problem
with a stable `code`; `title` and `detail` follow Accept-Language (zh by default, en). Creating POSTs take an `Idempotency-Key`.
"""
# Bytes; a smaller answer is a packet as it is.
_WORTH_PACKING = 1000
# What a page of another origin may read of an answer, besides what every browser lets it read.
_READ_BY_PAGES = ("ETag", "Location", "Retry-After", "WWW-Authenticate", "Content-Disposition", "Idempotency-Replayed", "X-Request-ID")


def create_app(
    serve: Callable[[], AbstractAsyncContextManager[Services]],
    *,
    origins: tuple[str, ...] = (),
    hosts: frozenset[str] = frozenset(),
) -> FastAPI:
    """Put the API together.

    Args:
        serve: Opens the services while the API runs.
        origins: Origins whose pages may ask from a browser.
        hosts: Names requests may be meant for; empty for any.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with serve() as services, services.watch.kept_in(services.database), services.presence.shown_in(services.database):
            app.state.services = services
            yield

    app = FastAPIOffline(
        title="etown-grants",
        version="0.1.0",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
        dependencies=[Depends(require_announced), Depends(refuse_unknown)],
        separate_input_output_schemas=False,
        # A path is what it is: a redirect would be to whatever host the request names.
        redirect_slashes=False,
    )
    for module in ROUTERS:
        app.include_router(module.router)
    build = app.openapi
    app.openapi = lambda: app.openapi_schema or describe(app, build())  # type: ignore[method-assign]
    send_document(app)
    problems.install(app)
    app.add_middleware(StorableText)
    app.add_middleware(Protection, hosts=hosts)
    app.add_middleware(RequestId)
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["*"],
            expose_headers=_READ_BY_PAGES,
            max_age=600,
        )
    app.add_middleware(OpenToPages)
    return app
