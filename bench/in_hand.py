"""在办时间。How long a case had something in hand, what it did meanwhile, and what of it is billed, as its history tells.

What people take, what the law makes a case wait for, and what the treasury takes between instruction and payment is time in which nothing
waits for us. So a case is in hand while one of its workflow tasks or activities is under way, by the server's clock, and
at no other time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

# Billed: starting, each update, activity, timer, signal and upsert of search attributes.
_BILLED: Final = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "start",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "update",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activity",
    EventType.EVENT_TYPE_TIMER_STARTED: "timer",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attributes",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signal",
}
_BEGINS: Final = {EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED}


@dataclass(frozen=True, slots=True)
class Way:
    """What a case did up to the end of one of its activities.

    Attributes:
        seconds: How long it had something in hand.
        activities: After each request, how many activities followed.
    """

    seconds: float
    activities: tuple[int, ...]


def way_of(events: Iterable[HistoryEvent], last: int) -> Way:
    """Return what a case did, up to the event with the number `last`, which ends an activity."""
    begun: dict[int, int] = {}
    spans: list[tuple[int, int]] = []
    activities: list[int] = []
    for event in events:
        now = event.event_time.ToNanoseconds()
        if event.event_type in _BEGINS:
            begun[event.event_id] = now
        elif scheduled := _ends(event):
            spans.append((begun.pop(scheduled), now))
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            activities.append(0)
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            activities[-1] += 1
        if event.event_id == last:
            break
    return Way(_covered(spans) / 1e9, tuple(activities))


def billed(events: Iterable[HistoryEvent]) -> Counter[str]:
    """Count what is billed, by kind."""
    return Counter(_BILLED[event.event_type] for event in events if event.event_type in _BILLED)


def _ends(event: HistoryEvent) -> int | None:
    """Return the number of the event that began what this one ends. Only what goes well is measured: anything else stays begun."""
    match event.event_type:
        case EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            return event.workflow_task_completed_event_attributes.scheduled_event_id
        case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            return event.activity_task_completed_event_attributes.scheduled_event_id
    return None


def _covered(spans: list[tuple[int, int]]) -> int:
    """Return how much of time is covered by spans that may overlap."""
    total = until = 0
    for begin, end in sorted(spans):
        total += max(end - max(begin, until), 0)
        until = max(until, end)
    return total
