"""测算。What anybody has reckoned without signing in, a process of its own beside the API: JSON in, JSON out, a line each.

Some of what may be asked takes a processor for longer than others should wait; what takes too long is ended with its process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from policy.eligibility.earlier import Earlier
from policy.eligibility.eligibility import judge_all
from policy.errors import Refusal, told
from policy.judging.assessment import assess
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import RuleBook
from policy.processes.window.shares import allocate

Json = dict[str, Any]
Reckoning = Callable[..., Json]


def answers(profile: object, today: str, rules: list[Json], earlier: list[list[Any]] | None, known: list[Json]) -> Json:
    """Answer every item of the catalogue from a profile, as `judge_all` does; `earlier` as lists."""
    before = None if earlier is None else [Earlier(*one) for one in earlier]
    return judge_all(profile, date.fromisoformat(today), RuleBook.parse(rules), before, known)


def assessment(code: str, facts: Json, rules: Any) -> Json:  # noqa: ANN401 - whatever was sent for rules
    """Assess a document, and say who can set a parameter that is missing."""
    result = assess(code, facts, rules)
    return result.as_dict() | {"parameters_needed": item_called(code).parameters_needed(result.missing_parameters)}


def allocation(code: str, document: object) -> Json:
    """Share a ceiling among requests."""
    return allocate(item_called(code), document)


RECKONINGS: Final[Mapping[str, Reckoning]] = {one.__name__: one for one in (answers, assessment, allocation)}


def main() -> None:
    """Reckon what each line of standard input asks for until there are no more."""
    for line in sys.stdin.buffer:
        name, given = json.loads(line)
        try:
            said: Json = {"answer": RECKONINGS[name](*given)}
        except Refusal as refusal:
            said = {"refused": replace(refusal, faults=told(refusal.faults)).as_dict()}
        sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
