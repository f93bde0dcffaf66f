"""全体核算。How all members of a year are judged at once for an item that nobody applies for, with the reasons of every refusal.

A member is a mapping of columns: the general terms' (`registered_in_area`, …, `records`), the figures under the codes of the facts they
are, and what was awarded before. `document_of` makes of one what the letter reader judges, so that what a column said can be explained.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.judging.documents import MATTER_DATE, days_of_application, serious_records
from policy.judging.provenance import facts_to_prove
from policy.language.columns import Columns, ColumnsReader, column_of
from policy.language.facts import ABSENT, Fact, Json, Kind, Supplier
from policy.language.items import OUTCOMES, Item, Outcome, Process
from policy.language.readers import Value, Values
from policy.opinions_2022_8 import IN_FORCE_ON
from policy.opinions_2022_8.general_terms import judge
from policy.text import Text

OFFERED: Final = frozenset({Process.GROWTH_CHECK, Process.NO_APPLICATION})
"""The processes whose awards are found by an annual run and offered."""

INCOMPLETE: Final = "incomplete"
"""The outcome of a member whose figures do not suffice to judge it: none of the facts is there of which one is needed."""

UNDER_WAY: Final = "under_way"
"""The outcome of a member that has an application for the same subject already."""

OUTCOME_NAMES: Final[Mapping[str, Text]] = {
    Outcome.AWARD: Text("符合条件", "Award"),
    Outcome.REJECT: Text("不符合条件", "Not entitled"),
    Outcome.NEEDS_PARAMETER: Text("缺少实施细则参数", "Waits for an implementing rule"),
    Outcome.REFER: Text("由经办部门研究确定", "Left to a person"),
    INCOMPLETE: Text("数据不足", "Figures are missing"),
    UNDER_WAY: Text("已有同一事项的申请", "An application is under way already"),
}

TARGET_SOURCES: Final[Mapping[str, Text]] = {
    "target_fen": Text("经办部门下达并经审批", "Set by the department and approved"),
    "prior_rd_expense_fen": Text("上年度数据按实施细则增长", "The year before, grown as the implementing rule says"),
}
"""Where a member's target comes from, by the fact that says it."""

GENERAL: Final = ("registered_in_area", "taxed_in_area", "statistics_in_area")
BEFORE: Final = ("already_paid_fen", "cap_used_fen")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is due to one member.

    Attributes:
        outcome: A key of `OUTCOME_NAMES`.
        award_fen: Fen; above zero for an award and otherwise None.
        capped: Whether a cap made it less.
        failed: The codes of the conditions that do not hold, in the order of the document.
    """

    outcome: str
    award_fen: int | None
    capped: bool
    failed: tuple[str, ...]


class _RefusalsReader(ColumnsReader):
    """Reads columns, and remembers row by row which condition failed."""

    __slots__ = ("failed",)

    def __init__(self) -> None:
        super().__init__()
        self.failed: dict[str, Value] = {}

    def need(self, code: str, condition: Value, figure: Value = None, limit: Value = None, unit: str = "fen") -> None:
        super().need(code, condition, figure, limit, unit)
        self.failed[code] = self._np.logical_not(condition)

    def refusals(self, rows: int) -> list[tuple[str, ...]]:
        """Return the failed conditions of every row; there are few different sets of them."""
        bits = self._np.zeros(rows, dtype="int64")
        for place, failed in enumerate(self.failed.values()):
            bits |= self._np.where(failed, 1 << place, 0)
        distinct, which = self._np.unique(bits, return_inverse=True)
        sets = [tuple(code for place, code in enumerate(self.failed) if int(one) >> place & 1) for one in distinct]
        return [sets[position] for position in which.tolist()]


def judge_members(
    item: Item, year: int, law: Values, members: Mapping[str, Sequence[Json]], *, cut_off: date, matter_date: date
) -> list[Verdict]:
    """Judge many members at once.

    Args:
        item: What they may be entitled to.
        year: Of the run.
        law: The figures in force on the matter date.
        members: Their columns, each of the same length.
        cut_off: The day the three years of records end on.
        matter_date: The day the matter counts as arisen.

    Returns:
        A verdict each, equal to what `policy.judging.assessment.assess` says of `document_of`.
    """
    rows = len(members["records"])
    if not rows:
        return []
    values: dict[str, Value] = {fact.code: _column(fact, year, members) for fact in item.facts}
    values |= {name: column_of(members[name]) for name in (*GENERAL, *BEFORE)}
    values |= {
        "applicant_type": "enterprise",
        "serious_records": column_of([serious_records(records, cut_off) if records else 0 for records in members["records"]]),
        "matter_day": matter_date.toordinal(),
        **days_of_application(item, cut_off),
        "requested_fen": column_of([ABSENT] * rows),
        "older_policy_fen": column_of([0] * rows),
        # An award that follows is assessed by itself once its offer is confirmed.
        "subject_closed": ABSENT,
    }
    reader = _RefusalsReader()
    found = Columns.of(rows)
    reader.columns(item.outcome, judge(item, Values(values), law, reader), found)
    told = zip(found.outcome.tolist(), found.award_fen.tolist(), found.capped.tolist(), reader.refusals(rows), strict=True)
    verdicts = [_verdict(OUTCOMES[outcome], fen, capped, failed) for outcome, fen, capped, failed in told]
    for row in _insufficient(item, members, rows):
        verdicts[row] = Verdict(INCOMPLETE, None, capped=False, failed=item.alternatives)
    return verdicts


def document_of(item: Item, year: int, member: Mapping[str, Json], *, cut_off: date, matter_date: date) -> dict[str, Json]:
    """Return what the letter reader judges one member by."""
    return {
        **facts_of(item, year, member),
        "applicant": {"type": "enterprise", **{name: member[name] for name in GENERAL}, "records": member["records"] or []},
        "application_date": cut_off.isoformat(),
        "matter_date": matter_date.isoformat(),
        **{name: member[name] for name in BEFORE},
    }


def facts_of(item: Item, year: int, member: Mapping[str, Json]) -> dict[str, Json]:
    """Return the item's own facts of one member, without those nobody has."""
    given = {fact.code: year if fact.kind is Kind.YEAR else member.get(fact.code) for fact in item.facts}
    return {code: value for code, value in given.items() if value is not None}


