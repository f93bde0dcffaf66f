"""双语文本。A sentence in the two languages we speak to people in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence for people.

    Attributes:
        zh: Simplified Chinese, the default.
        en: English.
    """

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the sentence in `language` ("zh" or "en"; anything else reads Chinese)."""
        return self.en if language == "en" else self.zh

    def as_dict(self) -> dict[str, str]:
        """Return both languages, as they appear in JSON."""
        return {"zh": self.zh, "en": self.en}


def nested(written: str) -> str:
    """Return a text in which quotation marks within quotation marks are single ones; a mark nobody closed ends with its line."""
    depth, signs = 0, []
    for sign in written:
        if sign == "“":
            depth += 1
        inner = depth > 1
        signs.append({"“": "‘", "”": "’"}.get(sign, sign) if inner else sign)
        if sign == "”":
            depth = max(depth - 1, 0)
        elif sign == "\n":
            depth = 0
    return "".join(signs)


@dataclass(frozen=True, slots=True)
class Condition(Text):
    """What has to hold, in one sentence.

    Attributes:
        unmet: What a Chinese letter says where it does not hold: a whole sentence, without its full stop.
    """

    unmet: str


def points(hundredths: int) -> str:
    """Return a score as people read it, such as 83.33."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}"
