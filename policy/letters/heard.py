"""陈述意见的答复。What a decision says of the statement that was made against it: that it was looked at and not followed, and why."""

from __future__ import annotations

from typing import Final

from policy.text import Text

_NOT_FOLLOWED: Final = Text("贵单位的陈述意见经审查未予采纳。", "What you stated was looked at and not accepted.")
_WHY: Final = Text("贵单位的陈述意见经审查未予采纳：{reason}。", "What you stated was looked at and not accepted: {reason}.")


def not_followed(reason: str | None, language: str) -> list[str]:
    """Return that what was stated was looked at and not followed, and why; nothing where nothing was stated.

    Args:
        reason: Why not; "" where the decision gives its reason elsewhere, and None where nothing was stated.
        language: "zh" or "en".
    """
    if reason is None:
        return []
    return [_WHY.in_language(language).format(reason=reason.rstrip("。."))] if reason else [_NOT_FOLLOWED.in_language(language)]
