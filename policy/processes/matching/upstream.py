"""上级资金。What the upstream registry's answer says: the owner of a project, what is left of a year's money, and what changed.

An answer is the registry's own document as JSON (`gateways.upstream`), kept as it came, so that it can be read again years later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from policy.language.items import Item, Upstream
from policy.processes.matching.lifecycle import Event
from policy.text import Condition

Answer: TypeAlias = "Mapping[str, Any]"

WORDS: Final[Mapping[str, Condition]] = {
    "upstream_known": Condition(
        "上级登记中有此项目或保单",
        "The upstream registry knows the project or the policy",
        "经向上级主管部门核实，未查询到该项目或者保单的登记及补贴记录",
    ),
    "upstream_sound": Condition(
        "上级登记没有矛盾",
        "The upstream registry's record does not contradict itself",
        "经向上级主管部门核实，该项目或者保单的登记存在矛盾，且未能更正",
    ),
    "upstream_own": Condition(
        "上级登记的承担单位为申请单位",
        "The upstream registry names the applicant",
        "经向上级主管部门核实，该项目或者保单的承担单位不是申请单位",
    ),
    "upstream_level": Condition(
        "级别与上级登记一致", "The level is what the upstream registry says", "经向上级主管部门核实，所填级别与登记不一致"
    ),
    "upstream_year": Condition(
        "年度与上级登记一致", "The year is what the upstream registry says", "经向上级主管部门核实，所填年度与登记不一致"
    ),
    "upstream_alive": Condition(
        "上级项目未终止或验收",
        "The upstream has neither terminated nor accepted the project yet",
        "经向上级主管部门核实，该项目已终止或者已验收",
    ),
}
SUPPLIED: Final[Mapping[Upstream, frozenset[str]]] = {
    Upstream.PROJECT: frozenset({"upstream_level", "upstream_received_fen"}),
    Upstream.INSURANCE: frozenset({"municipal_subsidy_fen"}),
}
"""The facts its registry supplies of what an item matches."""
_ENDED: Final = frozenset({"terminated", "completed"})
_STATUS_EVENTS: Final[Mapping[str, Event]] = {
    "reduced": Event.UPSTREAM_REDUCED,
    "terminated": Event.UPSTREAM_TERMINATED,
    "completed": Event.UPSTREAM_COMPLETED,
}


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a source of record says of an application.

    Attributes:
        facts: Facts it supplies.
        failures: Codes of the conditions that do not hold.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    failures: tuple[str, ...] = ()


def net_fen(answer: Answer | None, year: int) -> int:
    """Return what a project received in a year and kept, in fen."""
    rows = answer["received"] if answer else ()
    return sum(int(row["fen"]) - int(row["recovered_fen"]) for row in rows if row["year"] == year)


def last_year(answer: Answer | None) -> int | None:
    """Return the last year in which money came, if any did."""
    return max((int(row["year"]) for row in (answer["received"] if answer else ()) if row["fen"]), default=None)


def supplied(item: Item, facts: Mapping[str, Any], own: Collection[str], answer: Answer | None) -> Supplied:
    """Return what the upstream registry says of an application.

    Args:
        item: What is applied for; it matches a project or an insurance.
        facts: What was declared.
        own: The credit codes of who applies and all that count as one with it.
        answer: The registry's answer; None where it definitely knows no such thing.
    """
    if missing := _strangeness(own, answer):
        return Supplied(failures=missing)
    assert answer is not None  # noqa: S101 - otherwise it is strange
    if item.upstream is Upstream.PROJECT:
        received = net_fen(answer, int(facts["funding_year"]))
        return Supplied({"upstream_level": answer["level"], "upstream_received_fen": received})
    failures = () if answer["year"] == facts["year"] else ("upstream_year",)
    return Supplied({"municipal_subsidy_fen": int(answer["subsidy_fen"])}, failures)


def why_not_admitted(own: Collection[str], level: str, answer: Answer | None) -> tuple[str, ...]:
    """Return the conditions of a project's admission that its registry denies: it is known, the enterprise's own, of that level, alive."""
    if missing := _strangeness(own, answer):
        return missing
    assert answer is not None  # noqa: S101 - otherwise it is strange
    failures = () if answer["level"] == level else ("upstream_level",)
    return failures + (("upstream_alive",) if answer["status"] in _ENDED else ())


def failures_as_json(item: Item, codes: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return conditions that do not hold as they are kept and shown: code, clause and sentence."""
    return [{"code": code, "clause": item.citation, "text": WORDS[code].as_dict()} for code in codes]


def is_handed_over(own: Collection[str], answer: Answer | None) -> bool:
    """Tell whether a record says that a project was handed over by its enterprise to another, which holds it now."""
    moved = (answer or {}).get("handed_over")
    return bool(answer and moved and moved["from_uscc"] in own and answer["uscc"] not in own)


def events_between(own: Collection[str], before: Answer | None, after: Answer) -> list[Event]:
    """Return what happened to a project between two looks; the last ones may change where it stands.

    Args:
        own: The credit codes of whose project we admitted and all that count as one with it.
        before: The registry's answer when it was looked at last.
        after: Its answer now, in which nothing is doubtful (`policy.processes.matching.contradictions`).
    """
    years = {int(row["year"]) for row in (before["received"] if before else ())}
    events = [Event.UPSTREAM_RECOVERED] if any(net_fen(after, year) < net_fen(before, year) for year in years) else []
    status = str(after["status"])
    if (before is None or before["status"] != status) and status in _STATUS_EVENTS:
        events.append(_STATUS_EVENTS[status])
    if before is not None and before["status"] in _ENDED and status not in _ENDED:
        events.append(Event.UPSTREAM_RESUMED)
    if is_handed_over(own, after) and not is_handed_over(own, before):
        events.append(Event.UPSTREAM_HANDED_OVER)
    return events or [Event.UPSTREAM_CONFIRMED]


def _strangeness(own: Collection[str], answer: Answer | None) -> tuple[str, ...]:
    if answer is None:
        return ("upstream_known",)
    return () if answer["uscc"] in own else ("upstream_own",)
