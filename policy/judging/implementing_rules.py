"""实施细则。Implementing rules: dated data that settle what the Opinions leave open, and never go past what they allow.

A rule names an item, the days it is in force (`from` and `to`, both included) and some values. An application is judged by the rules in
force on its **matter date**. Where two are in force and name the same value, the one that began later stands (从新).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.superior_policy import AppliesTo, SuperiorPolicy, exceeds, lowered, parse_superior
from policy.language.facts import Json, parse_day, text, unknown_in
from policy.language.parameters import FigureForm, Parameter, Setting, Standing, write_setting
from policy.language.parts import Part, read_parts
from policy.language.readers import Values
from policy.money import Rate, Tiers, in_yuan, write_rate
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.items import Item

_KEYS: Final = frozenset({"item", "from", "to", "values", "document_no", "superior"})
_DOCUMENT_NO: Final = text("document_no", "文号", "Number of the document")


@dataclass(frozen=True, slots=True)
class ImplementingRule:
    """One implementing rule, checked against the law.

    Attributes:
        item: The item's code.
        begins_on: First day in force.
        ends_on: Last day in force, or None while it has no end.
        values: The figures it settles, exact.
        document_no: The number of the document that sets it (文号); None of a rule that is only tried.
        superior: The superior policy whose lower figures these are; None for what the department sets itself.
    """

    item: str
    begins_on: date
    ends_on: date | None
    values: Mapping[str, Setting]
    document_no: str | None = None
    superior: SuperiorPolicy | None = None

    def in_force(self, item: str, on: date, applied_on: date) -> bool:
        """Tell whether the rule settles something of `item` for a matter of one day that is applied for on another."""
        day = applied_on if self.superior and self.superior.applies_to is AppliesTo.APPLICATIONS else on
        return self.item == item and self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)

    def as_dict(self) -> dict[str, Json]:
        """Return the rule as it is written in JSON, without an open end."""
        body: dict[str, Json] = {"item": self.item, "from": self.begins_on.isoformat()}
        if self.ends_on:
            body["to"] = self.ends_on.isoformat()
        if self.document_no:
            body["document_no"] = self.document_no
        if self.superior:
            body["superior"] = self.superior.as_dict()
        return body | {"values": {name: write_setting(value) for name, value in sorted(self.values.items())}}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one item in force on one day.

    Attributes:
        law: What a clause's body reads.
        rules: The implementing rules they come from, earliest first, as JSON.
        rules_hash: SHA-256 over `rules` as canonical JSON.
    """

    law: Values
    rules: tuple[dict[str, Json], ...]
    rules_hash: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All implementing rules known, checked once; keep one for a run of many assessments."""

    rules: tuple[ImplementingRule, ...] = ()
    _figures: dict[tuple[str, date, date], Figures] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def parse(cls, written: object) -> RuleBook:
        """Check implementing rules against the law.

        Args:
            written: A list of `{"item", "from", "to"?, "values", "document_no"?, "superior"?}`; rates as decimal strings, amounts in fen.

        Raises:
            Refusal: `invalid_input` with every fault: an unknown item or value, a wrong form, a value the law itself fixes, or one past
                the law's maximum.
        """
        if not isinstance(written, list):
            detail = Text("实施细则应为列表", "Implementing rules must be a list")
            raise Refusal(code=Code.INVALID_INPUT, detail=detail, faults=[Fault("rules", detail)])
        faults: list[Fault] = []
        rules = [rule for index, one in enumerate(written) if (rule := _parse_rule(one, f"rules[{index}]", faults))]
        if faults:
            raise Refusal(code=Code.INVALID_INPUT, detail=Text("实施细则有误", "The implementing rules are not valid"), faults=faults)
        return cls(tuple(sorted(rules, key=lambda rule: rule.begins_on)))

    def figures(self, item: Item, on: date, applied_on: date | None = None) -> Figures:
        """Return the figures of `item` in force on `on`, the matter date, for what is applied for on another day, or on the same."""
        key = (item.code, on, applied_on or on)
        if key not in self._figures:
            self._figures[key] = _figures(item, [rule for rule in self.rules if rule.in_force(*key)])
        return self._figures[key]


def parse_rule(item: Item, written: Mapping[str, Json]) -> ImplementingRule:
    """Check one implementing rule of an item against the law.

    Args:
        item: What it settles something of.
        written: `from`, `to` (or None), `values`, `document_no` and `superior` (or None), as JSON.

    Raises:
        Refusal: `invalid_input` with every fault, each with its field and, where the law forbids it, the clause.
    """
    faults: list[Fault] = []
    rule = _parse_rule({**written, "item": item.code}, "", faults)
    if rule is None:
        for fault in faults:
            fault.field = fault.field.removeprefix(".")
        raise Refusal(Code.INVALID_INPUT, Text("实施细则有误", "The implementing rule is not valid"), faults, clause=item.citation)
    return rule


def rules_hash(rules: Iterable[Mapping[str, Json]]) -> str:
    """Return the SHA-256 of rules as canonical JSON (keys sorted, no spaces, UTF-8), in lower-case hexadecimal."""
    canonical = json.dumps(list(rules), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def parts_by(rules: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return the parts that the rules a matter was judged by have its award paid in, by the last of them; none where it is paid at once."""
    said = [rule["values"]["instalments"] for rule in rules if "instalments" in rule["values"]]
    return read_parts(said[-1]) if said else ()


