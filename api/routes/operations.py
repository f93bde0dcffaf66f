"""运维。Whether the API lives and is ready, and the decoder the Temporal Web UI asks."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidTag
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from temporalio.api.common.v1 import Payloads

from api.web.permissions import Signed, may
from api.web.services import Served
from models.queries.health import UNREACHABLE
from policy.errors import Refusal
from policy.text import Text

router = APIRouter(tags=["operations"])


@router.get("/livez", operation_id="is_alive", summary="存活 Alive", **may("public"))
async def is_alive() -> dict[str, str]:
    """Say that the process lives; asks nothing else."""
    return {"status": "alive"}


@router.get("/readyz", operation_id="is_ready", summary="就绪 Ready", **may("public"))
async def is_ready(served: Served) -> Response:
    """Say whether the database is migrated and answers, and whether Temporal does."""
    try:
        database = await served.database.is_ready()
    except UNREACHABLE:
        database = False
    parts = {"database": database, "temporal": await served.cases.is_ready()}
    return JSONResponse({"ready": all(parts.values())} | parts, 200 if all(parts.values()) else 503)


@router.post("/codec/decode", operation_id="decode_payloads", summary="解码 Decode", **may("codec:decode"))
async def decode_payloads(request: Request, served: Served, actor: Signed) -> dict[str, Any]:  # noqa: ARG001 - the permit needs somebody
    """Decode what Temporal keeps encrypted, for an operator who is signed in."""
    try:
        body = await request.json()
        given = ParseDict(body if isinstance(body, dict) else {"": body}, Payloads())
        return MessageToDict(Payloads(payloads=await served.decode_payloads(given.payloads)))
    except (InvalidTag, ParseError, ValueError, KeyError, TypeError) as error:
        raise Refusal("invalid_input", Text("不是可解码的数据。", "These payloads cannot be decoded.")) from error
