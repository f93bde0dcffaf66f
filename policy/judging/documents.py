"""申请文件。The document an assessment reads: the item's facts, the applicant, the dates, and what was already awarded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import (
    ABSENT,
    Json,
    Kind,
    Supplier,
    amount,
    choice,
    day,
    faults_of,
    flag,
    object_schema,
    parse_day,
    parse_period,
    unknown_in,
)
from policy.language.items import Item
from policy.language.readers import Values
from policy.opinions_2022_8.general_terms import BAD_RECORD_YEARS
from policy.text import Text

APPLICANT_TYPES: Final = {
    "enterprise": Text("企业", "Enterprise"),
    "university_or_institute": Text("高校或科研院所", "University or research institute"),
    "person": Text("个人", "Person"),
}

APPLICANT: Final = (
    choice("type", "申请人类型", "Kind of applicant", supplied_by=Supplier.SOURCE, options=APPLICANT_TYPES),
    flag("registered_in_area", "在亦庄新城注册", "Registered in the area", supplied_by=Supplier.SOURCE),
    flag("taxed_in_area", "在亦庄新城纳税", "Taxed in the area", supplied_by=Supplier.SOURCE),
    flag("statistics_in_area", "在亦庄新城统计登记", "Statistically registered in the area", supplied_by=Supplier.SOURCE),
)

RECORD: Final = (
    choice(
        "source",
        "记录来源",
        "Department that keeps the record",
        supplied_by=Supplier.SOURCE,
        options={
            "finance": Text("财政", "Finance"),
            "market": Text("市场监管", "Market regulation"),
            "tax": Text("税务", "Tax"),
            "customs": Text("海关", "Customs"),
        },
    ),
    day("on", "记录日期", "Date of the record", supplied_by=Supplier.SOURCE),
    flag("serious", "严重不良行为", "Seriously bad", supplied_by=Supplier.SOURCE),
)

MATTER_DATE: Final = day("matter_date", "事项发生日期", "Date the matter arose", judged=True)
"""Which figures are in force follows from it, so it is read off the paper too."""

CIRCUMSTANCES: Final = (
    day("application_date", "申请日期", "Application date", supplied_by=Supplier.SOURCE, judged=True),
    MATTER_DATE,
    amount(
        "already_paid_fen", "同一事项已核定支持金额", "Already awarded for the same subject", supplied_by=Supplier.SOURCE, optional=True
    ),
    flag(
        "subject_closed",
        "该支持对象因骗取支持资金不再给予支持",
        "Support for the same was got by fraud before, and no more is given for it",
        supplied_by=Supplier.SOURCE,
        optional=True,
    ),
    amount("older_policy_fen", "此前同类政策可支持金额", "What an older policy would pay", optional=True),
    amount("cap_used_fen", "最高限额已使用金额", "Already awarded in the same cap scope", supplied_by=Supplier.SOURCE, optional=True),
)

_APPLICANT_KEYS = frozenset(fact.code for fact in APPLICANT) | {"records"}
_RECORD_KEYS = frozenset(fact.code for fact in RECORD)
_COMMON_KEYS = frozenset(fact.code for fact in CIRCUMSTANCES) | {"applicant"}

NOT_AN_OBJECT: Final = Text("应为对象", "must be an object")


@dataclass(frozen=True, slots=True)
class Case:
    """A valid document, as the rules read it.

    Attributes:
        row: The item's facts and the common ones, ready for a reader.
        matter_date: Which figures are in force.
    """

    row: Values
    matter_date: date


def read_document(item: Item, document: object) -> Case:
    """Check a document against an item.

    Args:
        item: What is applied for.
        document: `facts.json` as parsed.

    Returns:
        The facts as a row.

    Raises:
        Refusal: `invalid_input` with a fault for every field that is missing, unknown, of the wrong type or out of range.
    """
    faults = _faults_in(item, document)
    if faults or not isinstance(document, dict):
        raise Refusal(code=Code.INVALID_INPUT, detail=Text("申报信息有误", "The facts are not valid"), faults=faults, clause=item.citation)
    return Case(Values(row_of(item, document)), date.fromisoformat(document["matter_date"]))


def row_of(item: Item, document: Mapping[str, Json]) -> dict[str, Json]:
    """Return the values of one row from a **valid** document: item facts, and the common facts every row has."""
    applied_on = date.fromisoformat(document["application_date"])
    row = {fact.code: fact.in_row(document[fact.code]) if fact.code in document else ABSENT for fact in item.facts}
    return row | {
        **row_of_applicant(document["applicant"], applied_on),
        "matter_day": date.fromisoformat(document["matter_date"]).toordinal(),
        **days_of_application(item, applied_on),
        "requested_fen": document.get("requested_fen", ABSENT),
        "subject_closed": int(document.get("subject_closed", ABSENT)),
        "already_paid_fen": document.get("already_paid_fen", 0),
        "older_policy_fen": document.get("older_policy_fen", 0),
        "cap_used_fen": document.get("cap_used_fen", 0),
    }


def row_of_applicant(applicant: Mapping[str, Json], applied_on: date) -> dict[str, Json]:
    """Return what the general terms read of an applicant."""
    return {
        "applicant_type": applicant["type"],
        "registered_in_area": applicant["registered_in_area"],
        "taxed_in_area": applicant["taxed_in_area"],
        "statistics_in_area": applicant["statistics_in_area"],
        "serious_records": serious_records(applicant["records"], applied_on),
    }


def days_of_application(item: Item, applied_on: date) -> dict[str, int]:
    """Return what the matter and the year of an application are held against: its day, and the latest year it may be about."""
    return {"application_day": applied_on.toordinal(), "latest_year": applied_on.year - item.year_lag}


def serious_records(records: list[dict[str, Json]], application_date: date) -> int:
    """Count the serious bad records of the three years that end on the application date.

    The day three years earlier is outside and the next day inside; a record dated after the application does not count.
    """
    return len(counted_records(records, application_date))


def counted_records(records: list[dict[str, Json]], application_date: date) -> list[dict[str, Json]]:
    """Return the records `serious_records` counts."""
    outside = same_day_years_before(application_date, BAD_RECORD_YEARS)
    return [record for record in records if record["serious"] and outside < date.fromisoformat(record["on"]) <= application_date]


def same_day_years_before(day_: date, years: int) -> date:
    """Return the same day of an earlier year; 29 February becomes 28 February where there is none.

    The first year of the calendar stands for anything before it.
    """
    earlier = max(day_.year - years, date.min.year)
    try:
        return day_.replace(year=earlier)
    except ValueError:
        return day_.replace(year=earlier, month=3, day=1) - timedelta(days=1)


def document_schema(item: Item) -> dict[str, Json]:
    """Return the JSON Schema (2020-12) of the whole document `etown assess` reads."""
    whole = item.facts_schema()
    common = object_schema(CIRCUMSTANCES)
    applicant = object_schema(APPLICANT)
    applicant["properties"]["records"] = {"type": "array", "items": object_schema(RECORD), "examples": [[]]}
    applicant["required"].append("records")
    whole["$id"] = f"https://etown-grants.example/schemas/{item.code}.document.json"
    whole["properties"] = {**whole["properties"], "applicant": applicant, **common["properties"]}
    whole["required"] = [*whole["required"], "applicant", *common["required"]]
    return whole


def _faults_in(item: Item, document: object) -> list[Fault]:
    if not isinstance(document, dict):
        return [Fault("", NOT_AN_OBJECT)]
    faults = _missing_or_wrong(item, document)
    faults += _applicant_faults(document)
    faults += faults_of(CIRCUMSTANCES, document)
    faults += faults_of_late_periods(item, document, parse_day(document.get("application_date")))
    return faults + unknown_in(_COMMON_KEYS | item.fact_codes, document)


def faults_in_facts(item: Item, facts: Mapping[str, object], *, partial: bool = False) -> list[Fault]:
    """Check an application's facts, which are the item's own and nothing else.

    Args:
        item: What is applied for.
        facts: The facts as given.
        partial: Whether facts may still be missing, as in a draft.

    Returns:
        Every fault, in the order the facts are declared.
    """
    given = tuple(fact for fact in item.facts if fact.code in facts)
    faults = faults_of(given, facts, clause=item.citation) if partial else _missing_or_wrong(item, facts)
    return faults + unknown_in(item.fact_codes, facts)


def faults_of_late_periods(item: Item, facts: Mapping[str, object], applied_on: date | None) -> list[Fault]:
    """Return a fault for every period that is not over on the day of the application; one that is no period has its fault already."""
    late = Text("期间最后一日不得晚于申请日期", "must not end after the day of the application")
    read = ((fact.code, parse_period(facts.get(fact.code))) for fact in item.facts if fact.kind is Kind.PERIOD)
    return [Fault(code, late, item.citation) for code, days in read if days and applied_on and days[1] > applied_on]


def _missing_or_wrong(item: Item, facts: Mapping[str, object]) -> list[Fault]:
    faults = faults_of(item.facts, facts, clause=item.citation)
    if item.alternatives and not any(code in facts for code in item.alternatives):
        titles = "、".join(fact.title.zh for fact in item.facts if fact.code in item.alternatives)
        needed = Text(f"至少填写其中一项：{titles}", f"at least one is needed: {', '.join(item.alternatives)}")
        faults.append(Fault(item.alternatives[0], needed, item.citation))
    return faults


def _applicant_faults(document: Mapping[str, object]) -> list[Fault]:
    applicant = document.get("applicant")
    if not isinstance(applicant, dict):
        return [Fault("applicant", NOT_AN_OBJECT)]
    faults = faults_of(APPLICANT, applicant, "applicant.")
    records = applicant.get("records")
    if not isinstance(records, list):
        return [
            *faults,
            Fault("applicant.records", Text("应为列表", "must be a list")),
            *unknown_in(_APPLICANT_KEYS, applicant, "applicant."),
        ]
    for index, record in enumerate(records):
        at = f"applicant.records[{index}]"
        if isinstance(record, dict):
            faults += faults_of(RECORD, record, f"{at}.") + unknown_in(_RECORD_KEYS, record, f"{at}.")
        else:
            faults.append(Fault(at, NOT_AN_OBJECT))
    return faults + unknown_in(_APPLICANT_KEYS, applicant, "applicant.")
