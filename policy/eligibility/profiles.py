"""画像。The profile of an enterprise: facts by name, facts of the applicant and dates, as far as they are known, read once for every item.

A fact of a name shared by several items is known to all of them. Where two items mean different things by it, the longer name
`item.fact` says which one is meant, and goes before the short one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.documents import APPLICANT, NOT_AN_OBJECT, RECORD, days_of_application, serious_records
from policy.judging.implementing_rules import RuleBook
from policy.judging.timeliness import fault_of_matter, fault_of_year, since_in_force
from policy.language.facts import ABSENT, Fact, Json, Kind, Supplier, day, faults_of, object_schema, parse_day, unknown_in
from policy.language.items import Item
from policy.language.lead import LED
from policy.language.partial_reader import Range, unknown
from policy.language.readers import Value, Values
from policy.opinions_2022_8 import IN_FORCE_ON
from policy.opinions_2022_8.general_terms import CITATION
from policy.text import Text

DATES: Final = (
    day("application_date", "申请日期", "Application date", supplied_by=Supplier.SOURCE, optional=True, judged=True),
    day("matter_date", "事项发生日期", "Date the matter arose", optional=True, judged=True),
)
RECORDS: Final = Text("财政、市场监管、税务、海关的不良行为记录", "Bad records at finance, market regulation, tax and customs")
MOST_RECORDS: Final = 10_000

_FORESEEN: Final = Text("明年年末", "the end of next year")

_TITLE: Final = Text("企业情况", "What is known of an enterprise")
_ASKED: Final = Text("重点查询的事项", "Items that are asked about before all others")
_KEYS: Final = frozenset(fact.code for fact in DATES) | {"applicant", "facts", "items"}
_APPLICANT_KEYS: Final = frozenset(fact.code for fact in APPLICANT) | {"records"}
_RECORD_KEYS: Final = frozenset(fact.code for fact in RECORD)


@dataclass(frozen=True, slots=True)
class Profile:
    """A valid profile.

    Attributes:
        applicant: What is known of the applicant.
        facts: Known facts by their short or long names.
        application_date: The day it is judged as applied for.
        matter_date: The day the matter is taken to have arisen.
        asks_about: The items that are asked about before all others.
        on_record: Names of facts that nobody said: they are on record here.
    """

    applicant: Mapping[str, Json]
    facts: Mapping[str, Json]
    application_date: date
    matter_date: date
    asks_about: frozenset[str] = frozenset()
    on_record: frozenset[str] = frozenset()

    def is_about(self, item: Item) -> bool:
        """Tell whether the profile asks about an item: it names it, or says something that no other item asks for."""
        facts = self.facts.keys() - self.on_record
        said = {fact.code for fact in item.facts if fact.code in facts and len(_asked_by().get(fact.code, ())) == 1}
        return item.code in self.asks_about or bool(said) or any(name.startswith(f"{item.code}.") for name in facts)

    def knows_of(self, item: Item) -> bool:
        """Tell whether anything is known that an answer about an item could follow from; a year alone says nothing."""
        known = (fact for fact in item.facts if fact.kind is not Kind.YEAR and self.value_of(item, fact) is not None)
        return any(known) or (not item.facts and bool(self.applicant))

    def value_of(self, item: Item, fact: Fact) -> Json | None:
        """Return what is known of a fact of an item, or None."""
        return self.facts.get(f"{item.code}.{fact.code}", self.facts.get(fact.code))

    def missing_from(self, item: Item) -> list[Fact]:
        """Return the facts an application of `item` needs and this profile has not."""
        absent = [fact for fact in item.facts if self.value_of(item, fact) is None]
        either = {fact.code for fact in absent if fact.code in item.alternatives}
        open_choice = item.alternatives[0] if len(either) == len(item.alternatives) > 0 else None
        return [fact for fact in absent if not fact.optional or fact.code == open_choice]

    def row_of(self, item: Item, cap_used_fen: int = 0) -> Values:
        """Return the row of `item` as `policy.language.partial_reader.OpenReader` reads it, with what was used of its maximum before."""
        missing = {fact.code for fact in self.missing_from(item)}
        row: dict[str, Value] = {"requested_fen": ABSENT}
        for fact in item.facts:
            known = self.value_of(item, fact)
            absent = unknown(fact, fact.code) if fact.code in missing else ABSENT
            row[fact.code] = absent if known is None else fact.in_row(known)
        for fact in APPLICANT:
            name = "applicant_type" if fact.code == "type" else fact.code
            row[name] = self.applicant[fact.code] if fact.code in self.applicant else unknown(fact, f"applicant.{fact.code}")
        row |= self._past() | {"cap_used_fen": cap_used_fen} | days_of_application(item, self.application_date)
        return Values(row | {"matter_day": self.matter_date.toordinal()})

    def _past(self) -> dict[str, Value]:
        """Return the facts of the past: serious records as far as they are known, and no earlier payment."""
        records: Value = Range(0, MOST_RECORDS, frozenset({"applicant.records"}))
        if "records" in self.applicant:
            records = serious_records(self.applicant["records"], self.application_date)
        return {"serious_records": records, "subject_closed": ABSENT, "already_paid_fen": 0, "older_policy_fen": 0}


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is on record of an enterprise.

    Attributes:
        name: Of a fact, or of something known of an applicant.
        value: What it is.
        source: Who says so.
        on: Since when, or as of which day, it is known.
    """

    name: str
    value: Json
    source: Text
    on: date


