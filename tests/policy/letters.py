"""决定通知书的测试。Letters of applications that are judged by a passing baseline with facts changed."""

from __future__ import annotations

from typing import Any

import pytest

from policy.letters.bodies import Bodies
from policy.letters.decision import Decision, Standing
from policy.letters.letter import letter_of_application
from tests.policy.baselines import judge

BODIES = Bodies("某市人民政府", "某区人民法院")
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


def of_application(code: str, standing: Standing, language: str = "en", /, *, case: dict[str, Any] | None = None, **decision: Any) -> str:
    """Write the letter of an application."""
    result = judge(code, **(case or {}))
    return letter_of_application(result.item, Decision("BDA-1", "甲公司", standing, **decision), result.tree, BODIES, language)


def body_of(page: str) -> str:
    """Return a letter without its annex."""
    return page.partition("\n附：")[0].partition("\nAnnex")[0]
