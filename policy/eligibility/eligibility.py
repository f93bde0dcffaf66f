"""享受资格。What can an enterprise get? Every item of the catalogue answered from what is known, in the order that helps most.

An item is `eligible` when it can be said whatever is still unknown, with its amount; `nearly` when something is missing (each thing
named, with who supplies it) or exactly one condition fails; `unknown` when nothing is known that its answer could follow from; otherwise
`no`, with every condition that fails. What was asked about comes first, then what brings most; guidance, which refuses nobody, comes last.
Nothing is promised: an application is judged on verified facts, and on what was awarded before, as far as that is not on record here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from typing import Final

from policy.eligibility.earlier import Earlier, cap_used_fen
from policy.eligibility.profiles import RECORDS, Profile, read_profile
from policy.judging.assessment import clause_of, sentence_of, written_figure
from policy.judging.catalogue import ITEMS, cap_text
from policy.judging.documents import APPLICANT
from policy.judging.implementing_rules import RuleBook
from policy.language.facts import SUPPLIER_NAMES, Fact, Json, Supplier
from policy.language.items import DEPARTMENT_NAMES, Item, Outcome, Process
from policy.language.lead import asked_under
from policy.language.partial_reader import Finding, OpenReader, Range, because_of, most
from policy.language.readers import Value
from policy.language.subjects import Across
from policy.money import write_yuan
from policy.opinions_2022_8 import DOCUMENT_ID
from policy.opinions_2022_8.general_terms import CITATION, judge
from policy.processes.application.channel import elsewhere
from policy.text import Text

ASSUMED: Final = Text(
    "本测算以此前未就任何事项获得支持、此前同类政策的支持标准不高于本意见为前提；正式申请以核验结果为准。",
    "Reckoned as if nothing had been awarded before and no older policy were better; an application is judged on verified facts.",
)
COUNTED: Final = Text(
    "本测算已扣除本单位在案支持所占用的最高限额，并以就同一支持对象未获支持、此前同类政策的支持标准不高于本意见为前提；正式申请以核验结果为准。",
    "What your earlier awards used of a maximum is taken off; reckoned as if nothing had been awarded for the same subject and no older "
    "policy were better. An application is judged on verified facts.",
)
_SAME_SUBJECT: Final = Text(
    "就同一{subject}，下列事项不重复支持，只享受最优的一项。",
    "For the same {subject} these are not added up: the best single award stands.",
)
_INSTEAD: Final = Text(
    "“一事一议”替代同条的计算公式，二者不叠加。", "A case-by-case decision stands in place of the clause's formula: not both."
)
_NO_AMOUNT_AFTER_ALL: Final = "something_left"


class Standing(StrEnum):
    """How an item stands to a profile, best first."""

    ELIGIBLE = "eligible"
    NEARLY = "nearly"
    UNKNOWN = "unknown"
    NO = "no"


@dataclass(frozen=True)
class Answer:
    """One item's answer.

    Attributes:
        item: The item.
        profile: What is known.
        findings: Every condition: held, failed or open.
        award: The award in fen, exact or between bounds; None for an item without a formula.
        missing_parameters: Left-open figures without a rule in force.
        used_fen: What earlier awards used of the most that the item gives the enterprise.
        before: How many awards of the item it has, and what stands of them, in fen.
    """

    item: Item
    profile: Profile
    findings: tuple[Finding, ...]
    award: Value
    missing_parameters: tuple[str, ...]
    used_fen: int = 0
    before: tuple[int, int] = (0, 0)

    @cached_property
    def failed(self) -> list[Finding]:
        """The conditions that fail whatever is still unknown."""
        failed = [one for one in self.findings if one.holds is False]
        if not failed and self.award is not None and most(self.award) == 0:
            # Whichever way the open conditions turn out there is nothing to award.
            return [one for one in self.findings if one.code == _NO_AMOUNT_AFTER_ALL]
        return failed

    @cached_property
    def open(self) -> list[Finding]:
        """The conditions that hang on what is unknown."""
        return [one for one in self.findings if isinstance(one.holds, Range) and one not in self.failed]

    @cached_property
    def standing(self) -> Standing:
        """How the item stands: eligible, nearly, unknown, or no."""
        undecided = bool(self.open or self.missing_parameters or isinstance(self.award, Range))
        if self.failed:
            nearly = len(self.failed) == 1 and not undecided and self.failed[0].code != _NO_AMOUNT_AFTER_ALL
            return Standing.NEARLY if nearly else Standing.NO
        if not undecided:
            return Standing.ELIGIBLE
        return Standing.NEARLY if self.profile.knows_of(self.item) else Standing.UNKNOWN

    @cached_property
    def award_fen(self) -> int | None:
        """The award in fen, where the item is eligible and a formula gives it."""
        return self.award if self.standing is Standing.ELIGIBLE else None

    @cached_property
    def up_to_fen(self) -> int | None:
        """The most it can come to; None where there is no formula, or no."""
        return None if self.award is None or self.failed else most(self.award)

    @cached_property
    def outcome(self) -> Outcome | None:
        """How an assessment ends: certain when eligible, refused, or only a rule is missing."""
        if self.failed:
            return Outcome.REJECT
        if self.open or isinstance(self.award, Range):
            return None
        return Outcome.NEEDS_PARAMETER if self.missing_parameters else self.item.outcome

    @property
    def deciding(self) -> frozenset[str]:
        """The unknown facts the outcome or the amount hangs on."""
        return because_of([*(one.holds for one in self.open), self.award])

    def rank(self) -> tuple[int, ...]:
        """Return what answers are sorted by: guidance last, what is asked about first, then how it stands, by money, by what is missing."""
        is_guidance, is_beside = self.item.outcome is Outcome.NO_GRANT, not self.profile.is_about(self.item)
        money = self.award_fen if self.standing is Standing.ELIGIBLE else self.up_to_fen
        lacking = len(self.deciding) + len(self.missing_parameters) + len(self.failed)
        return int(is_guidance), int(is_beside), list(Standing).index(self.standing), -(money or 0), int(not self.item.money), lacking

    def as_dict(self) -> dict[str, Json]:
        """Return the answer as JSON."""
        item = self.item
        return {
            "item": item.code,
            "clause": item.clause,
            "citation": item.citation,
            "title": item.title.as_dict(),
            "standing": self.standing.value,
            "asked_about": self.profile.is_about(item),
            "outcome": self.outcome.value if self.outcome else None,
            "award_fen": self.award_fen,
            "up_to_fen": self.up_to_fen,
            "failed": [self._condition(one) for one in self.failed],
            "open": [self._condition(one) | {"hangs_on": sorted(one.holds.because)} for one in self.open],
            "missing": list(self._missing()),
            "missing_parameters": [self._parameter(name) for name in self.missing_parameters],
            "cap": {
                "fen": item.cap_fen,
                "used_fen": self.used_fen,
                "scope": item.cap_scope.value,
                "period": item.cap_period.value,
                "text": cap_text(item, item.cap_scope, item.cap_period).as_dict(),
            },
            "before": {"awards": self.before[0], "fen": self.before[1]},
            "evidence": [{"code": one.code, "title": one.title.as_dict(), "required": one.required} for one in item.evidence],
            "departments": [{"code": code, "title": DEPARTMENT_NAMES[code].as_dict()} for code in item.departments],
            "process": item.process.value,
            "instead": elsewhere(item),
        }

    def _condition(self, found: Finding) -> dict[str, Json]:
        condition: dict[str, Json] = {
            "code": found.code,
            "clause": clause_of(self.item, found.section),
            "text": sentence_of(self.item, found.code).as_dict(),
        }
        for name, figure in (("figure", found.figure), ("limit", found.limit)):
            if isinstance(figure, int):
                condition[name] = written_figure(figure, found.unit)
        return condition

    def _missing(self) -> Iterator[dict[str, Json]]:
        """Yield what is unknown and needed, first what the answer hangs on."""
        of_applicant = {f"applicant.{fact.code}": fact for fact in APPLICANT}
        for name in sorted(name for name in self.deciding if name.startswith("applicant.")):
            fact = of_applicant.get(name)
            yield _needed(name, fact.title if fact else RECORDS, fact.supplied_by if fact else Supplier.SOURCE, decides=True)
        facts = self.profile.missing_from(self.item)
        for fact in sorted(facts, key=lambda one: one.code not in self.deciding):
            others = [code for code in self.item.alternatives if fact.code in self.item.alternatives and code != fact.code]
            needed = _needed(fact.code, fact.title, fact.supplied_by, decides=fact.code in self.deciding)
            yield needed | ({"or": others} if others else {})

    def _parameter(self, name: str) -> dict[str, Json]:
        department = self.item.departments[0]
        set_by = {"code": department, "title": DEPARTMENT_NAMES[department].as_dict()}
        return {"name": name, "title": self.item.parameters[name].title.as_dict(), "set_by": set_by}


def judge_all(
    written: object,
    today: date,
    rules: RuleBook | None = None,
    earlier: Sequence[Earlier] | None = None,
    known: Sequence[Mapping[str, Json]] = (),
) -> dict[str, Json]:
    """Answer every item of the catalogue from a profile.

    Args:
        written: The profile (`policy.eligibility.profiles.read_profile`).
        today: Stands for dates that are not given.
        rules: The implementing rules known.
        earlier: What stands of the enterprise's awards; None where nobody knows whose profile it is.
        known: What was put into the profile because it is on record (`policy.eligibility.profiles.with_known`).

    Returns:
        The answers, ranked, and which of them are not added up.

    Raises:
        Refusal: `invalid_input` naming each field that is wrong.
    """
    book = rules or RuleBook()
    profile = read_profile(written, today, [str(one["field"]).partition(".")[2] for one in known], book)
    answers = sorted((judge_item(item, profile, book, earlier or ()) for item in ITEMS.values()), key=Answer.rank)
    return {
        "document_id": DOCUMENT_ID,
        "application_date": profile.application_date.isoformat(),
        "matter_date": profile.matter_date.isoformat(),
        "known": [dict(one) for one in known],
        "assumed": (ASSUMED if earlier is None else COUNTED).as_dict(),
        "items": [answer.as_dict() for answer in answers],
        "not_added_up": list(_not_added_up([answer.item for answer in answers if answer.standing in _MAY_BE_HAD])),
    }


def judge_item(item: Item, profile: Profile, book: RuleBook, earlier: Sequence[Earlier] = ()) -> Answer:
    """Answer one item."""
    law = book.figures(item, profile.matter_date).law
    item, reader = asked_under(item, law), OpenReader()
    year = profile.facts.get(f"{item.code}.{item.year_code}", profile.facts.get(item.year_code)) if item.year_code else None
    used_fen = cap_used_fen(item, earlier, book, profile.matter_date, profile.application_date, year)
    settlement = judge(item, profile.row_of(item, used_fen), law, reader)
    award = None if settlement is None else settlement.award
    its = [one for one in earlier if one.item_code == item.code]
    before = sum(one.awards for one in its), sum(one.fen for one in its)
    return Answer(item, profile, tuple(reader.findings), award, tuple(sorted(reader.missing)), used_fen, before)


def _needed(field: str, title: Text, supplier: Supplier, *, decides: bool) -> dict[str, Json]:
    supplied_by = {"code": supplier.value, "title": SUPPLIER_NAMES[supplier].as_dict()}
    return {"field": field, "title": title.as_dict(), "supplied_by": supplied_by, "decides": decides}


def _not_added_up(items: list[Item]) -> Iterator[dict[str, Json]]:
    """Yield the items that exclude each other: those for the same numbered subject, and a committee's decision beside a formula."""
    money = [item for item in items if item.money]
    groups: dict[str, list[Item]] = {}
    for item in money:
        if item.identifier and item.identifier.across is not Across.APART:
            groups.setdefault(item.identifier.kind, []).append(item)
    for group in groups.values():
        if len(group) > 1:
            number = _number_of(group[0])
            yield _exclusion(group, [number.code], _about(_SAME_SUBJECT, number), CITATION)
    for one, other in combinations(money, 2):
        alternatives = (one.process is Process.CASE_BY_CASE) != (other.process is Process.CASE_BY_CASE)
        if alternatives and (one.clause, one.subject[0]) == (other.clause, other.subject[0]):
            yield _exclusion([one, other], [], _INSTEAD, one.citation)


