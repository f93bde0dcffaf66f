"""沙箱设置。What the sandbox is told by its environment, all of it optional."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

AUTHORITIES = ("credit", "registration", "tax", "statistics", "upstream", "bank", "treasury", "sms")


def _unguessable_secret() -> str:
    return secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one sandbox.

    Attributes:
        base_url: Its own address as others see it, without a trailing slash; also the issuer of its tokens.
        home: Folder of its state, so that a restart continues; in memory when absent.
        treasury_secret: Key of the callback signatures. Unguessable unless set, so that nobody accepts a callback by default.
        tokens: Bearer token each authority expects, by its name; one that is absent asks for none.
        treasury_delay_seconds: From receiving an instruction to paying it.
        treasury_return_delay_seconds: From paying to a later return by the bank (account numbers ending 1111).
        callback_patience_seconds: How long an unanswered callback is sent again.
        callback_first_retry_seconds: Pause before the second attempt; it doubles up to 15 seconds.
        smtp_port: Where it takes mail, on the loopback; nowhere when absent.
    """

    base_url: str = "http://127.0.0.1:8900"
    home: Path | None = None
    treasury_secret: str = field(default_factory=_unguessable_secret, repr=False)
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    treasury_delay_seconds: float = 0.5
    treasury_return_delay_seconds: float = 3.0
    callback_patience_seconds: float = 300.0
    callback_first_retry_seconds: float = 0.5
    smtp_port: int | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read `SANDBOX_*` variables.

        Args:
            environment: Usually `os.environ`. An empty value counts as absent.

        Raises:
            ValueError: A duration or a port is not a number.
        """

        def text(name: str) -> str | None:
            return environment.get(f"SANDBOX_{name}") or None

        def seconds(name: str, default: float) -> float:
            value = text(name)
            return default if value is None else float(value)

        home = text("HOME")
        return cls(
            base_url=(text("BASE_URL") or "http://127.0.0.1:8900").rstrip("/"),
            home=Path(home) if home else None,
            treasury_secret=text("TREASURY_SECRET") or _unguessable_secret(),
            tokens={name: token for name in AUTHORITIES if (token := text(f"{name.upper()}_TOKEN"))},
            treasury_delay_seconds=seconds("TREASURY_DELAY", 0.5),
            treasury_return_delay_seconds=seconds("TREASURY_RETURN_DELAY", 3.0),
            callback_patience_seconds=seconds("CALLBACK_PATIENCE", 300.0),
            callback_first_retry_seconds=seconds("CALLBACK_FIRST_RETRY", 0.5),
            smtp_port=int(port) if (port := text("SMTP_PORT")) else None,
        )