def read_profile(written: object, today: date, on_record: Collection[str] = (), rules: RuleBook | None = None) -> Profile:
    """Check a profile.

    Args:
        written: `{"applicant"?, "facts"?, "application_date"?, "matter_date"?, "items"?}`; each may be partial.
        today: Stands for the application date where none is given; the application date stands for the matter date.
        on_record: Names of the facts in it that nobody said.
        rules: The implementing rules known: what they have an item ask may be said too.

    Raises:
        Refusal: `invalid_input` with a fault for every field that is unknown or wrong, and for every day and year no application can be of.
    """
    faults = _faults_in(written, today, _names_by(rules or RuleBook()))
    if faults or not isinstance(written, dict):
        raise Refusal(
            code=Code.INVALID_INPUT, detail=Text("企业信息有误", "The particulars of the enterprise are not valid"), faults=faults
        )
    applied_on = parse_day(written.get("application_date")) or today
    matter_on = parse_day(written.get("matter_date")) or applied_on
    return Profile(
        written.get("applicant", {}),
        written.get("facts", {}),
        applied_on,
        matter_on,
        frozenset(written.get("items", ())),
        frozenset(on_record),
    )


def profile_schema() -> dict[str, Json]:
    """Return the JSON Schema (2020-12) of a profile: everything in it may be left out."""
    applicant = object_schema(APPLICANT)
    applicant["properties"]["records"] = {
        "type": "array",
        "items": object_schema(RECORD),
        "x-title": RECORDS.as_dict(),
        "title": RECORDS.zh,
    }
    facts = {"type": "object", "properties": {name: fact.schema() for name, fact in fact_names().items()}, "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://etown-grants.example/schemas/profile.json",
        "title": _TITLE.zh,
        "x-title": _TITLE.as_dict(),
        "type": "object",
        "properties": {
            **object_schema(DATES)["properties"],
            "applicant": {name: part for name, part in applicant.items() if name != "required"},
            "facts": facts,
            "items": {
                "type": "array",
                "uniqueItems": True,
                "items": {"enum": list(ITEMS)},
                "title": _ASKED.zh,
                "x-title": _ASKED.as_dict(),
            },
        },
        "additionalProperties": False,
    }


def with_known(written: object, known: Iterable[Known]) -> tuple[object, list[dict[str, Json]]]:
    """Return a profile with what is on record put under what was sent, and what was put there: whose word it is, and of which day.

    Args:
        written: The profile as it was sent.
        known: What is on record; of two of one name the later one counts. What is no fact of any item is left out.
    """
    if not isinstance(written, dict):
        return written, []
    named = {"facts": fact_names(), "applicant": {fact.code: fact for fact in APPLICANT}}
    merged, added = dict(written), []
    for key, facts in named.items():
        sent = written.get(key, {})
        if not isinstance(sent, dict):
            continue
        below = {one.name: one for one in known if one.name not in sent and _holds(key, facts, one)}
        merged[key] = {name: one.value for name, one in below.items()} | sent
        for name, one in below.items():
            title = facts[name].title if name in facts else RECORDS
            said = {"field": f"{key}.{name}", "title": title.as_dict(), "value": one.value}
            added.append(said | {"source": one.source.as_dict(), "on": one.on.isoformat()})
    return merged, added


def _holds(key: str, facts: Mapping[str, Fact], known: Known) -> bool:
    if key == "applicant" and known.name == "records":
        return not _applicant_faults({"records": known.value})
    return known.name in facts and not facts[known.name].fault_of(known.value)