def _number_of(item: Item) -> Fact:
    """Return the number that says what an award of the item is for."""
    return next(fact for fact in item.facts if item.identifier and fact.code == item.identifier.number)


def _about(sentence: Text, fact: Fact) -> Text:
    return Text(sentence.zh.format(subject=fact.title.zh), sentence.en.format(subject=fact.title.en.lower()))


def _exclusion(items: list[Item], facts: list[str], sentence: Text, clause: str) -> dict[str, Json]:
    return {"items": [item.code for item in items], "same": facts, "text": sentence.as_dict(), "clause": clause}


def page(answer: Mapping[str, Json], language: str) -> str:
    """Return the answer as a page for people, in "zh" or "en"."""
    return "\n".join(_lines(answer, language))


def _lines(answer: Mapping[str, Json], language: str) -> Iterator[str]:
    for standing in Standing:
        found = [item for item in answer["items"] if item["standing"] == standing]
        yield f"{_STANDING_NAMES[standing].in_language(language)} ({len(found)})"
        for item in found:
            yield f"  {item['citation']} {item['item']} · {_in(item['title'], language)}{_amount(item, language)}"
            yield from (f"    ✗ {_in(one['text'], language)}" for one in item["failed"])
            yield from (f"    → {_in(one['text'], language)}" for one in (item["instead"],) if one)
            if standing is Standing.NEARLY:
                needed = [one for one in item["missing"] if one["decides"]]
                yield from (f"    ? {_in(one['title'], language)} ({_in(one['supplied_by']['title'], language)})" for one in needed)
                unset = item["missing_parameters"]
                yield from (f"    ? {_in(one['title'], language)} ({_in(one['set_by']['title'], language)})" for one in unset)
        yield ""
    for one in answer["not_added_up"]:
        yield f"{_in(one['text'], language)} ({one['clause']}: {', '.join(one['items'])})"
    yield _in(answer["assumed"], language)


_MAY_BE_HAD: Final = frozenset({Standing.ELIGIBLE, Standing.NEARLY, Standing.UNKNOWN})
_STANDING_NAMES: Final = {
    Standing.ELIGIBLE: Text("可以申请", "Eligible"),
    Standing.NEARLY: Text("尚差条件或信息", "Nearly: something is missing, or one condition fails"),
    Standing.UNKNOWN: Text("信息不足，无法判断", "Unknown: nothing is known that the answer could follow from"),
    Standing.NO: Text("不符合", "Not eligible"),
}


_BY_COMMITTEE: Final = Text("由专题会审议确定", "the committee decides case by case")


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language, texts["zh"])


def _amount(item: Mapping[str, Json], language: str) -> str:
    if item["award_fen"] is not None:
        return f": {write_yuan(item['award_fen'])}" + (" yuan" if language == "en" else " 元")
    if item["outcome"] == Outcome.REFER:
        return ", " + _BY_COMMITTEE.in_language(language)
    if item["standing"] == Standing.NEARLY and item["up_to_fen"] is not None:
        return f": ≤ {write_yuan(item['up_to_fen'])}" + (" yuan" if language == "en" else " 元")
    return ""
