"""What messages say: cases by a name people read, and quotation marks that nest, whoever writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.queries.call import require_open
from models.tables import AnnualRun, Call, Message
from policy.errors import Refusal

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("“揭榜”", "“揭榜”"),
        ("““揭榜挂帅”项目后补助”的实施细则", "“‘揭榜挂帅’项目后补助”的实施细则"),
        ("“甲”与“乙”", "“甲”与“乙”"),
    ],
)
def test_message_has_single_marks_within_a_quotation(written: str, kept: str) -> None:
    message = Message(zh=written, en="“a “b” c”")
    assert (message.zh, message.en) == (kept, "“a ‘b’ c”")


@pytest.mark.parametrize(("dry_run", "called"), [(False, "“研发费用增长支持”2025年度核算"), (True, "“研发费用增长支持”2025年度试算")])
def test_run_is_called_by_its_item_and_year(*, dry_run: bool, called: str) -> None:
    assert AnnualRun(item_code="rd-growth", number="rd-growth/2025", year=2025, dry_run=dry_run).called.zh == called


def call(stage: str, opens: int, closes: int) -> Call:
    """Return a call whose window begins and ends so many hours from now."""
    return Call(stage=stage, opens_at=NOW + timedelta(hours=opens), closes_at=NOW + timedelta(hours=closes))


@pytest.mark.parametrize(
    ("stage", "opens", "closes", "said"),
    [
        ("evaluation", -48, -1, "征集期已于2026年11月30日17:00截止。"),
        ("open", -48, 0, "征集期已于2026年11月30日18:00截止。"),
        ("open", 6, 48, "征集期自2026年12月1日00:00开始。"),
        ("cancelled", -48, 48, "不在征集期内。"),
        ("approval", -48, 48, "不在征集期内。"),
    ],
)
def test_whoever_is_outside_the_window_is_told_when_it_is(stage: str, opens: int, closes: int, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_open(call(stage, opens, closes), NOW)
    assert (refused.value.code, refused.value.detail.zh) == ("window_closed", said)


def test_call_is_open_until_its_window_ends() -> None:
    require_open(call("open", -1, 1), NOW)
