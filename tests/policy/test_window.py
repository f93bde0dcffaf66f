"""When an item that has windows may be applied for, and what a guide asks for besides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.language.parameters import Paper
from policy.processes.window.evidence import missing, together
from policy.processes.window.opening import Span, require_within
from policy.text import Text

ITEM = ITEMS["patent-pool"]
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPAN = Span("WIN-1", NOON, NOON + HOUR)


@pytest.mark.parametrize(("after", "taken"), [(-1, False), (0, True), (3599, True), (3600, False)])
def test_window_is_open_from_its_first_second_to_before_its_last(after: int, *, taken: bool) -> None:
    at = NOON + timedelta(seconds=after)
    if taken:
        assert require_within(ITEM, [SPAN], at) == SPAN
        return
    with pytest.raises(Refusal) as refused:
        require_within(ITEM, [SPAN], at)
    assert (refused.value.code, refused.value.clause) == ("window_closed", "第(十八)条")


@pytest.mark.parametrize(
    ("spans", "zh", "en"),
    [
        ([], "目前尚未发布申报批次", "none is published yet"),
        ([SPAN], "申报批次WIN-1已于2026年3月2日13:00截止", "WIN-1 closed on 2026-03-02 13:00 (Beijing)"),
        ([SPAN, Span("WIN-2", NOON + 9 * HOUR, NOON + 10 * HOUR)], "批次WIN-2的申报期自2026年3月2日21:00开始", "WIN-2 opens on"),
        ([Span("WIN-0", NOON - 9 * HOUR, NOON - 8 * HOUR), SPAN], "申报批次WIN-1已于", "WIN-1 closed on"),
    ],
)
def test_refusal_says_when_the_next_window_opens_or_the_last_one_closed(spans: list[Span], zh: str, en: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_within(ITEM, spans, NOON + 2 * HOUR)
    assert zh in refused.value.detail.zh
    assert en in refused.value.detail.en


def asked(code: str, *, required: bool) -> dict[str, Any]:
    return {"code": code, "title": {"zh": "材料", "en": "Paper"}, "required": required}


@pytest.mark.parametrize(("first", "second", "required"), [(False, False, False), (False, True, True), (True, False, True)])
def test_evidence_is_required_when_one_of_two_lists_requires_it(*, first: bool, second: bool, required: bool) -> None:
    assert together([asked("a", required=first)], [asked("a", required=second)]) == [asked("a", required=required)]


@pytest.mark.parametrize(("required", "there", "fields"), [(True, (), ["evidence.extra"]), (True, ("extra",), []), (False, (), [])])
def test_evidence_is_missing_when_it_is_required_and_not_there(required: bool, there: tuple[str, ...], fields: list[str]) -> None:  # noqa: FBT001
    assert [fault.field for fault in missing(ITEM, [asked("extra", required=required)], there)] == fields


def test_evidence_of_the_item_itself_is_not_asked_for_twice() -> None:
    assert missing(ITEM, [asked(ITEM.evidence[0].code, required=True)], ()) == []


def test_paper_that_a_rule_asks_for_is_required() -> None:
    assert Paper("a", Text("材料", "Paper")).asked == asked("a", required=True)
