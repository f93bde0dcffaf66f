"""修订方案。What reads otherwise in a what-if: figures of the law, draft implementing rules, conditions left away or added.

A figure that is amended is read as it is given, whatever the law, rules or superior policies say of it. A draft rule is in force on the
days it names, beside the rules each case was judged by. What counts together towards a cap is not amended: it was counted as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.judging.implementing_rules import ImplementingRule, RuleBook
from policy.language.facts import Json, Kind, is_integer, unknown_in
from policy.language.items import Item, Outcome
from policy.language.lead import participation
from policy.language.parameters import RECORDS, FigureForm, Parameter, Setting
from policy.opinions_2022_8.general_terms import WORDS
from policy.text import Condition, Text
from policy.what_if.population import GENERAL_FLAGS, READ

MOST_CONDITIONS: Final = 20
MOST_DRAFTS: Final = 20
_KEYS: Final = frozenset({"figures", "rules", "waived", "required"})
_FACT: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TESTS: Final = frozenset({"is", "in", "at_least", "at_most"})
_NO_TEST: Final = Text("应说明所看的事实，以及是否、选项、下限、上限四者之一", "must name a fact and one of is, in, at_least, at_most")


@dataclass(frozen=True, slots=True)
class Test:
    """One thing a condition asks of a fact.

    Attributes:
        fact: The fact's code; also one that nobody was ever asked.
        how: `is`, `in`, `at_least` or `at_most`.
        limit: What it is held against: a bool, words, or an integer.
    """

    fact: str
    how: str
    limit: Any


@dataclass(frozen=True, slots=True)
class Amendment:
    """What reads otherwise.

    Attributes:
        figures: Figures of the law, exact, by name.
        drafts: Draft implementing rules.
        waived: The codes of conditions that are left away.
        required: Conditions that are added; each holds where any of its tests does.
    """

    figures: Mapping[str, Setting] = field(default_factory=dict)
    drafts: tuple[ImplementingRule, ...] = ()
    waived: frozenset[str] = frozenset()
    required: tuple[tuple[Test, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether everything reads as it does."""
        return not (self.figures or self.drafts or self.waived or self.required)


UNCHANGED: Final = Amendment()


def parse_amendment(item: Item, written: object, at: str = "change") -> Amendment:
    """Check what is to read otherwise of an item.

    Args:
        item: Whose law it is.
        written: `{"figures"?, "rules"?, "waived"?, "required"?}`; rates as decimal strings, amounts in fen.
        at: Where it stands, for faults.

    Raises:
        Refusal: `invalid_input` with every fault; `wrong_process` for an item whose amount no formula decides.
    """
    if item.outcome is not Outcome.AWARD:
        raise Refusal(Code.WRONG_PROCESS, Text("该事项没有可以试算的金额。", "This item has no amount to try."), clause=item.citation)
    if not isinstance(written, dict):
        wrong = Text("应为对象", "must be an object")
        raise Refusal(Code.INVALID_INPUT, wrong, [Fault(at, wrong)])
    faults = unknown_in(_KEYS, written, f"{at}.")
    figures = _figures(item, written.get("figures", {}), f"{at}.figures", faults)
    drafts = _drafts(item, written.get("rules", []), f"{at}.rules", faults)
    waived = _waived(item, written.get("waived", []), f"{at}.waived", faults)
    required = _required(item, written.get("required", []), f"{at}.required", faults)
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("修订方案有误", "What is to change is not valid"), faults, clause=item.citation)
    return Amendment(figures, drafts, waived, required)


def amendable(item: Item) -> dict[str, Parameter]:
    """Return the figures of an item that its awards depend on and that can be read otherwise."""
    figures = {**item.law, **RECORDS, **participation(item)}
    return {name: one for name, one in figures.items() if one.form is not FigureForm.WORD}


def parse_figure(item: Item, name: str, written: object, at: str, faults: list[Fault]) -> Setting | None:
    """Return a figure as it is to be read, or note what is wrong with it. The law's own maximum does not bind: it is what is tried."""
    parameter = amendable(item).get(name)
    if parameter is None:
        known = Text("不是本事项可以试算的数值", f"is no figure that can be tried; there are {', '.join(amendable(item))}")
        faults.append(Fault(at, known, item.citation))
        return None
    value: Setting | None = parameter.parse(written)
    if value is None:
        faults.append(Fault(at, Text(f"格式有误，应为{parameter.form.words.zh}", f"must be {parameter.form.words.en}"), item.citation))
        return None
    return {**parameter.value, **value} if parameter.form is FigureForm.TABLE else value


