"""在办时间的测试。What counts as in hand is what a history says was under way, and nothing that a case waits for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from bench.in_hand import billed, way_of

START = datetime(2026, 11, 28, tzinfo=UTC)


def event(number: int, kind: str, milliseconds: int, **attributes: int) -> HistoryEvent:
    """Return an event of a history, so many milliseconds after its start."""
    at = Timestamp()
    at.FromDatetime(START + timedelta(milliseconds=milliseconds))
    made = HistoryEvent(event_id=number, event_type=EventType.Value(f"EVENT_TYPE_{kind}"), event_time=at)
    if attributes:
        getattr(made, f"{kind.lower()}_event_attributes").MergeFrom(type(getattr(made, f"{kind.lower()}_event_attributes"))(**attributes))
    return made


# A request with one activity, a second of waiting for a timer, another activity that begins while a workflow task is under way.
HISTORY = (
    event(1, "WORKFLOW_EXECUTION_STARTED", 0),
    event(2, "WORKFLOW_TASK_SCHEDULED", 0),
    event(3, "WORKFLOW_TASK_COMPLETED", 10, scheduled_event_id=2),
    event(4, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED", 10),
    event(5, "ACTIVITY_TASK_SCHEDULED", 10),
    event(6, "ACTIVITY_TASK_COMPLETED", 30, scheduled_event_id=5),
    event(7, "WORKFLOW_TASK_SCHEDULED", 30),
    event(8, "WORKFLOW_TASK_COMPLETED", 35, scheduled_event_id=7),
    event(9, "TIMER_STARTED", 35),
    event(10, "TIMER_FIRED", 1035),
    event(11, "WORKFLOW_TASK_SCHEDULED", 1035),
    event(12, "ACTIVITY_TASK_SCHEDULED", 1040),
    event(13, "WORKFLOW_TASK_COMPLETED", 1045, scheduled_event_id=11),
    event(14, "ACTIVITY_TASK_COMPLETED", 1050, scheduled_event_id=12),
    event(15, "WORKFLOW_TASK_SCHEDULED", 1050),
    event(16, "WORKFLOW_TASK_COMPLETED", 1090, scheduled_event_id=15),
)


def test_waiting_is_left_out_when_nothing_is_under_way() -> None:
    assert way_of(HISTORY, 14).seconds == pytest.approx(0.035 + 0.015)


def test_what_follows_is_left_out_when_the_way_ends_before_it() -> None:
    assert way_of(HISTORY, 6).seconds == pytest.approx(0.030)


def test_activities_belong_to_the_request_when_they_follow_it() -> None:
    assert way_of(HISTORY, 14).activities == (2,)
    assert way_of(HISTORY, 6).activities == (1,)


def test_actions_are_counted_when_they_are_billed() -> None:
    assert billed(HISTORY) == {"start": 1, "update": 1, "activity": 2, "timer": 1}
