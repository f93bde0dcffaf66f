"""国库回调验签。How a treasury callback is verified: by its signature, its age and its content.

The header is `X-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`; several `v1` may stand side by side while a
secret is being rotated.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NoReturn, cast

from policy.errors import Code, Fault, Refusal
from policy.text import Text

LARGEST_FEN = 9_000_000_000_000_000
LONGEST_TEXT = 500
TOLERANCE_SECONDS = 300

CallbackStatus = Literal["paid", "returned", "rejected"]

_STATUSES = frozenset({"paid", "returned", "rejected"})
_TIME = re.compile(r"[0-9]{1,12}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class CallbackBody:
    """What the treasury reports of an instruction.

    Attributes:
        instruction_no: Our number of the instruction.
        status: The status the treasury reports.
        amount_fen: Amount in fen; to be compared with what was instructed.
        at: When it happened, with an offset.
        bank_reference: The bank's number of the payment, if there was one.
        reason: Why it was returned or rejected.
    """

    instruction_no: str
    status: CallbackStatus
    amount_fen: int
    at: datetime
    bank_reference: str | None
    reason: str | None


def verify_callback(secret: str, header: str | None, body: bytes, now: datetime, tolerance: int = TOLERANCE_SECONDS) -> CallbackBody:
    """Return the content of a genuine callback.

    Args:
        secret: Key shared with the treasury.
        header: Value of `X-Signature`, None if there is none.
        body: The exact bytes received.
        now: The present instant, with an offset.
        tolerance: How far the signature's time may lie from `now`, in seconds, either way.

    Raises:
        Refusal: `bad_signature` if it is missing, wrong or stale; `malformed` if a genuine body is not a JSON object;
            `invalid_input` if a genuine body has a missing or wrong field.
    """
    signed_at, signatures = _parse_header(header)
    expected = hmac.new(secret.encode(), f"{signed_at}.".encode() + body, hashlib.sha256).hexdigest().encode()
    # Every signature is compared, so that the time taken tells nothing about which one matched.
    matches = [hmac.compare_digest(expected, signature.encode(errors="replace")) for signature in signatures]
    if not secret or not any(matches):
        _refuse_signature("签名不符", "The signature does not match")
    if abs(now.timestamp() - int(signed_at)) > tolerance:
        _refuse_signature("签名已过期", "The signature is too old or too new")
    return _read(_parse_json(body))


def _parse_header(header: str | None) -> tuple[str, list[str]]:
    parts = [part.strip().partition("=") for part in (header or "").split(",")]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not _TIME.fullmatch(times[0]) or not signatures:
        _refuse_signature("缺少签名或格式错误", "The signature is missing or malformed")
    return times[0], signatures


def _refuse_signature(zh: str, en: str) -> NoReturn:
    raise Refusal(code=Code.BAD_SIGNATURE, detail=Text(zh, en))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _parse_json(body: bytes) -> Mapping[str, object]:
    try:
        parsed = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise Refusal(code=Code.MALFORMED, detail=Text("回调内容不是 JSON 对象", "The callback is not a JSON object"))
    return parsed


def _read(fields: Mapping[str, object]) -> CallbackBody:
    faults: list[Fault] = []

    def fault(name: str, zh: str, en: str) -> None:
        faults.append(Fault(name, Text(zh, en)))

    instruction_no, status, amount_fen = fields.get("instruction_no"), fields.get("status"), fields.get("amount_fen")
    if not _is_text(instruction_no):
        fault("instruction_no", "应为非空文本", "Must be a non-empty text")
    if not isinstance(status, str) or status not in _STATUSES:
        fault("status", "应为已付款、已退回、已拒付三种状态之一", "Must be paid, returned or rejected")
    if not _is_amount(amount_fen):
        fault("amount_fen", "应为正整数（分）", "Must be a positive integer in fen")
    at = _instant(fields.get("at"))
    if at is None:
        fault("at", "应为带时区的时间", "Must be an instant with an offset")
    for name in ("bank_reference", "reason"):
        if fields.get(name) is not None and not _is_text(fields[name]):
            fault(name, "应为文本", "Must be a text")
    if status == "paid" and fields.get("bank_reference") is None:
        fault("bank_reference", "已付款应有银行流水号", "A payment must have a bank reference")
    if faults or at is None:
        raise Refusal(code=Code.INVALID_INPUT, detail=Text("回调字段有误", "Fields of the callback are wrong"), faults=faults)
    return CallbackBody(
        instruction_no=cast("str", instruction_no),
        status=cast("CallbackStatus", status),
        amount_fen=cast("int", amount_fen),
        at=at,
        bank_reference=cast("str | None", fields.get("bank_reference")),
        reason=cast("str | None", fields.get("reason")),
    )


def _is_text(value: object) -> bool:
    # No database takes NUL or half of a surrogate pair, both of which JSON can spell.
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT and not _UNSTORABLE.search(value)


def _is_amount(value: object) -> bool:
    # JSON's true is an int to Python, but no amount.
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_FEN


def _instant(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
