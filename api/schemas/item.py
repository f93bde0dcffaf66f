"""事项的字段。Items, clauses, answers and assessments in JSON, as `etown` prints them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field, JsonValue

from api.schemas.base import Named, PlainObject, Words
from api.schemas.codes import Listed
from api.schemas.described import As, Described
from api.schemas.window import WindowBrief
from policy.judging.suspension import Scope
from policy.language.caps import CapPeriod, CapScope
from policy.language.facts import Supplier
from policy.language.items import Outcome, Process, Review
from policy.language.parameters import FigureForm
from policy.language.parameters import Standing as Settled

Figure = Annotated[int | str, Field(description="整数（金额为分）；日期为ISO格式 An integer, in fen where it is money; a day in ISO")]


class Titled(Described):
    """A code with its title."""

    code: str
    title: Words


class EvidenceListed(Titled):
    """A piece of evidence an item asks for."""

    required: bool


class PaperListed(Named):
    """A paper that rules ask for."""


class BracketListed(Described):
    """A bracket of a rate; the last has no end."""

    up_to_fen: int | None = None
    rate: str


class PartListed(Described):
    """A part that rules have an award paid in: its share of the whole, and of each after the first when it is due and on what."""

    share: str = Field(description="比例，各期之和为1 As a decimal; those of all parts sum to one")
    months: int | None = Field(
        default=None, description="首期拨付后的月数；第二期起与日期二选一 Months after the first payment, or else a day"
    )
    on: date | None = Field(default=None, description="应拨付的日期 The day it is due")
    condition: Words | None = Field(default=None, description="届时应满足的条件 What has to hold by then, or else it is not paid")


SettingListed = int | str | list[str] | list[PaperListed] | list[BracketListed] | list[PartListed] | dict[str, int]


class ParameterListed(Described):
    """A figure of a clause: fixed, bounded, or left to implementing rules."""

    title: Words
    form: FigureForm
    standing: Annotated[str, Listed("ParameterStanding", Settled)]
    value: SettingListed | None = Field(default=None, description="未由细则规定时的数值 What stands without a rule; none where it is open")
    maximum: SettingListed | None = None
    options: list[str] = Field(default=[])


class Instead(Described):
    """Where one goes about an item that is not applied for as it is."""

    path: str
    text: Words


class ItemFields(Described):
    """An item as the catalogue prints it."""

    item: str
    clause: int
    citation: str
    title: Words
    summary: Words
    departments: list[str]
    process: Process
    review: Review
    annual: bool
    money: bool
    outcome: Outcome
    cap_fen: int | None
    cap_scope: CapScope
    cap_period: CapPeriod
    cap_group: str | None
    parameters: dict[str, ParameterListed]
    subject: list[str]
    evidence: list[EvidenceListed]
    form: dict[str, JsonValue] = Field(alias="schema", description="事实的表单，JSON Schema 2020-12 The form of its facts")


class ItemListed(ItemFields):
    """An item in the list."""

    code: str
    instead: Instead | None


class SuspensionListed(Described):
    """What suspends an item."""

    begins: date = Field(alias="from")
    until: date | None
    reason: Words
    document_no: str
    scope: Scope
    clause: str


class ItemToday(ItemListed):
    """An item as it stands today."""

    suspension: SuspensionListed | None
    window: WindowBrief | None


class ClausePage(Described):
    """A clause with its items."""

    document: str
    clause: int
    citation: str
    text: str
    items: list[ItemFields]


class Reason(Described):
    """A condition that was looked at."""

    code: str
    holds: bool
    clause: str | None
    text: Words
    figure: Figure | None = None


class ParameterNeeded(ParameterListed):
    """A parameter without a rule in force, and which department can set it."""

    name: str
    clause: str
    department: str


class Assessed(Described):
    """How an assessment ended, and why."""

    item: str
    outcome: Outcome
    award_fen: int | None
    capped: bool
    missing_parameters: list[str]
    reasons: list[Reason]


class AssessedNow(Assessed):
    """An assessment of what is not stored."""

    parameters_needed: list[ParameterNeeded]


class ExplainedStep(Described):
    """A condition (`holds`) or a figure of an explanation."""

    code: str
    text: Words
    holds: bool | None = None
    clause: str | None = None
    figure: Figure | None = None
    limit: Figure | None = None
    unit: str | None = None


class ExplainedSection(Described):
    """A section of an explanation."""

    section: str
    clause: str | None
    children: list[ExplainedStep]


class SuperiorListed(Described):
    """The superior policy a rule is of."""

    title: str
    applies_to: str


class RuleInForce(Described):
    """An implementing rule something was judged by."""

    item: str
    begins: date = Field(alias="from")
    ends: date | None = Field(default=None, alias="to")
    document_no: str | None = None
    superior: SuperiorListed | None = None
    values: dict[str, SettingListed]


class EarlierAward(Described):
    """An earlier award that counts, and in which sums."""

    number: str
    amount_fen: int
    enterprise_uscc: str | None = None
    counted_in: list[str]


class SubmissionJudged(Described):
    """The submission an assessment rests on."""

    number: int
    sha256: str


class Explanation(Assessed):
    """An assessment with everything needed to recompute it."""

    document_id: str
    clause_hash: str
    rules_hash: str
    rules_in_force: list[RuleInForce]
    parameters: dict[str, SettingListed | None]
    facts: dict[str, JsonValue]
    children: list[ExplainedSection]
    earlier_awards: list[EarlierAward] = Field(default=[], description="计入的此前支持，本单位的 Earlier awards that count, one's own")
    of_others: list[str] = Field(default=[], description="计入其他单位支持的合计 Sums in which awards of others count")
    closed_by: str | None = Field(default=None, description="不再支持的追回编号 The demand for which it is not supported any more")
    submission: SubmissionJudged | None = Field(default=None, description="所审查的提交稿 What was judged")
    provenance: dict[str, dict[str, JsonValue]] = Field(default={}, description="各项事实的来历 Where each fact comes from")
    redecision: str | None = Field(default=None, description="重新审定编号 Number of the re-decision it was made for")


class Difference(Described):
    """A fact that was found otherwise than it was claimed."""

    fact: str
    claimed: JsonValue
    found: JsonValue


class ShareAsked(Described):
    """What somebody asks for of a ceiling."""

    id: str
    fen: int = Field(ge=0)


class AllocationAsked(Described):
    """A ceiling, and who asks for how much of it."""

    ceiling_fen: int = Field(ge=0)
    requests: list[ShareAsked]


class Allocated(Described):
    """What each gets."""

    shares: list[ShareAsked]


class Condition(Described):
    """A condition that fails."""

    code: str
    clause: str | None
    text: Words
    figure: Figure | None = None
    limit: Figure | None = None


class OpenCondition(Condition):
    """A condition that hangs on what is unknown."""

    hangs_on: list[str]


class SuppliedBy(Titled):
    """Who supplies a fact."""

    code: Supplier


class Needed(Described):
    """A fact that is unknown and needed."""

    field: str
    title: Words
    supplied_by: SuppliedBy
    decides: bool
    alternatives: list[str] = Field(default=[], alias="or")


class ParameterUnset(Described):
    """A figure without a rule in force, and who can set it."""

    name: str
    title: Words
    set_by: Titled


class Cap(Described):
    """The most an item gives."""

    fen: int | None
    scope: CapScope
    period: CapPeriod
    text: Words
    used_fen: int


ValuesShape = Annotated[dict[str, Any], As(dict[str, SettingListed])]
SuperiorShape = Annotated[dict[str, Any], As(SuperiorListed)]
ItemShape = Annotated[dict[str, Any], As(ItemListed)]
ItemTodayShape = Annotated[dict[str, Any], As(ItemToday)]
ClauseShape = Annotated[dict[str, Any], As(ClausePage)]
AssessedShape = Annotated[dict[str, Any], As(AssessedNow)]
ExplanationShape = Annotated[dict[str, Any], As(Explanation)]
DifferenceShape = Annotated[dict[str, Any], As(Difference)]
ReasonShape = Annotated[dict[str, Any], As(Reason)]
ParameterNeededShape = Annotated[dict[str, Any], As(ParameterNeeded)]
AllocatedShape = Annotated[dict[str, Any], As(Allocated)]
AllocationGiven = Annotated[PlainObject, As(AllocationAsked)]
