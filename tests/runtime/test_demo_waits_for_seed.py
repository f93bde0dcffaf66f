"""A demonstration that is begun before the demo data is entered waits for it, and begins nothing where it does not come."""

from __future__ import annotations

from typing import Any, cast

import pytest

from policy.text import Text
from runtime.demo.client import DemoClient, DemoError, DemoNeedsError
from runtime.demo.seed import DEPARTMENTS, wait_for_seed


def line(department: str, state: str = "in_force") -> dict[str, Any]:
    return {"department": department, "documents": [{"state": state}]}


ALL = [line(department) for department in DEPARTMENTS]
NOT_YET: dict[str, Any] = {
    "nobody of finance": DemoError(Text("GET /appropriations：403", "GET /appropriations: 403")),
    "no budget": [],
    "not of all": ALL[:-1],
    "not confirmed": [*ALL[:-1], line(DEPARTMENTS[-1], "entered")],
}


class Home(DemoClient):
    """A system on its way up: what it answers of its budget, one after another; the last answer stays."""

    patience = 0.05

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)

    def get(self, person: str | None, path: str, **params: Any) -> Any:
        """Return what there is of the budget, or refuse."""
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def told(home: Home) -> list[Text]:
    """Return what is said while the seed is waited for."""
    said: list[Text] = []
    wait_for_seed(home, said.append)
    return said


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.demo.client.POLL_SECONDS", 0.001)


def test_nothing_is_said_when_all_is_entered() -> None:
    assert told(Home(ALL)) == []


@pytest.mark.parametrize("first", NOT_YET.values(), ids=NOT_YET)
def test_it_waits_and_says_so_when_the_seed_is_not_done(first: Any) -> None:
    assert len(told(Home(first, first, ALL))) == 1


@pytest.mark.parametrize("always", NOT_YET.values(), ids=NOT_YET)
def test_it_begins_nothing_when_the_seed_does_not_come(always: Any) -> None:
    with pytest.raises(DemoNeedsError, match=r"nothing was begun|未开始演示"):
        wait_for_seed(cast("DemoClient", Home(always)), lambda _: None)
