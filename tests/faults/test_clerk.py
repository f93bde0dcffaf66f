"""演练财政的测试。Finance settles whatever the treasury said wrongly, by somebody who may, and minds nothing that settled itself."""

from __future__ import annotations

from typing import Any, cast

import pytest

from faults.clerk import KIND, settle, settle_until
from policy.text import Text
from runtime.demo.client import DemoClient, DemoError


class Inbox:
    """An API in which some of finance have tasks."""

    def __init__(self, **tasks: list[str]) -> None:
        self.tasks = {person.replace("_", "-"): its for person, its in tasks.items()}
        self.completed: list[tuple[str, str]] = []
        self.refusal = ""

    def get(self, person: str, path: str, **sought: Any) -> Any:
        assert (path, sought["kind"], sought["mine"]) == ("/tasks", KIND, True)
        return {"items": [{"id": task} for task in self.tasks.get(person, [])]}

    def complete(self, person: str, task: str, _answer: dict[str, Any]) -> None:
        self.tasks[person].remove(task)
        if self.refusal:
            raise DemoError(Text(task, task), self.refusal)
        self.completed.append((person, task))


def client_of(inbox: Inbox) -> DemoClient:
    return cast(DemoClient, inbox)


def test_each_payment_is_settled_by_whoever_may() -> None:
    inbox = Inbox(finance_1=["a"], finance_3=["b"])
    assert settle(client_of(inbox)) == 2
    assert inbox.completed == [("finance-1", "a"), ("finance-3", "b")]
    assert settle(client_of(inbox)) == 0


def test_nothing_is_broken_when_the_treasury_corrected_itself() -> None:
    inbox = Inbox(finance_2=["a"])
    inbox.refusal = "task_closed"
    assert settle(client_of(inbox)) == 1


def test_it_is_broken_when_nobody_may_settle_what_is_given_to_them() -> None:
    inbox = Inbox(finance_2=["a"])
    inbox.refusal = "four_eyes"
    with pytest.raises(DemoError):
        settle(client_of(inbox))


def test_nothing_is_looked_for_any_more_when_nobody_waits() -> None:
    inbox = Inbox(finance_1=["a"])
    settle_until(client_of(inbox), lambda: True)
    assert inbox.completed == []
