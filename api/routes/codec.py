"""解码。The decoder of what Temporal keeps encrypted: for a purpose, which is logged with who asked and of which processes."""

from __future__ import annotations

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Query, Request
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from temporalio.api.common.v1 import Payloads

from api.schemas.base import ShortText
from api.web.permissions import Signed, may
from api.web.services import Served
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import number_in
from policy.security_events import Kind
from policy.text import Text

router = APIRouter(tags=["operations"])
log = structlog.get_logger()


@router.post("/codec/decode", operation_id="decode_payloads", summary="解码 Decode", **may("codec:decode"))
async def decode_payloads(
    request: Request,
    served: Served,
    actor: Signed,
    purpose: Annotated[ShortText, Query(description="解码用途，记入日志 What for; it is logged", examples=["查明该件未办结的原因"])],
) -> dict[str, Any]:
    """Decode what Temporal keeps encrypted, for an operator who is signed in and says what for.

    Neither forms nor account numbers are in it: they do not go through Temporal.
    """
    try:
        body = await request.json()
        given = ParseDict(body if isinstance(body, dict) else {"": body}, Payloads())
        opened = MessageToDict(Payloads(payloads=await served.decode_payloads(given.payloads)))
    except (ParseError, ValueError, KeyError, TypeError) as error:
        raise Refusal(Code.INVALID_INPUT, Text("不是可解码的数据。", "These payloads cannot be decoded.")) from error
    workflows = sorted({payload.metadata["workflow"].decode() for payload in given.payloads if "workflow" in payload.metadata})
    for number in dict.fromkeys(map(number_in, workflows)) or [""]:
        served.watch.gave(request, Kind.PAYLOADS_DECODED, number)
    log.warning("payloads decoded", actor=actor.subject, purpose=purpose, workflows=workflows, payloads=len(given.payloads))
    return opened
