"""回调。Where the systems of enterprises and departments hear that there is a message (standardwebhooks.com)."""

from __future__ import annotations

import uuid

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.schemas.base import List
from api.schemas.delivery import DeliveryShown
from api.schemas.webhook import WebhookGiven, WebhookRegistered, WebhookShown
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import Cursor, Limit, cut, page_of
from api.web.permissions import Signed, found, may
from api.web.reads import ReadRoute
from api.web.services import Served, Services
from models.commands import webhook as commands
from models.queries import webhook as webhooks
from models.session import Session
from models.tables import Webhook
from policy.actors import Actor, Role
from policy.credit_code import is_of_person
from policy.errors import Code, Fault, Refusal
from policy.text import Text
from policy.webhooks import MOST_OF_ONE, why_not_url

router = APIRouter(prefix="/webhooks", tags=["messages"], route_class=ReadRoute)


@router.post(
    "",
    status_code=201,
    operation_id="register_webhook",
    summary="登记回调地址 Register",
    response_model=WebhookRegistered,
    **may("webhook:keep"),
)
async def register_webhook(given: WebhookGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Register where a system of one's enterprise, or of one's department, hears that there is a message for it.

    It is sent `{"type": "message.sent", "timestamp": …, "data": {"message_id": …, "case_id": …}}`, and reads the rest as whoever signs in.
    Each is signed as Standard Webhooks says, is tried for two days, and may come twice under one `webhook-id`. The secret is told once.
    """
    _require_fit(served, given.url)
    enterprise, department = _owner(actor, given.department)
    once.personal = True

    async def run(session: Session) -> Answer:
        if await webhooks.count(session, enterprise, department) >= MOST_OF_ONE:
            raise _unfit("url", Text(f"至多登记{MOST_OF_ONE}个回调地址", f"one of {MOST_OF_ONE} at most"))
        if await webhooks.is_registered(session, given.url, enterprise, department):
            raise _unfit("url", Text("该地址已经登记", "is registered already"))
        row, secret = await commands.register(session, served.database.seal, actor, given.url, enterprise=enterprise, department=department)
        return Answer(201, _with_secret(row, secret), {"Location": f"/webhooks/{row.id}"})

    return await once.in_transaction(run)


@router.get("", operation_id="list_webhooks", summary="回调地址列表 List webhooks", **may("webhook:keep"))
async def list_webhooks(served: Served, actor: Signed, limit: Limit = 20, cursor: Cursor = None) -> List[WebhookShown]:
    """List the addresses of one's enterprise and of the departments in which one is an officer, newest first."""
    async with served.database.reading() as session:
        rows = await webhooks.page(session, actor, page_of(served.cursor_key, limit, cursor))
    kept, following = cut(served.cursor_key, rows, limit, lambda row: row.id)
    return List(items=[WebhookShown.model_validate(row) for row in kept], next_cursor=following)


@router.get("/{webhook_id}", operation_id="get_webhook", summary="一个回调地址 One webhook", **may("webhook:keep"))
async def get_webhook(webhook_id: uuid.UUID, served: Served, actor: Signed) -> WebhookShown:
    """Show an address, and whether it takes what it is sent."""
    async with served.database.reading() as session:
        return WebhookShown.model_validate(found(await webhooks.find(session, actor, webhook_id)))


@router.delete("/{webhook_id}", status_code=204, operation_id="delete_webhook", summary="删除 Delete", **may("webhook:keep"))
async def delete_webhook(webhook_id: uuid.UUID, served: Served, actor: Signed) -> None:
    """Forget an address: from now on it is sent nothing."""
    async with served.database.writing() as session:
        await commands.delete(session, found(await webhooks.find(session, actor, webhook_id)))


@router.post(
    "/{webhook_id}/secret",
    status_code=201,
    operation_id="rotate_webhook_secret",
    summary="更换密钥 Rotate the secret",
    response_model=WebhookRegistered,
    **may("webhook:keep"),
)
async def rotate_webhook_secret(webhook_id: uuid.UUID, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Give an address another secret; for a day the one before signs as well, beside it."""
    once.personal = True

    async def run(session: Session) -> Answer:
        row = found(await webhooks.find(session, actor, webhook_id))
        secret = await commands.rotate(session, served.database.seal, row)
        await session.flush()
        return Answer(201, _with_secret(row, secret), {})

    return await once.in_transaction(run)


@router.post(
    "/{webhook_id}/ping",
    status_code=202,
    operation_id="ping_webhook",
    summary="测试 Try it out",
    response_model=DeliveryShown,
    **may("webhook:keep"),
)
async def ping_webhook(webhook_id: uuid.UUID, actor: Signed, once: RunOnce) -> JSONResponse:
    """Send an address `{"type": "ping", …}` within seconds; `GET /webhooks/{webhook_id}/deliveries` says what came of it.

    One that was given up is told everything again once it has taken one.
    """

    async def run(session: Session) -> Answer:
        row = found(await webhooks.find(session, actor, webhook_id))
        return Answer(202, DeliveryShown.model_validate(await commands.ping(session, row)), {})

    return await once.in_transaction(run)


@router.get(
    "/{webhook_id}/deliveries", operation_id="list_webhook_deliveries", summary="投递列表 What was sent to it", **may("webhook:keep")
)
async def list_webhook_deliveries(
    webhook_id: uuid.UUID, served: Served, actor: Signed, limit: Limit = 20, cursor: Cursor = None
) -> List[DeliveryShown]:
    """List what was sent to an address, newest first, and what came of it."""
    async with served.database.reading() as session:
        row = found(await webhooks.find(session, actor, webhook_id))
        rows = await webhooks.deliveries(session, row.id, page_of(served.cursor_key, limit, cursor))
    kept, following = cut(served.cursor_key, rows, limit, lambda one: one.id)
    return List(items=[DeliveryShown.model_validate(one) for one in kept], next_cursor=following)


def _owner(actor: Actor, department: str | None) -> tuple[str | None, str | None]:
    """Return for which enterprise, or for which department, somebody may register an address.

    Raises:
        Refusal: `forbidden`.
    """
    if department is not None and department in actor.departments_as(Role.OFFICER):
        return None, department
    speaks = actor.is_a(Role.APPLICANT) and actor.enterprise is not None and not is_of_person(actor.enterprise)
    if department is not None or not speaks or actor.successor is not None:
        raise Refusal(
            Code.FORBIDDEN, Text("只能为本单位或者本部门登记。", "It may be registered for one's own enterprise or department alone.")
        )
    return actor.enterprise, None


def _require_fit(served: Services, url: str) -> None:
    if fault := why_not_url(url, loopback=served.webhooks_at_loopback):
        raise _unfit("url", fault)


def _unfit(field: str, fault: Text) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("回调地址不能登记。", "The webhook cannot be registered."), [Fault(field, fault)])


def _with_secret(row: Webhook, secret: str) -> WebhookRegistered:
    return WebhookRegistered(**WebhookShown.model_validate(row).model_dump(), secret=secret)
