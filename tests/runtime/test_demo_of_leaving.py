"""Who walks the demonstration of leaving: whoever of four has no award in force, and nobody where all of them have."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, cast

import pytest
from rich.progress import Progress
from typer.testing import CliRunner

from runtime.cli.main import app
from runtime.demo import command, commitment
from runtime.demo.client import DemoClient, DemoNeedsError

FOUR = ("qinghe", "yunheng", "lishi", "chenxin")


class Home:
    """What the demonstration asks of a running system before it begins: who there is, and who is bound at which stage."""

    def __init__(self, **stages: str) -> None:
        self._stages = stages

    def people(self) -> list[dict[str, Any]]:
        """Return the applicants, each with the enterprise they apply for."""
        return [{"id": f"applicant-{name}", "enterprise": name.upper()} for name in FOUR]

    def get(self, _person: str, _path: str, **_query: int) -> dict[str, Any]:
        """Return the commitments there are."""
        return {"items": [{"enterprise_uscc": name.upper(), "stage": {"code": stage}} for name, stage in self._stages.items()]}


@pytest.mark.parametrize(
    ("stages", "who"),
    [
        ({}, "qinghe"),
        ({"qinghe": "breached"}, "qinghe"),
        ({"qinghe": "in_force"}, "yunheng"),
        ({"qinghe": "in_force", "yunheng": "fulfilled"}, "yunheng"),
        ({"qinghe": "in_force", "yunheng": "in_force"}, "lishi"),
        ({"qinghe": "hearing", "yunheng": "in_force", "lishi": "in_force"}, "chenxin"),
    ],
)
def test_it_is_walked_by_somebody_without_an_award_in_force(monkeypatch: pytest.MonkeyPatch, stages: dict[str, str], who: str) -> None:
    walked: list[str] = []
    monkeypatch.setattr(commitment._Commitment, "all_the_way", lambda self: walked.append(self._applicant))
    commitment.walk(cast("DemoClient", Home(**stages)), Progress(disable=True))
    assert walked == [f"applicant-{who}"]


def test_it_says_what_it_needs_when_all_have_an_award_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(**dict.fromkeys(FOUR, "in_force"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    with pytest.raises(DemoNeedsError, match="without an award in force"):
        commitment.walk(cast("DemoClient", home), Progress(disable=True))
    monkeypatch.setattr(command, "DemoClient", lambda _: nullcontext(home))
    monkeypatch.setattr(command, "wait_for_seed", lambda _client, _say: None)
    ended = CliRunner().invoke(app, ["demo", "--process", "commitment"], env={"COLUMNS": "400", "LC_ALL": "C.UTF-8"})
    assert (ended.exit_code, ended.output.count("without an award in force")) == (2, 1)
