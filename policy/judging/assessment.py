"""核定。An assessment: one document judged by the clause and the rules in force, with everything needed to recompute it years later.

Which outcome stands, in this order:

1. `reject`, when a condition fails whatever a missing parameter will be: left-open parameters are read at their most generous, and
   who is refused even then is refused. The award is zero and every failed condition is listed.
2. `needs_parameter`, when the clause asked for a parameter no rule in force settles. No amount is guessed.
3. `refer`, when an older policy would pay more in total, or the clause leaves the decision to a committee.
4. What the item gives when its conditions hold: an award, a benefit in kind, a recognition; guidance is `no_grant`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from policy.judging.catalogue import hash_of_clause
from policy.judging.catalogue import item as item_called
from policy.judging.documents import read_document
from policy.judging.implementing_rules import Figures, RuleBook
from policy.language.columns import CHUNK, Columns, ColumnsReader, part_of
from policy.language.facts import Json
from policy.language.items import Item, Outcome
from policy.language.lead import asked_in, asked_under
from policy.language.parameters import Unset, write_setting
from policy.language.readers import Entry, LetterReader, Reader, Settlement, Values
from policy.opinions_2022_8 import DOCUMENT_ID
from policy.opinions_2022_8.general_terms import CITATION, WORDS, judge
from policy.text import Text

_SENTENCES = {
    Outcome.NEEDS_PARAMETER: ("parameter_in_force", False, Text("所需实施细则参数已施行", "The implementing rule this needs is in force")),
    Outcome.REFER: ("committee_decides", True, Text("由专题会审议确定", "The committee decides case by case")),
    Outcome.NO_GRANT: ("guidance", True, Text("本条为引导性条款，不涉及资金支持", "The clause guides and carries no money")),
    Outcome.IN_KIND: ("benefit_in_kind", True, Text("享受相应的政策优惠，不发放资金", "A benefit in kind, not money")),
    Outcome.RECOGNISED: ("recognised", True, Text("资格保留至有效期满", "The qualification stays until it expires")),
}


@dataclass(frozen=True)
class AssessmentResult:
    """What was decided, and why.

    Attributes:
        item: The item assessed.
        outcome: How it ended.
        award_fen: Fen; above zero for an award, zero for a rejection, otherwise None.
        capped: Whether a cap made the award less than the formula and the request would have it.
        formula_fen: What the formula and the request come to before any cap that several awards share, less what was paid for the same
            subject; None unless it is an award. A ceiling for everybody is shared by these.
        missing_parameters: The left-open parameters without a rule in force, when that is the outcome.
        rules_in_force: The implementing rules it was judged by, as JSON.
        rules_hash: SHA-256 over them.
        document_id: The document in force on the matter date.
    """

    item: Item
    outcome: Outcome
    award_fen: int | None
    capped: bool
    missing_parameters: list[str]
    rules_in_force: list[dict[str, Json]]
    rules_hash: str
    facts: Mapping[str, Json] = field(repr=False)
    figures: Figures = field(repr=False)
    entries: Sequence[Entry] = field(repr=False)
    formula_fen: int | None = None
    document_id: str = DOCUMENT_ID

    @property
    def clause_hash(self) -> str:
        """SHA-256 of the files the clause was read by: the reading it was made under."""
        return hash_of_clause(self.item.clause)

    @cached_property
    def reasons(self) -> list[dict[str, Json]]:
        """Every condition that was looked at, in the order of the document, and how the outcome follows from them."""
        reasons = [self._reason(entry) for entry in self.entries if entry.holds is not None]
        if self.outcome in _SENTENCES and not (self.outcome is Outcome.REFER and self.item.outcome is not Outcome.REFER):
            code, holds, sentence = _SENTENCES[self.outcome]
            reasons.append({"code": code, "holds": holds, "clause": self.item.citation, "text": sentence.as_dict()})
        return reasons

    @cached_property
    def tree(self) -> dict[str, Json]:
        """The explanation: sections of conditions and figures, with the facts and figures of the law they were read from."""
        sections: dict[str, list[dict[str, Json]]] = {}
        for entry in self.entries:
            sections.setdefault(entry.section, []).append(self._node(entry))
        return {
            **self.as_dict(),
            "document_id": self.document_id,
            "clause_hash": self.clause_hash,
            "rules_hash": self.rules_hash,
            "rules_in_force": self.rules_in_force,
            "parameters": {
                name: None if isinstance(setting := getattr(self.figures.law, name), Unset) else write_setting(setting)
                for name in self.item.parameters
            },
            "facts": dict(self.facts),
            "children": [
                {"section": section, "clause": clause_of(self.item, section), "children": nodes} for section, nodes in sections.items()
            ],
        }

    def as_dict(self) -> dict[str, Json]:
        """Return the outcome as `etown assess --json` prints it."""
        return {
            "item": self.item.code,
            "outcome": self.outcome.value,
            "award_fen": self.award_fen,
            "capped": self.capped,
            "missing_parameters": self.missing_parameters,
            "reasons": self.reasons,
        }

    def _reason(self, entry: Entry) -> dict[str, Json]:
        reason: dict[str, Json] = {"code": entry.code, "holds": entry.holds, "clause": clause_of(self.item, entry.section)}
        if entry.figure is not None:
            reason["figure"] = written_figure(entry.figure, entry.unit)
        return reason | {"text": sentence_of(self.item, entry.code).as_dict()}

    def _node(self, entry: Entry) -> dict[str, Json]:
        if entry.holds is None:
            return {
                "code": entry.code,
                "figure": written_figure(entry.figure, entry.unit),
                "unit": entry.unit,
                "text": sentence_of(self.item, entry.code).as_dict(),
            }
        node = self._reason(entry)
        if entry.figure is not None:
            node |= {"limit": written_figure(entry.limit, entry.unit), "unit": entry.unit}
        return node


def clause_of(item: Item, section: str) -> str:
    """Return the citation of a condition: the item's clause, or the general terms."""
    return item.citation if section == "clause" else CITATION


