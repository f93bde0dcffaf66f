"""事项。An item: one thing the Opinions promise, with everything the rest of the house may ask about it.

Outside `policy/` nobody asks “is this clause 6?”; they ask an item for its process, its review, its forms, its subject, its cap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from policy.folding import fold_number
from policy.language.caps import CapPeriod, CapScope
from policy.language.facts import Fact, Json, Kind, object_schema, parse_period
from policy.language.lead import participation
from policy.language.parameters import COMMITMENT, DEBARMENT, INSTALMENTS, RECORDS, RECOVERY, REPORTING, VALIDITY, Parameter, filing
from policy.language.subjects import BENEFICIARY, Identifier, Identity, joined
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values

Rule: TypeAlias = "Callable[[Values, Values, Reader], Claim | None]"
"""A clause's body: facts, figures of the law, reader. None where the clause carries no formula."""


class Outcome(StrEnum):
    """How an assessment ends."""

    AWARD = "award"
    REJECT = "reject"
    REFER = "refer"
    NEEDS_PARAMETER = "needs_parameter"
    NO_GRANT = "no_grant"
    IN_KIND = "in_kind"
    RECOGNISED = "recognised"


OUTCOMES: Final = tuple(Outcome)
"""Every outcome, in the order `policy.language.columns.Columns.outcome` counts them."""


class Process(StrEnum):
    """Which process serves an item."""

    APPLICATION = "application"
    MATCHING = "matching"
    POST_GRANT = "post_grant"
    GROWTH_CHECK = "growth_check"
    INTEREST_SUBSIDY = "interest_subsidy"
    VOUCHER = "voucher"
    EQUITY = "equity"
    BENEFIT = "benefit"
    RECOGNITION = "recognition"
    GUIDANCE = "guidance"
    CASE_BY_CASE = "case_by_case"
    NO_APPLICATION = "no_application"


PAID_IN_PARTS: Final = frozenset({Process.APPLICATION, Process.POST_GRANT, Process.CASE_BY_CASE})
"""The processes whose awards rules may have paid in parts: a claim of every year or half-year is a part already."""


class Upstream(StrEnum):
    """Which register of state or city knows what an item matches."""

    PROJECT = "project"
    INSURANCE = "insurance"


class Review(StrEnum):
    """How an application of an item is reviewed."""

    NONE = "none"
    DESK = "desk"
    EXPERT = "expert"
    JOINT = "joint"
    SITE = "site"


DEPARTMENT_NAMES: Final[Mapping[str, Text]] = {
    "sti": Text("科技创新局", "Science, technology and innovation"),
    "econ": Text("经济发展局", "Economic development"),
    "comfin": Text("商务金融局", "Commerce and finance"),
    "bizcoop": Text("营商合作局", "Business cooperation"),
    "hr": Text("组织人事部", "Organisation and personnel"),
}
"""Who administers items."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document an application is proved by.

    Attributes:
        code: Its stable name.
        title: What a person calls it.
        required: Whether acceptance waits for it.
        shows: The facts of a source or a project that are read off it; such a fact is read off no other evidence, nor corrected by any.
    """

    code: str
    title: Text
    required: bool = True
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """A department's own part in a joint review: what it reads off the papers beside the facts that the rule reads.

    Attributes:
        title: What its part is about.
        figures: What it reads; the applicant claims those that an officer confirms.
        adds_up: A figure, and the facts and figures that it is the sum of.
        proved_by: By flag that it may confirm, pairs of figures of which the first is below the second in at least one.
    """

    title: Text
    figures: tuple[Fact, ...]
    adds_up: tuple[str, tuple[str, ...]] | None = None
    proved_by: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """Which facts of an item a project fills in once it is accepted and audited; nobody is asked for them before.

    Attributes:
        number: The fact that takes the number of what was taken up.
        passed: The flag that acceptance has passed.
        cost_fen: The fact that takes the audited cost, in fen.
    """

    number: str
    passed: str
    cost_fen: str

    def facts(self, number: str, audited_cost_fen: int) -> dict[str, Json]:
        """Return the facts of a project that has passed acceptance."""
        return {self.number: number, self.passed: True, self.cost_fen: audited_cost_fen}


NUMERALS: Final = "〇一二三四五六七八九十"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    leading = ("", "十", "二十")[tens]
    return leading + (NUMERALS[ones] if ones else "")


