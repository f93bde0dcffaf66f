"""请求。How people ask a running case for something that no task waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from api.views import case as case_views
from api.web.idempotency import Answer, Once
from api.web.services import Services
from models.tables import Case
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.registry import LIFECYCLES
from policy.text import Text


async def register_of(served: Services, codes: Collection[str]) -> dict[str, dict[str, Any] | None]:
    """Return what the business register says of some organisations, by code; None for whom it definitely does not know.

    Raises:
        Refusal: `busy`, while it is silent.
    """
    told = await asyncio.gather(*(served.register.of(code) for code in codes))
    return {code: registered.as_dict() if registered else None for code, registered in zip(codes, told, strict=True)}


async def ask(once: Once, actor: Actor, row: Case, update: str, event: str, detail: dict[str, Any]) -> JSONResponse:
    """Ask a case for an event, once, and return its receipt.

    Args:
        once: The request.
        actor: Who asks.
        row: The case.
        update: By which of its updates: `request`, `hold` or `resume`.
        event: What is asked for.
        detail: Why, and what else belongs to it.

    Raises:
        Refusal: `wrong_stage` for a draft, which no process knows yet, and what the case refuses.
    """

    async def run() -> Answer:
        if row.stage == DRAFT:
            title = LIFECYCLES[row.process].title
            raise Refusal(Code.WRONG_STAGE, Text(f"{title.zh}还是草稿。", f"The {title.en.lower()} is a draft still."))
        message = Message(event, actor, once.request_key, None, detail)
        return Answer(200, case_views.receipt(await once.served.cases.ask(row, update, message)), {})

    return await once.across(run)
