"""Every refusal has a code, every code a problem, and people read the same of it as programs."""

from __future__ import annotations

import json

import pytest

from policy.errors import PROBLEMS, Code, Refusal
from policy.text import Text


def test_every_code_has_its_problem() -> None:
    assert list(PROBLEMS) == list(Code)


@pytest.mark.parametrize("code", Code)
def test_problem_document_says_the_code_in_plain_text(code: Code) -> None:
    written = json.dumps(Refusal(code, Text("不行。", "No.")).document("en"))
    assert json.loads(written) == {
        "type": f"https://etown-grants.example/problems/{code.value.replace('_', '-')}",
        "title": PROBLEMS[code].title.en,
        "status": PROBLEMS[code].status,
        "detail": "No.",
        "code": code.value,
    }
