"""Forms: texts that people can read, and what an answer has to say besides."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from policy.processes.kernel.task_kind import ACCOUNT, REASON
from policy.processes.registry import KINDS

GIVEN = {"holder": "演示晨芯微电子（北京）有限公司", "bank": "演示银行", "number": "6222000011112222"}


@pytest.mark.parametrize(
    "blank", ["", " ", "\u3000\n", "\u200b\u200d", "\ufeff", "\u202e", "\u2066 \u2069", "\u2800", "\u3164", "\u00ad", "\x00\x1f"]
)
def test_text_is_refused_when_nobody_can_read_it(blank: str) -> None:
    assert not Draft202012Validator(REASON).is_valid(blank)
    assert not Draft202012Validator(ACCOUNT).is_valid(GIVEN | {"holder": blank})


@pytest.mark.parametrize("written", ["可", "OK", " 同意。", "第一行\n第二行\t", "\u200b甲"])
def test_text_is_taken_when_there_is_something_to_read(written: str) -> None:
    assert Draft202012Validator(REASON).is_valid(written)
    assert Draft202012Validator(ACCOUNT).is_valid(GIVEN | {"holder": written})


@pytest.mark.parametrize(
    ("kind", "again", "stands"),
    [
        ("reconsideration", "reconsideration_granted", "reconsideration_dismissed"),
        ("solution_reconsideration", "reconsideration_granted", "reconsideration_dismissed"),
        ("failure_reconsideration", "project_reopened", "failure_upheld"),
    ],
)
def test_reconsideration_says_what_was_wrong_when_it_takes_a_case_up_again(kind: str, again: str, stands: str) -> None:
    form = Draft202012Validator(KINDS[kind].form())
    granted = {"decision": again, "reason": "经复核"}
    assert not form.is_valid(granted)
    for wrong in ([], ["luck"], ["facts", "facts"]):
        assert not form.is_valid(granted | {"parts": wrong})
    assert form.is_valid(granted | {"parts": ["reading", "conduct"]})
    assert form.is_valid({"decision": stands, "reason": "维持"})
