"""报告内容。What the report of an evaluation says, in one language: its tables, what is drawn beside them, how figures are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from api.reports.quantity import count, days, moment, money, share
from models.tables import Evaluation
from policy.judging.catalogue import ITEMS
from policy.language.items import DEPARTMENT_NAMES
from policy.letters.figures import named, steps_of
from policy.opinions_2022_8 import DOCUMENT_ID, DOCUMENT_TITLE
from policy.processes.evaluation.figures import GROUP_NAMES, METHOD, MONEY, PUBLISHED_DAYS, Figure, Group
from policy.processes.evaluation.lifecycle import EVALUATION, OUTCOMES
from policy.processes.evaluation.tasks import EFFECTS
from policy.processes.outcome_report.lifecycle import OUTCOME_REPORT
from policy.processes.outcome_report.tasks import FIGURES as REPORTED
from policy.processes.registry import LIFECYCLES
from policy.text import Text

LANGUAGES: Final = ("zh", "en")
_COUNT = Text("件数", "Cases")
_WHAT = Text("项目", "What")
_SHARE = Text("占比", "Share")
_DAYS = {
    "median": Text("中位数（日）", "Median, days"),
    "ninth": Text("90%以内（日）", "Nine of ten, days"),
    "mean": Text("平均（日）", "Mean, days"),
}
_AMOUNT = Text("金额", "Amount")
_LIMIT = Text("时限（工作日）", "Limit, working days")
_LATE = Text("逾期", "Late")
_PUBLISHED = Text("经开区公布的平均用时", "Average published by the area")
_BY_ITEM = Text("分事项指标", "By item")
_ITEM = Text("事项", "Item")
_MEDIAN_TO_MONEY = Text("从申请到拨付中位数（日）", "To money, median days")
_SUMMED: Final = (Group.HANDED_IN, *MONEY)
_NONE = Text("本年度没有相应案件。", "There are no such cases in this year.")
_REPORTS = Text("绩效自评", "Outcome reports")
_BY_YEAR = Text("绩效自评分年度汇总", "What was reported of each year, added up")
_YEAR = Text("年度", "Year")
_REPORTED = Text("份数", "Reports")
_FOUND = Text("责任单位评价", "What the department finds")
_PROPOSAL = Text("建议", "Proposal")
_OPINION = Text("综合意见", "Opinion")
_DECIDED = Text("专题会决定", "Decision of the committee")
_MINUTES = Text("会议纪要", "Minutes")
_ABOLISHED = Text("废止日期", "Abolished from")
_CARRIED_OUT = Text("落实文件", "Carried out by")
_NO_FOLLOW_UP = Text("无需另行落实的理由", "Why nothing had to follow")
_METHOD = Text("指标口径", "How the figures are counted")
_STANDS = Text("办理状态", "Where it stands")
_NUMBER = Text("评估编号", "Number")
_POLICY = Text("政策文件", "Policy")
_TOTAL = Text("合计", "In all")
_ALL = Text("{year}年度政策评估汇总", "Evaluations for {year}, clause by clause")
_ONE_CLAUSE = Text("第{clause}条", "Clause {clause}")
_INTERIM_CLAUSE = Text("第{clause}条（中期）", "Clause {clause} (interim)")
_CLAUSE = Text("条款", "Clause")
_RECKONED = Text("核算时点", "As of")
_WHOSE = Text("责任单位", "Department")
_DECISION = Text("评估结论", "Decision")
# How much of a label there is room for: a Chinese sign takes twice that of a Latin one.
_LABEL: Final = 36
# Of a chart no more than can be read beside its table.
_MOST_BARS: Final = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart.

    Attributes:
        label: What it is, as long as there is room beside a chart.
        value: How long it is, among those of its chart.
        said: What stands at its end.
        beside: A longer one of the same, drawn lightly behind it.
    """

    label: str
    value: int
    said: str
    beside: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", _cut(self.label))


