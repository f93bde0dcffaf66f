"""回调。What is told to the systems of enterprises and departments, as Standard Webhooks has it: where to, and how it is signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from policy.text import Text

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what every secret begins with
SECRET_BYTES: Final = 32
BOTH_SIGN_FOR: Final = timedelta(days=1)
"""So long after a secret was replaced the one before signs too, so that a client need not change it at the same moment."""

DISABLED_AFTER: Final = timedelta(days=3)
"""What took nothing for so long is sent nothing more."""

MOST_OF_ONE: Final = 10

MESSAGE_SENT: Final = "message.sent"
PING: Final = "ping"

DISABLED: Final = "disabled"
"""Why nothing is sent to an address that took nothing for days."""

NOT_PUBLIC: Final = "not_public"
"""Why nothing is sent to a name that leads into a network of somebody's own."""

_NAME: Final = re.compile(r"([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}", re.ASCII)
_SIXTH_TO_FOURTH: Final = tuple(ipaddress.ip_network(net) for net in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48"))
"""Addresses of version 6 in which one of version 4 is hidden, that may be anywhere."""


def secret_of(drawn: bytes) -> str:
    """Return a secret as a client is given it."""
    return SECRET_PREFIX + base64.b64encode(drawn).decode()


def signatures(secrets: Collection[str], key: str, at: int, body: str) -> str:
    """Return what a client tells by that a message is ours and whole: a signature by each secret.

    Args:
        secrets: As clients were given them.
        key: The id of the message, the same at each try.
        at: When it is sent, in seconds since 1970.
        body: The message.
    """
    signed = f"{key}.{at}.{body}".encode()
    keys = (base64.b64decode(secret.removeprefix(SECRET_PREFIX)) for secret in secrets)
    return " ".join("v1," + base64.b64encode(hmac.new(one, signed, hashlib.sha256).digest()).decode() for one in keys)


def payload(event: str, occurred_at: datetime, **ids: object) -> str:
    """Return a message: what happened, when, and to what, by ids alone; what they stand for is read by whoever signs in."""
    at = occurred_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data = {name: None if value is None else str(value) for name, value in ids.items()}
    return json.dumps({"type": event, "timestamp": at, "data": data}, separators=(",", ":"))


def is_public(address: str) -> bool:
    """Tell whether an address is one of the Internet, and of nobody's own network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in net for net in _SIXTH_TO_FOURTH):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def may_be_sent_to(addresses: Sequence[str], *, loopback: bool) -> bool:
    """Tell whether all that a name leads to may be sent something: addresses of the Internet, and of this machine where that is allowed."""
    return bool(addresses) and all(is_public(one) or (loopback and ipaddress.ip_address(one).is_loopback) for one in addresses)


def why_not_url(url: str, *, loopback: bool) -> Text | None:
    """Return what is wrong with an address that messages are to be sent to, as far as it says itself; None where nothing is.

    Args:
        url: The address.
        loopback: Whether it may be on this machine, and without TLS there: in a demonstration.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Text("不是有效的网址", "is no address")
    if re.search(r"[\s\\<>\"]", url):
        return Text("不是有效的网址", "is no address")
    ours = loopback and host in {"127.0.0.1", "::1", "localhost"}
    if not host or not host.isascii() or port == 0 or parts.scheme not in ({"https", "http"} if ours else {"https"}):
        return Text("应为加密传输的网址", "must be an https address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        return Text("网址中不得含有用户名、密码或者片段", "must name no user, password or fragment")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return None if ours or _NAME.fullmatch(host) else Text("应为公网域名", "must be a name of the Internet")
    return None if may_be_sent_to([host], loopback=loopback) else Text("应为公网地址", "must be an address of the Internet")
