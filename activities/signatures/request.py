"""请求的内容。What is kept sealed of a request: who asks, in which words, and what its process begins with."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a request.

    Attributes:
        message: Who asks for what.
        start: For a submission, what its process is started with.
    """

    message: Message
    start: CaseStart | None = None

    def as_bytes(self) -> bytes:
        """Return them as they are sealed."""
        return _WORDS.dump_json(self, exclude_defaults=True)

    @staticmethod
    def of(kept: bytes) -> Words:
        """Return the words that were kept."""
        return _WORDS.validate_json(kept)


_WORDS = TypeAdapter(Words)