@dataclass(frozen=True, slots=True)
class Table:
    """A part of a report.

    Attributes:
        heading: What it is about.
        columns: Of its table; the first is text, the others are figures.
        rows: As they are shown; none where there is nothing to count.
        bars: What is drawn beside it.
        prose: What is said instead of a table.
    """

    heading: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    bars: Sequence[Bar] = ()
    prose: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one evaluation.

    Attributes:
        language: Of all that it says.
        title: What it is called.
        facts: What stands under its title, each with its name.
        tables: Its parts, in order.
        method: How each kind of figure is counted.
        clause: Of which clause.
        interim: Whether it was opened before its year was over.
        nothing: What is said where there is nothing to count.
    """

    language: str
    title: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    method: Table
    clause: int
    interim: bool
    nothing: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can write it."""
        return asdict(self)


def report_of(row: Evaluation, reported: Mapping[str, Any], language: str) -> Report:
    """Return the report of an evaluation, given how many of its outcome reports stand in each stage, and what they say of each year."""
    return _Writer(row, reported, language).report()


def summary_of(rows: Sequence[Evaluation], language: str) -> Table:
    """Return what the evaluations of a year come to, a line a clause, and in all."""
    lines, sums = [], Counter[Group]()
    for row in rows:
        found = Counter[Group]()
        for one in row.counted:
            found[one.code.group] += one.count if one.code.group is Group.HANDED_IN else one.amount_fen or 0
        sums.update({group: found[group] for group in _SUMMED})
        title = (_INTERIM_CLAUSE if row.interim else _ONE_CLAUSE).in_language(language).format(clause=row.clause)
        decided = OUTCOMES[row.outcome].in_language(language) if row.outcome else "—"
        lines.append([title, *_summed(found, _SUMMED, language), decided])
    lines.append([_TOTAL.in_language(language), *_summed(sums, _SUMMED, language), ""])
    columns = [_CLAUSE, *(GROUP_NAMES[group] for group in _SUMMED), _DECISION]
    return Table(_ALL.in_language(language).format(year=rows[0].year), [column.in_language(language) for column in columns], lines)


def _summed(found: Mapping[Group, int], groups: Sequence[Group], language: str) -> list[str]:
    return [count(found[group]) if group is Group.HANDED_IN else money(found[group], language) for group in groups]