def clause_of_code(item: Item, code: str) -> str:
    """Return the citation of a condition by its code alone."""
    return clause_of(item, "general_terms" if code in WORDS else "clause")


def sentence_of(item: Item, code: str) -> Text:
    """Return the sentence of a condition or figure of an item."""
    if code in item.words:
        return item.words[code]
    return WORDS[code] if code in WORDS else next(fact.title for fact in item.facts if fact.code == code)


def assess(code: str, document: Mapping[str, Json], rules: Sequence[Mapping[str, Json]] | RuleBook = ()) -> AssessmentResult:
    """Judge one document.

    Args:
        code: The item.
        document: `facts.json`: the item's facts, `applicant`, `application_date`, `matter_date`, and optionally `already_paid_fen`,
            `older_policy_fen`, `cap_used_fen` and `subject_closed`. Amounts in fen.
        rules: Implementing rules as JSON, or a `RuleBook` already checked.

    Returns:
        The outcome with its explanation.

    Raises:
        Refusal: `unknown_item`, or `invalid_input` with every fault of the document or the rules.
    """
    item = item_called(code)
    case = read_document(asked_in(item, document), document)
    book = rules if isinstance(rules, RuleBook) else RuleBook.parse(list(rules) if isinstance(rules, tuple) else rules)
    figures = book.figures(item, case.matter_date, date.fromisoformat(document["application_date"]))
    if (asked := asked_under(item, figures.law)) is not asked_in(item, document):
        # Whether the applicant led is asked where a rule in force makes it matter, and nowhere else.
        read_document(asked, document)
    item = asked
    letter = LetterReader()
    settlement = judge(item, case.row, figures.law, letter)
    outcome = _outcome(item, letter)
    award, capped = _due(outcome, settlement)
    return AssessmentResult(
        item=item,
        outcome=outcome,
        award_fen=award,
        capped=capped,
        missing_parameters=sorted(letter.missing) if outcome is Outcome.NEEDS_PARAMETER else [],
        rules_in_force=list(figures.rules),
        rules_hash=figures.rules_hash,
        facts=document,
        figures=figures,
        entries=letter.entries,
        formula_fen=_before_the_cap(settlement, case.row) if outcome is Outcome.AWARD else None,
    )


def amount_alone(item: Item, row: Values, law: Values) -> tuple[Outcome, int | None, bool]:
    """Judge one row without a letter: the outcome, the award in fen, and whether a cap reduced it."""
    reader = Reader()
    settlement = judge(item, row, law, reader)
    outcome = _outcome(item, reader)
    return outcome, *_due(outcome, settlement)


def assess_columns(item: Item, columns: Values, law: Values, rows: int) -> Columns:
    """Judge many rows at once.

    Args:
        item: What is applied for.
        columns: Facts as columns (`policy.language.columns.column_of`), or single values that hold for every row.
        law: The figures in force for all rows.
        rows: How many rows there are.

    Returns:
        The outcome of each row, equal to what `assess` says of it.
    """
    made = Columns.of(rows)
    for begun in range(0, max(rows, 1), CHUNK):
        part = slice(begun, min(begun + CHUNK, rows))
        reader = ColumnsReader()
        settlement = judge(item, part_of(columns, part, rows), law, reader)
        reader.columns(item.outcome, settlement, made.part(part))
    return made


def written_figure(figure: int, unit: str) -> int | str:
    """Return a figure as JSON has it: days as ISO dates, anything else as the integer it is."""
    return date.fromordinal(figure).isoformat() if unit == "day" else figure


def _outcome(item: Item, reader: Reader) -> Outcome:
    if reader.refused:
        return Outcome.REJECT
    if reader.missing:
        return Outcome.NEEDS_PARAMETER
    return Outcome.REFER if reader.referred else item.outcome


def _before_the_cap(settlement: Settlement | None, row: Values) -> int | None:
    if settlement is None or settlement.claim is None:
        return None
    reader = Reader()
    unpaid = reader.above(settlement.claim.amount, row.already_paid_fen)
    return int(reader.least(unpaid, reader.given(row.requested_fen, lambda: unpaid)))


def _due(outcome: Outcome, settlement: Settlement | None) -> tuple[int | None, bool]:
    if settlement and outcome in {Outcome.AWARD, Outcome.REJECT}:
        return (settlement.award if outcome is Outcome.AWARD else 0), bool(settlement.capped)
    return (0 if outcome is Outcome.REJECT else None), False
