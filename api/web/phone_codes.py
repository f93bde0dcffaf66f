"""短信验证码。Proves that somebody who is not signed in can be reached where they say: a code that only whoever reads that telephone has.

Nothing is kept: a code is reckoned from what it is for, the telephone and the time, with a key of ours. It can be guessed a few times only.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from datetime import timedelta
from typing import Final

from api.web.quotas import Quota, require_within
from api.web.services import Services
from policy.errors import Code, Fault, Refusal
from policy.text import Text

VALID_MINUTES: Final = 10
_SENDING: Final = Quota("phone", timedelta(minutes=10), at_once=3)
_GUESSING: Final = Quota("code", timedelta(minutes=10), at_once=5)


async def send_code(served: Services, purpose: str, phone: str, said: Text) -> None:
    """Send a code to a telephone.

    Args:
        served: The services.
        purpose: What it is for; it is good for nothing else.
        phone: The telephone.
        said: What the message says around the code, `{code}`.

    Raises:
        Refusal: `too_many_requests` for a telephone that was sent several, `busy` when none can be sent.
    """
    await require_within(served, _SENDING, phone_digest(served, phone))
    await served.texts.send(phone, said.zh.format(code=_code(served, purpose, phone, _window())))


async def require_code(served: Services, purpose: str, phone: str, code: str | None) -> None:
    """Refuse whoever does not have the code that was sent to a telephone.

    Raises:
        Refusal: `invalid_input`; `too_many_requests` for whoever guesses.
    """
    if code is not None:
        await require_within(served, _GUESSING, f"{purpose} {phone_digest(served, phone)}")
        now = _window()
        if any(hmac.compare_digest(code, _code(served, purpose, phone, window)) for window in (now, now - 1)):
            return
    wrong = (
        Text("请填写发送到该手机的验证码", "must be the code that was sent to the telephone")
        if code is None
        else Text("验证码不正确或者已失效", "is not the code that was sent, or no longer valid")
    )
    raise Refusal(Code.INVALID_INPUT, Text("手机号码未经验证。", "The telephone is not verified."), [Fault("code", wrong)])


def phone_digest(served: Services, phone: str) -> str:
    """Return what a telephone is told apart by, where its number is not to be kept."""
    return hmac.new(served.cursor_key, f"phone {phone}".encode(), hashlib.sha256).hexdigest()


def _window() -> int:
    return int(time.time()) // (VALID_MINUTES * 60)


def _code(served: Services, purpose: str, phone: str, window: int) -> str:
    digest = hmac.new(served.cursor_key, f"code {purpose} {phone} {window}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"