def sources_of(item: Item, run: str) -> dict[str, str]:
    """Return who supplied each fact of a member, by fact: an authority, the approved targets, or the run itself, which is for a year."""
    elsewhere = {"retained_contribution_fen": "tax", "target_fen": "targets", MATTER_DATE.code: run}
    asked_for = {fact.code for fact in item.facts if fact.supplied_by is Supplier.DECLARED}
    return {fact.code: run if fact.code in asked_for else elsewhere.get(fact.code, "statistics") for fact in facts_to_prove(item)}


def is_incomplete(item: Item, member: Mapping[str, Json]) -> bool:
    """Tell whether a member lacks every one of the facts of which the item needs one."""
    return bool(item.alternatives) and all(member.get(code) is None for code in item.alternatives)


def target_source(item: Item, member: Mapping[str, Json]) -> str | None:
    """Return the fact a member's target comes from, or None where the item needs none or none is there."""
    return next((code for code in item.alternatives if member.get(code) is not None), None)


def takes_targets(item: Item) -> bool:
    """Tell whether officers set a yearly target for each enterprise."""
    return item.process in OFFERED and "target_fen" in item.fact_codes


def require_run(item: Item, year: int, this_year: int, *, dry_run: bool) -> None:
    """Refuse a run of an item that is not offered, or of a year that cannot be run.

    What was spent in a year is known when its income tax is settled, at the end of May of the next: a year that is not over is previewed
    at most, by what the sources know so far.

    Raises:
        Refusal: `wrong_process` or `invalid_input`, with the item's clause.
    """
    if item.process not in OFFERED:
        detail = Text("该事项须由企业申请，没有年度批量核算。", "Enterprises apply for this item; there is no annual run of it.")
        raise Refusal(Code.WRONG_PROCESS, detail, clause=item.citation)
    if dry_run or year != this_year:
        last = this_year if dry_run else this_year - 1
        wrong = Text(f"应在{IN_FORCE_ON.year}年与{last}年之间", f"must be between {IN_FORCE_ON.year} and {last}")
    else:
        last = this_year - 1
        wrong = Text("尚未结束，只能试算", "is not over yet and can only be previewed")
    if not IN_FORCE_ON.year <= year <= last:
        detail = Text(f"核算年度{wrong.zh}。", f"The year of the run {wrong.en}.")
        raise Refusal(Code.INVALID_INPUT, detail, [Fault("year", wrong, item.citation)], clause=item.citation)


def matter_date_of(year: int, cut_off: date) -> date:
    """Return the day the matter of a year counts as arisen: its last day, or the cut-off of a run before that."""
    return min(date(year, 12, 31), cut_off)


def _verdict(outcome: Outcome, award_fen: int, capped: bool, failed: tuple[str, ...]) -> Verdict:  # noqa: FBT001 - a row of columns
    refused = outcome is Outcome.REJECT
    return Verdict(outcome.value, award_fen if outcome is Outcome.AWARD else None, capped, failed if refused else ())


def _insufficient(item: Item, members: Mapping[str, Sequence[Any]], rows: int) -> list[int]:
    if not item.alternatives:
        return []
    alternatives = [members[code] for code in item.alternatives]
    return [row for row in range(rows) if all(column[row] is None for column in alternatives)]


def _column(fact: Fact, year: int, members: Mapping[str, Sequence[Json]]) -> Value:
    if fact.kind is Kind.YEAR:
        return year
    if fact.kind is Kind.CHOICE:
        return column_of(members[fact.code], tuple(fact.options))
    if fact.code not in members:
        return ABSENT
    return column_of([ABSENT if value is None else value for value in members[fact.code]])
