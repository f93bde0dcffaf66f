"""What in a record of the upstream registry contradicts itself: each thing alone, and nothing in a sound one."""

from __future__ import annotations

from typing import Any

import pytest

from policy.processes.matching.contradictions import contradictions, unexplained_holder
from policy.processes.matching.upstream import is_handed_over

OURS, OTHER, THIRD = "91110302MA0123456X", "91110302MA7654321Y", "91110302MA1111111Z"
MOVED = {"from_uscc": OURS, "to_uscc": OTHER, "on": "2026-05-01", "document_no": "演示〔移〕1号"}


def record(**changes: Any) -> dict[str, Any]:
    sound = {
        "project_no": "P-1",
        "uscc": OURS,
        "level": "national",
        "title": "演示项目",
        "status": "active",
        "approved_fen": 1_000,
        "received": [{"year": 2025, "fen": 400, "recovered_fen": 400}, {"year": 2026, "fen": 600, "recovered_fen": 0}],
        "received_total_fen": 1_000,
        "begins_on": "2025-01-01",
        "ends_on": "2025-01-01",
        "handed_over": None,
        "as_of": "2026-06-01",
        "changed_on": "2026-06-01",
        "document_no": None,
    }
    return sound | changes


def money(year: int = 2025, fen: int = 400, recovered_fen: int = 0) -> dict[str, int]:
    return {"year": year, "fen": fen, "recovered_fen": recovered_fen}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"received": [], "received_total_fen": 0},
        {"received_total_fen": None},
        {"begins_on": None},
        {"ends_on": None},
        {"uscc": OTHER, "handed_over": MOVED},
        {"approved_fen": 1_001},
    ],
)
def test_record_is_sound_when_everything_in_it_can_be_so(changes: dict[str, Any]) -> None:
    assert contradictions(record(**changes)) == []


def test_record_kept_before_the_registry_said_more_is_sound() -> None:
    whole = record()
    assert contradictions({name: whole[name] for name in ("uscc", "approved_fen", "received", "as_of", "changed_on")}) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"approved_fen": -1}, "批准金额为负数"),
        ({"approved_fen": 999}, "多于批准金额"),
        ({"received": [money(fen=-1)], "received_total_fen": -1}, "为负数"),
        ({"received": [money(recovered_fen=-1)], "received_total_fen": 400}, "为负数"),
        ({"received": [money(recovered_fen=401)], "received_total_fen": 400}, "收回金额多于到款金额"),
        ({"received": [money(), money()], "received_total_fen": 800}, "重复登记"),
        ({"received_total_fen": 999}, "不一致"),
        ({"received_total_fen": 1_001}, "不一致"),
        ({"ends_on": "2024-12-31"}, "结束日期早于开始日期"),
        ({"changed_on": "2026-06-02"}, "晚于登记截止日期"),
        ({"uscc": OTHER, "handed_over": MOVED | {"on": "2026-06-02"}}, "晚于登记截止日期"),
        ({"handed_over": MOVED}, "同时登记两个承担单位"),
        ({"uscc": THIRD, "handed_over": MOVED}, "同时登记两个承担单位"),
        ({"handed_over": MOVED | {"to_uscc": OURS}}, "同一单位"),
    ],
)
def test_record_contradicts_itself_when_one_thing_in_it_cannot_be_so(changes: dict[str, Any], words: str) -> None:
    found = contradictions(record(**changes))
    assert len(found) == 1
    assert words in found[0].zh
    assert found[0].en


def test_each_contradiction_is_said_when_there_are_several() -> None:
    assert len(contradictions(record(received_total_fen=1, ends_on="2024-12-31", handed_over=MOVED))) == 3


@pytest.mark.parametrize(("subsidy_fen", "count"), [(-1, 1), (0, 0), (1, 0)])
def test_subsidy_contradicts_itself_when_it_is_below_zero(subsidy_fen: int, count: int) -> None:
    assert len(contradictions({"policy_no": "B-1", "uscc": OURS, "year": 2025, "subsidy_fen": subsidy_fen})) == count


def test_nothing_contradicts_itself_when_the_registry_knows_nothing() -> None:
    assert contradictions(None) == []
    assert unexplained_holder((OURS,), None) == []


@pytest.mark.parametrize(
    ("changes", "explained", "handed_over"),
    [
        ({}, True, False),
        ({"uscc": OTHER}, False, False),
        ({"uscc": OTHER, "handed_over": MOVED}, True, True),
        ({"uscc": OTHER, "handed_over": MOVED | {"from_uscc": THIRD}}, False, False),
    ],
)
def test_another_holder_is_explained_when_the_record_says_who_handed_over(
    *, changes: dict[str, Any], explained: bool, handed_over: bool
) -> None:
    answer = record(**changes)
    assert (unexplained_holder((OURS,), answer) == []) is explained
    assert is_handed_over((OURS,), answer) is handed_over


def test_holder_is_own_when_the_record_names_one_that_counts_as_one_with_ours() -> None:
    assert unexplained_holder((OURS, OTHER), record(uscc=OTHER)) == []