def conditions_of(item: Item) -> frozenset[str]:
    """Return the codes of the conditions an item is read by."""
    worded = {code for words in (WORDS, item.words) for code, sentence in words.items() if isinstance(sentence, Condition)}
    return frozenset(worded | {fact.code for fact in item.facts if fact.kind is Kind.FLAG})


def _figures(item: Item, written: object, at: str, faults: list[Fault]) -> dict[str, Setting]:
    if not isinstance(written, dict):
        faults.append(Fault(at, Text("应为对象", "must be an object")))
        return {}
    return {str(name): parse_figure(item, str(name), value, f"{at}.{name}", faults) for name, value in written.items()}


def _drafts(item: Item, written: object, at: str, faults: list[Fault]) -> tuple[ImplementingRule, ...]:
    rules = [{**one, "item": item.code} if isinstance(one, dict) else one for one in written] if isinstance(written, list) else written
    if isinstance(rules, list) and len(rules) > MOST_DRAFTS:
        faults.append(Fault(at, Text(f"不超过{MOST_DRAFTS}项", f"must be at most {MOST_DRAFTS}")))
        return ()
    try:
        return RuleBook.parse(rules).rules
    except Refusal as refusal:
        faults += [Fault(at + fault.field.removeprefix("rules"), fault.message, fault.clause) for fault in refusal.faults]
        return ()


def _waived(item: Item, written: object, at: str, faults: list[Fault]) -> frozenset[str]:
    known = conditions_of(item)
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        faults.append(Fault(at, Text("应为条件代码的列表", "must be a list of the codes of conditions")))
        return frozenset()
    for index, code in enumerate(written):
        if code not in known:
            unknown = Text("本事项没有这个条件", f"is no condition of this item; there are {', '.join(sorted(known))}")
            faults.append(Fault(f"{at}[{index}]", unknown, item.citation))
    return frozenset(written)


def _required(item: Item, written: object, at: str, faults: list[Fault]) -> tuple[tuple[Test, ...], ...]:
    groups = written if isinstance(written, list) else None
    if (
        groups is None
        or len(groups) > MOST_CONDITIONS
        or not all(isinstance(one, list) and 0 < len(one) <= MOST_CONDITIONS for one in groups)
    ):
        faults.append(
            Fault(at, Text(f"应为列表的列表，各不超过{MOST_CONDITIONS}项", f"must be a list of lists, of at most {MOST_CONDITIONS} each"))
        )
        return ()
    read = [[_test(item, one, f"{at}[{outer}][{inner}]", faults) for inner, one in enumerate(group)] for outer, group in enumerate(groups)]
    return tuple(tuple(one for one in group if one) for group in read)


def _test(item: Item, written: object, at: str, faults: list[Fault]) -> Test | None:
    asked: set[str] = (written.keys() & _TESTS) if isinstance(written, dict) else set()
    if not isinstance(written, dict) or len(asked) != 1 or written.keys() != {"fact", *asked}:
        faults.append(Fault(at, _NO_TEST))
        return None
    code, how = written["fact"], next(iter(asked))
    limit = written[how]
    wrong = _wrong_limit(item, code, how, limit)
    if wrong:
        faults.append(Fault(f"{at}.{how}", wrong))
        return None
    return Test(code, how, tuple(limit) if how == "in" else limit)


def _wrong_limit(item: Item, code: object, how: str, limit: Json) -> Text | None:
    """Return what is wrong with what a fact is held against; of a fact that nobody was asked any kind may be meant."""
    if not isinstance(code, str) or not _FACT.fullmatch(code):
        return _NO_TEST
    sound = {
        "is": isinstance(limit, bool),
        "in": isinstance(limit, list) and bool(limit) and all(isinstance(one, str) for one in limit),
        "at_least": is_integer(limit),
        "at_most": is_integer(limit),
    }[how]
    if not sound:
        return Text("格式有误", "is of the wrong form")
    fact = next((one for one in item.facts if one.code == code), None)
    if fact is None:
        return _CANNOT if code in GENERAL_FLAGS and how != "is" else None
    if fact.kind not in READ:
        return Text("不能以此设定条件", "is no fact that a condition can read")
    if how not in _hows(fact.kind):
        return _CANNOT
    return Text("有未知选项", "names an option the fact has not") if how == "in" and not set(limit) <= set(fact.options) else None


_CANNOT: Final = Text("不适用于这项事实", "does not suit this fact")


def _hows(kind: Kind) -> Iterable[str]:
    return {Kind.FLAG: ("is",), Kind.CHOICE: ("in",)}.get(kind, ("at_least", "at_most"))