@dataclass(frozen=True, eq=False)
class Item:
    """One item of the catalogue.

    Attributes:
        code: Its stable name, such as "rd-growth".
        clause: The clause of the Opinions, 1 to 20.
        title: What it is called.
        summary: What it gives, to whom, in a sentence.
        departments: Who administers it; the first leads.
        process: Which process serves it.
        facts: What a decision needs to know.
        subject: The facts (and "uscc") that say what one award is for: the same subject is never supported twice.
        identifier: How the number among them is read, and who issues it; None where there is no number.
        rule: The clause's body; None where there is nothing to decide (guidance).
        law: The clause's figures: fixed, up to, or left open.
        outcome: How an assessment ends when every condition holds.
        review: How an application is reviewed.
        annual: Whether it is applied for year by year.
        upstream: Where what it matches is registered; None where it matches nothing.
        evidence: The documents that prove it.
        office_evidence: The documents that its department adds and the applicant does not read.
        cap_group: The name under which several items share one cap; empty for an item with a cap of its own.
        words: The sentences of its conditions and figures, where a fact's title doesn't serve.
        addresses: Applicants that are no enterprises and that the clause itself addresses; they need not be registered in the area.
        year_lag: How many years the year it names lies behind that of its application at least: one for a clause of the year before.
        alternatives: Optional facts of which at least one is needed.
        carried_over: The facts a project fills in, where one comes before the application.
        parts: By department, its own part in a joint review.
    """

    code: str
    clause: int
    title: Text
    summary: Text
    departments: tuple[str, ...]
    process: Process
    facts: tuple[Fact, ...]
    subject: tuple[str, ...] = ()
    identifier: Identifier | None = None
    rule: Rule | None = None
    law: Mapping[str, Parameter] = field(default_factory=dict)
    outcome: Outcome = Outcome.AWARD
    review: Review = Review.DESK
    annual: bool = False
    upstream: Upstream | None = None
    evidence: tuple[Evidence, ...] = ()
    office_evidence: tuple[Evidence, ...] = ()
    cap_group: str = ""
    words: Mapping[str, Text] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()
    year_lag: int = 0
    alternatives: tuple[str, ...] = ()
    carried_over: CarriedOver | None = None
    parts: Mapping[str, ReviewPart] = field(default_factory=dict)

    @property
    def citation(self) -> str:
        """The clause as the Opinions write it, such as 第(六)条."""
        return f"第({_numeral(self.clause)})条"

    @property
    def cited(self) -> str:
        """The clause as a Chinese sentence cites it, such as 第（六）条."""
        return f"第（{_numeral(self.clause)}）条"

    @property
    def money(self) -> bool:
        """Whether the clause grants money by a formula, a fixed amount, or a committee's decision."""
        return self.outcome in {Outcome.AWARD, Outcome.REFER}

    def showing(self, code: str) -> tuple[str, ...]:
        """Return the evidence that shows a fact, by code; none where any may."""
        return tuple(one.code for one in self.evidence if code in one.shows)

    @property
    def by_project(self) -> bool:
        """Whether it is claimed year by year for a project that was admitted before."""
        return self.upstream is Upstream.PROJECT

    @property
    def cap_fen(self) -> int | None:
        """The law's cap in fen, or None where there is none or amounts are fixed."""
        return self.law["cap_fen"].value if "cap_fen" in self.law else None

    @property
    def cap_scope(self) -> CapScope:
        """Whose awards count towards its cap, where no rule narrows it."""
        return CapScope(self.law["cap_scope"].value) if "cap_scope" in self.law else CapScope.NONE

    @property
    def cap_period(self) -> CapPeriod:
        """Over which time they count, where no rule narrows it."""
        return CapPeriod(self.law["cap_period"].value) if "cap_period" in self.law else CapPeriod.ALL_YEARS

    @property
    def cap_is_narrowable(self) -> bool:
        """Whether a rule may have more count towards its cap than the words do."""
        return any(len(self.law[name].options) > 1 for name in ("cap_scope", "cap_period") if name in self.law)

    @property
    def cap_name(self) -> str:
        """What its cap is called: its own code, or the name of the cap it shares."""
        return self.cap_group or self.code

    @cached_property
    def year_code(self) -> str | None:
        """The fact that names the year an application is about, or None."""
        return next((fact.code for fact in self.facts if fact.kind is Kind.YEAR), None)

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """Every figure rules may name, with the general terms': applying, records, commitment, what is asked back, barring, reporting."""
        applied_for = filing(numbered=self.identifier is not None)
        with_money = {**applied_for, **COMMITMENT, **RECOVERY, **DEBARMENT, **REPORTING} if self.money else {}
        recognised = VALIDITY if any(fact.from_register for fact in self.facts) else {}
        paid = INSTALMENTS if self.money and self.process in PAID_IN_PARTS else {}
        return {**self.law, **(RECORDS if self.rule else {}), **with_money, **paid, **recognised, **participation(self)}

    @cached_property
    def fact_codes(self) -> frozenset[str]:
        """The codes of the item's facts."""
        return frozenset(fact.code for fact in self.facts)

    @cached_property
    def figures(self) -> tuple[Fact, ...]:
        """What departments read off the papers beside its facts; no rule reads them."""
        return tuple(figure for part in self.parts.values() for figure in part.figures)

    def facts_schema(self) -> dict[str, Json]:
        """Return the JSON Schema (2020-12) of the item's own facts: a form is rendered from it."""
        body: dict[str, Json] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"https://etown-grants.example/schemas/{self.code}.json",
            "title": self.title.zh,
            "description": self.summary.zh,
            "x-title": self.title.as_dict(),
            "x-help": self.summary.as_dict(),
            **object_schema(self.facts),
        }
        if self.alternatives:
            body["anyOf"] = [{"required": [code]} for code in self.alternatives]
        return body

    @cached_property
    def asked_issuer(self) -> tuple[Fact, ...]:
        """The issuer of its number, where that is no fact of its own: an officer reads it off the papers."""
        return (self.identifier.asked,) if self.identifier and self.identifier.asked else ()

    @cached_property
    def _period(self) -> str | None:
        return next((fact.code for fact in self.facts if fact.kind is Kind.PERIOD and fact.code in self.subject), None)

    @cached_property
    def subject_names_beneficiary(self) -> bool:
        """Whether the same matter of two enterprises is two subjects: the beneficiary is part of it, or issued its number."""
        return BENEFICIARY in {*self.subject, *(self.identifier.issued_by if self.identifier else ())}

    def identity_of(self, facts: Mapping[str, Json], uscc: str) -> Identity | None:
        """Return the number of an application, as it is compared with others.

        Args:
            facts: Facts of this item, with the issuer that an officer named, as far as they are known.
            uscc: The beneficiary.

        Returns:
            Nothing where the item has no number, or what makes its subject is not known yet; its issuer may still be unknown.
        """
        if self.identifier is None or any(name not in facts for name in self.subject if name != BENEFICIARY):
            return None
        issuer, named = self.identifier.issuer_in(facts, uscc)
        number, period = fold_number(str(facts[self.identifier.number])), self._period
        beside = [uscc if name == BENEFICIARY else facts[name] for name in self.subject if name not in {self.identifier.number, period}]
        days = parse_period(facts[period]) if period else None
        return Identity(self.code, uscc, self.identifier, issuer, named, number, tuple(joined((one,)) for one in beside), days)

    def subject_of(self, facts: Mapping[str, Json], uscc: str) -> str:
        """Return what one award is for, as a key: awards with the same key, about a common day, are never added up.

        Args:
            facts: Valid facts of this item, with the issuer that an officer named.
            uscc: The applicant's unified social credit code (or a person's number in its place).

        Returns:
            The parts joined by "/", folded; empty where there is no award to repeat. A number comes after its kind and issuer.
        """
        if identity := self.identity_of(facts, uscc):
            return identity.key
        return joined(uscc if name == BENEFICIARY else facts[name] for name in self.subject)

    def knows_subject(self, facts: Mapping[str, Json], uscc: str) -> bool:
        """Tell whether all that makes the subject is known, with the issuer of its number."""
        if any(name not in facts for name in self.subject if name != BENEFICIARY):
            return False
        identity = self.identity_of(facts, uscc)
        return identity is None or identity.is_known

    def cap_key_of(self, facts: Mapping[str, Json], uscc: str) -> str | None:
        """Return what awards that may count towards one cap have in common, however far rules narrow it; None where nothing is capped.

        Decisions with the same key take turns.

        Args:
            facts: Valid facts of this item.
            uscc: The beneficiary.
        """
        if self.cap_scope is CapScope.NONE:
            return None
        if self.cap_scope is CapScope.SUBJECT:
            return f"{self.cap_name}/{self.subject_of(facts, uscc)}"
        narrowest = self.law["cap_scope"].options or (self.cap_scope,)
        return f"{self.cap_name}/{joined((uscc,))}" if narrowest[-1] == CapScope.BENEFICIARY else self.cap_name

    def parameters_needed(self, names: Iterable[str]) -> list[dict[str, Json]]:
        """Say of each parameter without a rule in force what it is, how it is written, and which department can set it."""
        return [
            {"name": name, **self.parameters[name].as_dict(), "clause": self.citation, "department": self.departments[0]} for name in names
        ]

    def as_dict(self) -> dict[str, Json]:
        """Return the item as `etown catalogue --json` prints it."""
        return {
            "item": self.code,
            "clause": self.clause,
            "citation": self.citation,
            "title": self.title.as_dict(),
            "summary": self.summary.as_dict(),
            "departments": list(self.departments),
            "process": self.process.value,
            "review": self.review.value,
            "annual": self.annual,
            "money": self.money,
            "outcome": self.outcome.value,
            "cap_fen": self.cap_fen,
            "cap_scope": self.cap_scope.value,
            "cap_period": self.cap_period.value,
            "cap_group": self.cap_group or None,
            "parameters": {name: parameter.as_dict() for name, parameter in self.parameters.items()},
            "subject": list(self.subject),
            "evidence": [{"code": one.code, "title": one.title.as_dict(), "required": one.required} for one in self.evidence],
            "schema": self.facts_schema(),
        }
