"""覆盖情况。`docs/coverage.md`: that each clause has an item, each item a process, and each process was taken to its end by some test.

Made of what happened in a whole run of the tests: `python -m tests.branches.coverage` writes it after one; a test fails when it is stale.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from policy.judging.catalogue import ITEMS
from policy.language.caps import CapScope
from policy.language.items import Item, Process
from policy.processes.registry import LIFECYCLES
from runtime.demo.command import PROCESSES as DEMOS
from runtime.pages.clauses import table
from tests.conftest import HAPPENED, REPOSITORY

PAGE = REPOSITORY / "docs" / "coverage.md"


@dataclass(frozen=True, order=True)
class Seen:
    """A test file in which something happened to a case of an item; "*" where a case is about no item."""

    process: str
    event: str
    item: str
    file: str


@dataclass(frozen=True)
class End:
    """What keeps a promise: something that happens to a case of a process.

    Attributes:
        process: Whose case.
        event: What happens to it.
        demo: What `make demo PROCESS=` is called that takes a case there.
    """

    process: str
    event: str
    demo: str


_PAID = End("application", "paid", "application")

# By how an item is served: what has to happen until nothing is left of what was promised, the money apart from the years of commitment.
ENDS: Mapping[Process, tuple[End, ...]] = {
    Process.APPLICATION: (_PAID,),
    Process.CASE_BY_CASE: (End("application", "paid", "meeting"),),
    Process.MATCHING: (End("application", "paid", "matching"),),
    Process.POST_GRANT: (
        End("call", "winners_selected", "post-grant"),
        End("post_grant", "award_originated", "post-grant"),
        End("application", "paid", "post-grant"),
    ),
    Process.GROWTH_CHECK: (End("annual_run", "closed", "annual-run"), End("application", "paid", "annual-run")),
    Process.NO_APPLICATION: (End("annual_run", "closed", "annual-run"), End("application", "paid", "annual-run")),
    Process.INTEREST_SUBSIDY: (End("application", "paid", "loan"), End("loan", "loan_repaid", "loan")),
    Process.VOUCHER: (End("voucher", "spent", "voucher"), End("settlement", "paid", "voucher")),
    Process.EQUITY: (End("application", "paid", "equity"), End("investment", "proceeds_booked", "equity")),
    Process.BENEFIT: (End("benefit", "all_delivered", "benefit"), End("benefit", "renewed", "benefit")),
    Process.RECOGNITION: (End("recognition", "kept", "recognition"), End("recognition", "expired", "recognition")),
    Process.GUIDANCE: (End("enquiry", "satisfied", "enquiry"),),
}

# Items that another demonstration takes there than that of their process.
DEMO_OF: Mapping[str, str] = {
    **dict.fromkeys(("plan-rent", "plan-talent", "tech-transfer", "public-platform", "first-set", "talent-startup"), "items"),
    **dict.fromkeys(("tech-insurance", "offshore-centre"), "items"),
    "relocation-equipment": "instalment",
    "patent-pool": "window",
    "scenario-project": "scenario",
}

_HEAD = """# Coverage

<!-- Made from a whole run of the tests: run `make test`, then `python -m tests.branches.coverage`. -->

Each clause that promises something, the item it is applied for as, and what keeps the promise in the end: a step of a process that a test
in the last column took for a case of that very item, with real servers. The demo is the one that takes a case of this kind there over REST.
"""


def happened() -> tuple[set[Path], set[Seen]]:
    """Return the files of tests that ran, and what happened in them."""
    parts = [json.loads(path.read_text("utf-8")) for path in sorted(HAPPENED.glob("*.json"))]
    return {Path(name) for part in parts for name in part["files"]}, {Seen(*seen) for part in parts for seen in part["events"]}


def ends_of(item: Item) -> tuple[End, ...]:
    """Return what keeps the promise of an item."""
    window = End("window", "settled", "window")
    project = End("matching", "claims_closed", "matching")
    ends = ENDS[item.process]
    if item.by_project:
        ends = (*ends, project)
    return (*ends, window) if item.cap_scope is CapScope.PROGRAMME else ends


def page(seen: set[Seen]) -> str:
    """Return `docs/coverage.md`; a cell is empty where no test took an item to an end of its process."""
    rows, named = [("Clause", "Item", "Process", "The promise is kept when", "Demo", "Test")], _named()
    for item in sorted(ITEMS.values(), key=lambda item: (item.clause, item.code)):
        for end in ends_of(item):
            lifecycle = LIFECYCLES[end.process]
            said = f"{lifecycle.steps[end.event].name.zh} {lifecycle.steps[end.event].name.en}"
            walk = DEMO_OF.get(item.code, end.demo)
            process, demo = f"{lifecycle.title.zh} `{end.process}`", f"`{walk}`" if walk in DEMOS else ""
            row = (item.cited, f"{item.title.zh} `{item.code}`", process, said, demo)
            rows.append((*row, _test_of(seen, item, end, named.get(row, ""))))
    return "\n".join([_HEAD, table(rows)])


def _named() -> dict[tuple[str, ...], str]:
    """Return which test the page names now, by the rest of its row: it stays as long as it keeps the promise."""
    lines = (line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|"))
    rows = ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines)
    return {tuple(row[:-1]): row[-1].strip("`") for row in rows}


def _test_of(seen: set[Seen], item: Item, end: End, named: str) -> str:
    files = sorted(
        one.file
        for one in seen
        # What a walk by chance came to is another thing tomorrow.
        if (one.process, one.event, one.item) == (end.process, end.event, item.code) and "faults" not in one.file
    )
    if named in files:
        return f"`{named}`"
    # That which takes every item through, where it took this one.
    return f"`{min(files, key=lambda file: ('every' not in file, file))}`" if files else ""


if __name__ == "__main__":
    PAGE.write_text(page(happened()[1]), "utf-8")
