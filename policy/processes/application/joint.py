"""联审分工。What each department of a joint review reads for its own part, and that it adds up; no rule reads it, whoever decides does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.judging.provenance import BANK
from policy.language.facts import Fact, Json
from policy.language.items import Item, Review, ReviewPart
from policy.money import in_yuan
from policy.processes.application.confirming import Asked
from policy.text import Text

FIGURES: Final = "figures"
KIND: Final = "joint_review"
_NOT_THE_SUM: Final = Text("与各项之和不一致", "is not the sum of its parts")
_UNPROVED: Final = Text(
    "产值未增长、能耗未降低；确有其他实际效果的，请在理由中写明",
    "output has not grown and energy has not fallen; if there is another effect, give it as the reason",
)


def part_of(item: Item, department: str) -> ReviewPart | None:
    """Return a department's own part in the review of an item, if it has one."""
    return item.parts.get(department) if item.review is Review.JOINT else None


def figures_to_read(part: ReviewPart, provenance: Mapping[str, Mapping[str, Json]]) -> tuple[Fact, ...]:
    """Return what a department reads off the papers for its part: nothing of a certificate that its bank has supplied itself."""
    total = part.adds_up
    supplied = total is not None and any(provenance.get(code, {}).get("by") == BANK for code in total[1])
    return () if supplied else part.figures


def called(part: ReviewPart) -> Asked:
    """Return what the form of a department calls its part."""
    return Asked(FIGURES, part.title)


def require_consistent(item: Item, part: ReviewPart, figures: Mapping[str, Json], facts: Mapping[str, Json], reason: str | None) -> None:
    """Refuse a part whose sum is none, or that confirms what its own figures do not show without saying what else does.

    Args:
        item: What is applied for.
        part: The part.
        figures: What the department read for it.
        facts: The facts as it states them.
        reason: Why, where it gives a reason.

    Raises:
        Refusal: `invalid_input`, naming each.
    """
    if faults := [*_sums(item, part, figures, facts), *_unproved(item, part, figures, facts, reason)]:
        detail = Text("本部门核对的数据不一致。", "The figures of this department do not fit together.")
        raise Refusal(Code.INVALID_INPUT, detail, faults, clause=item.citation)


def _sums(item: Item, part: ReviewPart, figures: Mapping[str, Json], facts: Mapping[str, Json]) -> Iterator[Fault]:
    if part.adds_up is None or part.adds_up[0] not in figures:
        return
    total, parts = part.adds_up
    known = {**facts, **figures}
    whole = sum(int(known[code]) for code in parts if code in known)
    if whole != figures[total]:
        said = in_yuan(whole)
        yield Fault(
            f"{FIGURES}.{total}.value",
            Text(f"{_NOT_THE_SUM.zh}（合计{said.zh}）", f"{_NOT_THE_SUM.en} ({said.en})"),
            item.citation,
        )


def _unproved(item: Item, part: ReviewPart, figures: Mapping[str, Json], facts: Mapping[str, Json], reason: str | None) -> Iterator[Fault]:
    for flag, pairs in part.proved_by.items():
        is_shown = any(figures[lesser] < figures[greater] for lesser, greater in pairs if lesser in figures and greater in figures)
        if facts.get(flag) is True and not is_shown and not reason:
            yield Fault(f"facts.{flag}.value", _UNPROVED, item.citation)
