"""解码。The decoder the Temporal Web UI asks for what it keeps encrypted."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from temporalio.api.common.v1 import Payloads

from api.web.permissions import Signed, may
from api.web.services import Served
from policy.errors import Code, Refusal
from policy.text import Text

router = APIRouter(tags=["operations"])


@router.post("/codec/decode", operation_id="decode_payloads", summary="解码 Decode", **may("codec:decode"))
async def decode_payloads(request: Request, served: Served, actor: Signed) -> dict[str, Any]:  # noqa: ARG001 - the permit needs somebody
    """Decode what Temporal keeps encrypted, for an operator who is signed in."""
    try:
        body = await request.json()
        given = ParseDict(body if isinstance(body, dict) else {"": body}, Payloads())
        return MessageToDict(Payloads(payloads=await served.decode_payloads(given.payloads)))
    except (ParseError, ValueError, KeyError, TypeError) as error:
        raise Refusal(Code.INVALID_INPUT, Text("不是可解码的数据。", "These payloads cannot be decoded.")) from error
