"""外部机关的错误。The errors that a call to an outside authority can end with.

Reasons are short codes. They never repeat what was sent or received, because either may hold an account number.
"""

from __future__ import annotations


class SourceUnavailable(Exception):  # noqa: N818 - the name says what is the case
    """Raised when an authority gives no usable answer: nothing can be concluded, and it is tried again later.

    Attributes:
        source: The authority, such as `credit.tax` or `treasury`.
        reason: Short code, such as `timeout`, `connect` or `http_503`.
        may_have_arrived: Whether the authority may have acted on the request: ask before sending it again.
    """

    def __init__(self, source: str, reason: str, *, may_have_arrived: bool = True) -> None:
        """Say who and why."""
        super().__init__(source, reason)
        self.source = source
        self.reason = reason
        self.may_have_arrived = may_have_arrived

    def __str__(self) -> str:
        """Return who and why in one line."""
        return f"{self.source}: {self.reason}"


class SourceAnswerInvalid(SourceUnavailable):
    """Raised when an answer cannot be believed: it is treated as no answer."""


class TreasuryRejected(Exception):  # noqa: N818 - the name says what is the case
    """The treasury definitely refuses the instruction as it stands; sending it again will not help.

    Attributes:
        instruction_no: The instruction.
        code: The treasury's stable reason, such as `idempotency_conflict` or `invalid_input`.
        status: HTTP status of the refusal.
    """

    def __init__(self, instruction_no: str, code: str, status: int) -> None:
        """Say what was refused and why."""
        super().__init__(instruction_no, code, status)
        self.instruction_no = instruction_no
        self.code = code
        self.status = status

    def __str__(self) -> str:
        """Return what was refused and why in one line."""
        return f"treasury refuses {self.instruction_no}: {self.code}"
