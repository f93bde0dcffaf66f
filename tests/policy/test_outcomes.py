"""What came of a task, in words: of every kind of task of every process there are some, in both languages, whatever closed it."""

from __future__ import annotations

import pytest

from policy.processes.kernel.closings import CLOSINGS, Closing
from policy.processes.registry import KINDS, LIFECYCLES, kinds_of, outcome_named
from policy.text import Text

OF_A_PROCESS = [(process, kind.code) for process in LIFECYCLES for kind in kinds_of(process)]


@pytest.mark.parametrize(("process", "kind"), OF_A_PROCESS)
def test_every_outcome_has_words_in_both_languages_when_a_task_is_read_later(process: str, kind: str) -> None:
    for outcome in (*KINDS[kind].decisions, *LIFECYCLES[process].steps, *Closing):
        said = outcome_named(process, kind, outcome)
        assert said.zh, outcome
        assert said.en, outcome
        assert said.zh != said.en, outcome


@pytest.mark.parametrize(
    ("kind", "outcome", "said"),
    [
        ("decision", "approved", KINDS["decision"].decisions["approved"]),
        ("decision", "first_approved", LIFECYCLES["application"].steps["first_approved"].name),
        ("decision", "listed", CLOSINGS[Closing.LISTED]),
        ("payment_release", "superseded", CLOSINGS[Closing.SUPERSEDED]),
    ],
)
def test_outcome_is_called_as_it_was_chosen_or_else_by_what_came_of_it(kind: str, outcome: str, said: Text) -> None:
    assert outcome_named("application", kind, outcome) == said


def test_no_decision_has_the_code_of_a_closing_when_it_means_something_else() -> None:
    taken = {event for lifecycle in LIFECYCLES.values() for event in lifecycle.steps} | {
        decision for kind in KINDS.values() for decision in kind.decisions
    }
    assert taken.isdisjoint(Closing)