def _figures(item: Item, rules: list[ImplementingRule]) -> Figures:
    law = {name: parameter.without_rule(name) for name, parameter in item.parameters.items()}
    for rule in rules:
        law |= {} if rule.superior else rule.values
    for rule in rules:
        law |= {name: lowered(law[name], value) for name, value in rule.values.items()} if rule.superior else {}
    written = tuple(rule.as_dict() for rule in rules)
    return Figures(Values(law), written, rules_hash(written))


def _parse_rule(written: object, at: str, faults: list[Fault]) -> ImplementingRule | None:
    """Return the rule at `at`, or note what is wrong with it."""
    if not isinstance(written, dict):
        faults.append(Fault(at, Text("应为对象", "must be an object")))
        return None
    begun = len(faults)
    faults += unknown_in(_KEYS, written, f"{at}.")
    code = written.get("item")
    item = ITEMS.get(code) if isinstance(code, str) else None
    if item is None:
        faults.append(Fault(f"{at}.item", Text("没有这个事项", "is not an item of the catalogue")))
    begins_on, ends_on = parse_day(written.get("from")), parse_day(written.get("to"))
    if begins_on is None:
        faults.append(Fault(f"{at}.from", Text("应为公历日期，如2026-01-01", "must be a date written YYYY-MM-DD")))
    if ends_on is None and written.get("to") is not None:
        faults.append(Fault(f"{at}.to", Text("应为公历日期，如2026-01-01", "must be a date written YYYY-MM-DD")))
    if begins_on and ends_on and ends_on < begins_on:
        faults.append(Fault(f"{at}.to", Text("不得早于起始日", "must not be before the first day")))
    document_no, values = written.get("document_no"), written.get("values")
    if document_no is not None and (wrong := _DOCUMENT_NO.fault_of(document_no)):
        faults.append(Fault(f"{at}.document_no", wrong))
    superior = parse_superior(written.get("superior"), f"{at}.superior", faults)
    reads = _parse_value if written.get("superior") is None else _parse_lowered
    if not isinstance(values, dict) or not values:
        faults.append(Fault(f"{at}.values", Text("至少应有一项数值", "must be an object with at least one value")))
    elif item is not None:
        settled = {name: reads(item, name, value, f"{at}.values.{name}", faults) for name, value in values.items()}
        if begins_on and len(faults) == begun:
            return ImplementingRule(item.code, begins_on, ends_on, settled, document_no, superior)
    return None


def _most(parameter: Parameter) -> Text:
    """Return the most the law allows, as it is written for people."""
    most = parameter.maximum
    if isinstance(most, Rate):
        return Text(f"{write_rate(most * 100)}%", f"{write_rate(most * 100)}%")
    if parameter.form is FigureForm.FEN and isinstance(most, int):
        return in_yuan(most)
    return Text(str(most), str(most))


def _parse_value(item: Item, name: str, written: object, at: str, faults: list[Fault]) -> Setting | None:
    """Return the exact value, or note why the law does not let a rule say it."""
    parameter = item.parameters.get(name)
    wrong: Text | None = None
    value: Setting | None = None
    if parameter is None:
        wrong = Text("本事项没有这个参数", "is not a parameter of this item")
    elif parameter.standing is Standing.FIXED:
        wrong = Text("条款已明确规定，实施细则不得变更", "is fixed by the clause: no rule may change it")
    elif (value := parameter.parse(written)) is None:
        wrong = Text(f"格式有误，应为{parameter.form.words.zh}", f"must be {parameter.form.words.en}")
    elif parameter.maximum is not None and exceeds(value, parameter.maximum):
        most = _most(parameter)
        wrong = Text(f"超过条款规定的上限（{most.zh}）", f"exceeds the most the law allows, {most.en}")
    elif parameter.form is FigureForm.PAPERS and (taken := [one.code for one in value or () if one.code in item.fact_codes]):
        wrong = Text(f"{taken[0]}与申报信息的代码重复", f"{taken[0]} is the code of a fact of the item")
    if wrong:
        faults.append(Fault(at, wrong, item.citation))
    return value


def _parse_lowered(item: Item, name: str, written: object, at: str, faults: list[Fault]) -> Setting | None:
    """Return the exact value a superior policy lowers a figure to, or note why it cannot."""
    parameter = item.parameters.get(name)
    wrong: Text | None = None
    value: Setting | None = None
    if parameter is None:
        wrong = Text("本事项没有这个参数", "is not a parameter of this item")
    elif not parameter.support:
        wrong = Text("不是支持标准，上位政策不能在此调低", "is no figure of support that a superior policy lowers here")
    elif (value := parameter.parse(written)) is None or isinstance(value, Tiers):
        wrong = Text(f"格式有误，应为{parameter.form.words.zh}", f"must be {parameter.form.words.en}")
    elif exceeds(value, parameter.value if parameter.form is FigureForm.TABLE else parameter.maximum):
        wrong = Text("高于条款的标准，上位政策只能在此调低", "is more than the clause gives: a superior policy only lowers it here")
    if wrong:
        faults.append(Fault(at, wrong, item.citation))
    return value