def faults_on_record(name: str, value: Json) -> list[Fault]:
    """Return what is wrong with something that is recorded of an enterprise: nobody asks for it, or nobody takes it for that.

    Args:
        name: What is recorded.
        value: What it is; where several items ask for one of that name, it has to be one for any of them.
    """
    facts = (*APPLICANT, *(fact for item in ITEMS.values() for fact in item.facts))
    wrong = [fact.fault_of(value) for fact in facts if fact.code == name]
    if not wrong:
        known = sorted({fact.code for fact in facts})
        return [
            Fault("name", Text(f"没有这项事实，可以登记的有{'、'.join(known)}", f"is no fact that is known; there are {', '.join(known)}"))
        ]
    said = wrong[0] if all(wrong) else None
    return [Fault("value", said)] if said else []


@cache
def fact_names() -> dict[str, Fact]:
    """Return every name a profile may use: each fact's own, and `item.fact`."""
    short = {fact.code: fact for item in ITEMS.values() for fact in item.facts}
    return short | {f"{item.code}.{fact.code}": fact for item in ITEMS.values() for fact in item.facts}


def _names_by(rules: RuleBook) -> dict[str, Fact]:
    """Return every name a profile may use where these rules are known: they may have an item ask who led."""
    asking = {rule.item for rule in rules.rules if "participant_share" in rule.values}
    return fact_names() | ({LED.code: LED} if asking else {}) | {f"{code}.{LED.code}": LED for code in asking}


@cache
def _asked_by() -> dict[str, list[str]]:
    """Return the items that ask for each fact."""
    asked: dict[str, list[str]] = {}
    for item in ITEMS.values():
        for fact in item.facts:
            asked.setdefault(fact.code, []).append(item.code)
    return asked


def _faults_in(written: object, today: date, names: Mapping[str, Fact]) -> list[Fault]:
    if not isinstance(written, dict):
        return [Fault("", NOT_AN_OBJECT)]
    applied_on, matter_on = parse_day(written.get("application_date")), parse_day(written.get("matter_date"))
    faults = _known_faults(DATES, written, "")
    # Whoever plans ahead may ask, no further than anything can be said about.
    last = date(today.year + 1, 12, 31)
    if applied_on and not IN_FORCE_ON <= applied_on <= last:
        faults.append(Fault("application_date", since_in_force(last, _FORESEEN), CITATION))
        applied_on = None
    if matter_on and (wrong := fault_of_matter(matter_on, applied_on or today)):
        faults.append(wrong)
    faults += _facts_faults(written.get("facts", {}), applied_on or today, names)
    faults += _applicant_faults(written.get("applicant", {})) + _items_faults(written.get("items", []))
    return faults + unknown_in(_KEYS, written)


def _items_faults(named: object) -> list[Fault]:
    if not isinstance(named, list) or not all(isinstance(code, str) for code in named):
        return [Fault("items", Text("应为事项代码的列表", "must be a list of codes of items"))]
    none = Text("没有这个事项", "there is no such item")
    return [Fault(f"items[{place}]", none) for place, code in enumerate(named) if code not in ITEMS]


def _known_faults(facts: tuple[Fact, ...], values: Mapping[str, object], prefix: str) -> list[Fault]:
    return faults_of(tuple(fact for fact in facts if fact.code in values), values, prefix)


def _facts_faults(facts: object, applied_on: date, names: Mapping[str, Fact]) -> list[Fault]:
    if not isinstance(facts, dict):
        return [Fault("facts", NOT_AN_OBJECT)]
    wrong = [_fault_of(name, names[name], value, applied_on) for name, value in facts.items() if name in names]
    return [fault for fault in wrong if fault] + unknown_in(frozenset(names), facts, "facts.")


def _fault_of(name: str, fact: Fact, value: Json, applied_on: date) -> Fault | None:
    field = f"facts.{name}"
    if fact.kind is Kind.YEAR:
        meant = [item for item in ITEMS.values() if item.year_code and name in {item.year_code, f"{item.code}.{item.year_code}"}]
        return fault_of_year(meant, field, value, applied_on)
    wrong = fact.fault_of(value)
    return Fault(field, wrong) if wrong else None


def _applicant_faults(applicant: object) -> list[Fault]:
    if not isinstance(applicant, dict):
        return [Fault("applicant", NOT_AN_OBJECT)]
    faults = _known_faults(APPLICANT, applicant, "applicant.")
    records = applicant.get("records", [])
    if not isinstance(records, list):
        faults.append(Fault("applicant.records", Text("应为列表", "must be a list")))
        records = []
    for index, record in enumerate(records):
        at = f"applicant.records[{index}]"
        if isinstance(record, dict):
            faults += faults_of(RECORD, record, f"{at}.") + unknown_in(_RECORD_KEYS, record, f"{at}.")
        else:
            faults.append(Fault(at, NOT_AN_OBJECT))
    return faults + unknown_in(_APPLICANT_KEYS, applicant, "applicant.")