class _Writer:
    """Writes one report in one language."""

    def __init__(self, row: Evaluation, reported: Mapping[str, Any], language: str) -> None:
        self._row, self._reported, self._language = row, reported, language
        self._figures = row.counted

    def report(self) -> Report:
        row = self._row
        method = [(self._say(GROUP_NAMES[group]), self._say(words)) for group, words in METHOD.items()]
        return Report(
            language=self._language,
            title=self._say(row.title),
            facts=self._facts(),
            tables=[*self._counted(), *self._judged()],
            method=Table(self._say(_METHOD), prose=method),
            clause=row.clause,
            interim=row.interim,
            nothing=self._say(_NONE),
        )

    def _facts(self) -> list[tuple[str, str]]:
        row = self._row
        stands = EVALUATION.stages[row.stage].name
        decided = [(self._say(_DECISION), self._say(OUTCOMES[row.outcome]))] if row.outcome else []
        reckoned = moment(row.reckoned_at) if row.reckoned_at else "—"
        return [
            (self._say(_NUMBER), row.number),
            (self._say(_POLICY), f"{self._say(DOCUMENT_TITLE)}（{DOCUMENT_ID}）"),
            (self._say(_WHOSE), self._say(DEPARTMENT_NAMES[row.department])),
            (self._say(_STANDS), self._say(stands)),
            (self._say(_RECKONED), reckoned),
            *decided,
        ]

    def _counted(self) -> list[Table]:
        return [
            self._shares(Group.HANDED_IN),
            self._shares(Group.EXIT),
            self._shares(Group.REFUSED_FOR, of=self._total(Group.REFUSED_FOR)),
            self._stages(),
            self._days(Group.PAUSED),
            self._steps(),
            self._money(),
            self._to_money(),
            *self._by_item(),
        ]

    def _by_item(self) -> list[Table]:
        """Return what each item of the clause comes to, a line an item, where the clause has several."""
        if not self._row.by_item:
            return []
        rows = []
        for code, figures in self._row.by_item.items():
            sums = Counter[Group]()
            for one in figures:
                sums[one.code.group] += one.count if one.code.group is Group.HANDED_IN else one.amount_fen or 0
            to_money = next((one.median_tenths for one in figures if one.code.group is Group.TO_MONEY), None)
            title = self._say(ITEMS[code].title) if code in ITEMS else code
            rows.append([title, *_summed(sums, _SUMMED, self._language), days(to_money)])
        columns = [_ITEM, *(GROUP_NAMES[group] for group in _SUMMED), _MEDIAN_TO_MONEY]
        return [Table(self._say(_BY_ITEM), [self._say(column) for column in columns], rows)]

    def _shares(self, group: Group, of: int | None = None) -> Table:
        figures, total = self._of(group), of if of is not None else self._total(group)
        rows = [[self._named(one), count(one.count), share(one.count, total)] for one in figures]
        bars = [Bar(self._named(one), one.count, f"{one.count:,}") for one in figures[:_MOST_BARS]]
        return Table(self._say(GROUP_NAMES[group]), [self._say(column) for column in (_WHAT, _COUNT, _SHARE)], rows, bars)

    def _days(self, group: Group) -> Table:
        figures = self._slowest_first(group)
        rows = [[self._named(one), count(one.count), days(one.median_tenths), days(one.ninth_tenths)] for one in figures]
        bars = [Bar(self._named(one), one.median_tenths or 0, days(one.median_tenths), one.ninth_tenths) for one in figures[:_MOST_BARS]]
        columns = (_WHAT, _COUNT, _DAYS["median"], _DAYS["ninth"])
        return Table(self._say(GROUP_NAMES[group]), [self._say(column) for column in columns], rows, bars)

    def _stages(self) -> Table:
        """Return the days in each stage, beside what the steps that it waits for may take, and how many of these were late."""
        table = self._days(Group.STAGE)
        limits = {one.code.words[0]: one.limit_days for one in self._of(Group.STEP)}
        late = Counter({one.code.words[0]: one.count for one in self._of(Group.LATE)})
        beside = []
        for one in self._slowest_first(Group.STAGE):
            kinds = steps_of(*one.code.words)
            longest = max((limit for kind in kinds if (limit := limits.get(kind))), default=None)
            beside.append(["—", "—"] if longest is None else [count(longest), count(sum(late[kind] for kind in kinds))])
        rows = [[*row, *more] for row, more in zip(table.rows, beside, strict=True)]
        return replace(table, columns=[*table.columns, self._say(_LIMIT), self._say(_LATE)], rows=rows)

    def _slowest_first(self, group: Group) -> list[Figure]:
        return sorted(self._of(group), key=lambda one: -(one.median_tenths or 0))

    def _steps(self) -> Table:
        late = {one.code.words: one.count for one in self._of(Group.LATE)}
        rows = []
        for one in self._of(Group.STEP):
            were_late, limit = late.get(one.code.words, 0), "—" if one.limit_days is None else count(one.limit_days)
            rows.append([self._named(one), count(one.count), limit, count(were_late), share(were_late, one.count)])
        columns = (_WHAT, _COUNT, _LIMIT, _LATE, _SHARE)
        return Table(self._say(GROUP_NAMES[Group.STEP]), [self._say(column) for column in columns], rows)

    def _money(self) -> Table:
        figures = [one for group in MONEY for one in self._of(group)]
        rows = [[self._named(one), count(one.count), self._yuan(one)] for one in figures]
        bars = [Bar(self._named(one), one.amount_fen or 0, self._yuan(one)) for one in figures]
        return Table(self._say(_AMOUNT), [self._say(column) for column in (_WHAT, _COUNT, _AMOUNT)], rows, bars)

    def _to_money(self) -> Table:
        table = self._days(Group.TO_MONEY)
        if not table.rows:
            return table
        # What is published is an average, and is held against ours.
        published, (ours,) = self._say(_PUBLISHED), self._of(Group.TO_MONEY)
        rows = [[*table.rows[0], days(ours.mean_tenths)], [published, "—", "—", "—", PUBLISHED_DAYS]]
        bars = [Bar(self._say(_DAYS["mean"]), ours.mean_tenths, days(ours.mean_tenths))] if ours.mean_tenths is not None else []
        bars.append(Bar(published, int(PUBLISHED_DAYS.replace(".", "")), PUBLISHED_DAYS))
        return Table(table.heading, [*table.columns, self._say(_DAYS["mean"])], rows, bars)

    def _judged(self) -> list[Table]:
        row = self._row
        stages = [(self._say(OUTCOME_REPORT.stages[stage].name), many) for stage, many in sorted(self._reported["counts"].items())]
        columns = [self._say(_WHAT), self._say(_COUNT)]
        tables = [Table(self._say(_REPORTS), columns, [[name, count(many)] for name, many in stages])]
        tables += self._reported_by_year()
        if row.findings:
            prose = [(self._say(title), row.findings[name]) for name, title in EFFECTS.items()]
            prose += [(self._say(_OPINION), row.findings["opinion"]), (self._say(_PROPOSAL), self._say(OUTCOMES[row.findings["proposal"]]))]
            tables.append(Table(self._say(_FOUND), prose=prose))
        if row.outcome:
            held_on = row.held_on.isoformat() if row.held_on else ""
            minutes = f"{row.minutes_no} · {held_on}"
            prose = [(self._say(_DECISION), self._say(OUTCOMES[row.outcome])), (self._say(_MINUTES), minutes), ("", row.minutes or "")]
            tables.append(Table(self._say(_DECIDED), prose=[*prose, *self._followed()]))
        return tables

    def _followed(self) -> list[tuple[str, str]]:
        """Return from which day the policy is abolished, and what carried the decision out or why nothing had to follow."""
        row, followed = self._row, self._row.follow_up or {}
        said = [(_ABOLISHED, row.abolished_from.isoformat() if row.abolished_from else None)]
        said += [(_CARRIED_OUT, followed.get("document_no")), (_NO_FOLLOW_UP, followed.get("reason"))]
        return [(self._say(name), words) for name, words in said if words]

    def _reported_by_year(self) -> list[Table]:
        rows = [
            [str(one["year"]), count(one["reports"])]
            + [money(one[name], self._language) if name.endswith("_fen") else count(one[name]) for name in REPORTED]
            for one in self._reported["by_year"]
        ]
        if not rows:
            return []
        columns = [
            _YEAR,
            _REPORTED,
            *(Text(title.zh.removesuffix("（分）"), title.en.removesuffix(" (fen)")) for title in REPORTED.values()),
        ]
        return [Table(self._say(_BY_YEAR), [self._say(column) for column in columns], rows)]

    def _of(self, group: Group) -> list[Figure]:
        return [one for one in self._figures if one.code.group is group]

    def _total(self, group: Group) -> int:
        return sum(one.count for one in self._of(group))

    def _named(self, figure: Figure) -> str:
        name, group = self._say(named(figure)), figure.code.group
        if group not in {Group.EXIT, Group.STAGE, Group.PAUSED}:
            return name
        # Two processes of a clause may call a stage the same.
        same = {one.code.words[0] for one in self._of(group) if self._say(named(one)) == name}
        process = figure.code.words[0]
        return f"{self._say(LIFECYCLES[process].title)} · {name}" if len(same) > 1 and process in LIFECYCLES else name

    def _yuan(self, figure: Figure) -> str:
        return money(figure.amount_fen or 0, self._language)

    def _say(self, words: Text) -> str:
        return words.in_language(self._language)


def _cut(label: str) -> str:
    """Return a label as long as there is room for it."""
    room, kept = _LABEL, ""
    for sign in label:
        room -= 1 if sign.isascii() else 2
        if room < 0:
            return f"{kept.rstrip()}…"
        kept += sign
    return kept
