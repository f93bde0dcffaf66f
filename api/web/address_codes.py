"""验证码。Proves that somebody can be reached where they say: a code that only whoever reads that telephone or mailbox has.

Nothing is kept: a code is reckoned from what it is for, the address and the time, with a key of ours. It can be guessed a few times only.
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
_TITLE: Final = Text("科技政策资金系统：验证码", "Area grants: your code")


async def send_code(served: Services, purpose: str, address: str, said: Text, language: str = "zh") -> None:
    """Send a code to a telephone or a mailbox.

    Args:
        served: The services.
        purpose: What it is for; it is good for nothing else.
        address: The telephone or mailbox.
        said: What the message says around the code, `{code}`.
        language: In which language.

    Raises:
        Refusal: `too_many_requests` for an address that was sent several, `busy` when none can be sent.
    """
    await require_within(served, _SENDING, address_digest(served, address))
    text = said.in_language(language).format(code=_code(served, purpose, address, _window()))
    if _is_mailbox(address):
        await served.mails.send(address, _TITLE.in_language(language), text)
    else:
        await served.texts.send(address, text)


async def require_code(served: Services, purpose: str, address: str, code: str | None) -> None:
    """Refuse whoever does not have the code that was sent to a telephone or a mailbox.

    Raises:
        Refusal: `invalid_input`; `too_many_requests` for whoever guesses.
    """
    if code is not None:
        await require_within(served, _GUESSING, f"{purpose} {address_digest(served, address)}")
        now = _window()
        if any(hmac.compare_digest(code, _code(served, purpose, address, window)) for window in (now, now - 1)):
            return
    if _is_mailbox(address):
        field, where = "email_code", Text("该邮箱", "the mailbox")
        detail = Text("邮箱未经验证。", "The mailbox is not verified.")
    else:
        field, where = "code", Text("该手机", "the telephone")
        detail = Text("手机号码未经验证。", "The telephone is not verified.")
    wrong = (
        Text(f"请填写发送到{where.zh}的验证码", f"must be the code that was sent to {where.en}")
        if code is None
        else Text("验证码不正确或者已失效", "is not the code that was sent, or no longer valid")
    )
    raise Refusal(Code.INVALID_INPUT, detail, [Fault(field, wrong)])


def address_digest(served: Services, address: str) -> str:
    """Return what an address is told apart by, where it is not to be kept."""
    return hmac.new(served.cursor_key, f"phone {address}".encode(), hashlib.sha256).hexdigest()


def _is_mailbox(address: str) -> bool:
    return "@" in address


def _window() -> int:
    return int(time.time()) // (VALID_MINUTES * 60)


def _code(served: Services, purpose: str, address: str, window: int) -> str:
    digest = hmac.new(served.cursor_key, f"code {purpose} {address} {window}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"
