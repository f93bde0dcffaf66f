"""确认。The forms in which an award's facts are proved: what an officer reads off which paper, and what each expert assesses.

Both are made from the item's facts, so a new item has them without a line of its own. They are part of the review's task; without them
nobody can recommend.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.judging.provenance import facts_to_prove
from policy.language.facts import MISSING, UNKNOWN, Fact, Json, Kind, Supplier, is_integer
from policy.language.items import Item, Review
from policy.money import MAX_FEN, write_official, write_plain_yuan
from policy.processes.kernel.task_kind import line
from policy.processes.matching.upstream import SUPPLIED
from policy.text import Text

MOST_PAGES: Final = 9_999
REQUESTED: Final = "requested_fen"
_NOTHING: Final = Text("不建议支持的，评定金额应填0", "must be 0 by whoever does not recommend it")
_NOT_OF_IT: Final = Text("不能依据该材料核定此项", "is not read off this piece of evidence")
_NOT_A_PAPER: Final = Text("应写明依据的材料", "must name the paper it was read from")


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact as an officer read it off a paper.

    Attributes:
        value: What it says.
        paper: `evidence` and `page`, or `reference` where the case holds no evidence.
    """

    value: Json
    paper: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form calls what an officer states in it.

    Attributes:
        name: Its field.
        title: What people call it.
    """

    name: str
    title: Text


_FACTS: Final = Asked("facts", Text("据以核定的事实", "The facts the award rests on, each with the paper it was read from"))


def facts_to_state(item: Item, department: str | None = None) -> tuple[Fact, ...]:
    """Return the facts that an officer states: all but those of experts, of an interface or our register, and what is asked for.

    Args:
        item: What is applied for.
        department: Whose part, where several departments review it together; None for all of it.
    """
    elsewhere = {REQUESTED, *(SUPPLIED[item.upstream] if item.upstream else ())}
    elsewhere |= {fact.code for fact in item.facts if fact.from_register or fact.supplied_by is Supplier.EXPERTS}
    stated = [fact for fact in facts_to_prove(item) if fact.code not in elsewhere]
    if department is None or item.review is not Review.JOINT:
        return tuple(stated)
    return tuple(fact for fact in stated if (fact.department or item.departments[0]) == department)


def papers_of(item: Item, fact: Fact, evidence: Collection[str]) -> tuple[str, ...]:
    """Return the evidence of the case that a fact may be read off; none where an officer gives a reference instead.

    What a source or a project supplies is read off what the item says shows it, and never off a paper that happens to be there.
    """
    there = [one for one in item.evidence if one.code in evidence]
    particular = fact.supplied_by is Supplier.SOURCE or item.showing(fact.code)
    return tuple(one.code for one in there if not particular or fact.code in one.shows)


def facts_to_assess(item: Item) -> tuple[Fact, ...]:
    """Return the facts that each expert assesses."""
    return tuple(fact for fact in item.facts if fact.supplied_by is Supplier.EXPERTS)


# -- what an officer states -------------------------------------------------------------------------------------------------------------


_NOTHING_CONTESTED: Final[Mapping[str, Sequence[Mapping[str, Json]]]] = {}


def stating_form(
    item: Item,
    facts: Sequence[Fact],
    claimed: Mapping[str, Json],
    evidence: Collection[str],
    needed_for: str,
    *,
    asked: Asked = _FACTS,
    contested: Mapping[str, Sequence[Mapping[str, Json]]] = _NOTHING_CONTESTED,
) -> dict[str, Any]:
    """Return what a review's form asks about facts, as JSON Schema, filled in beforehand with what is claimed.

    What was corrected after it was decided by is not filled in, so that nobody decides by taking what is offered: every value that was
    said of it is shown with where it comes from.

    Args:
        item: What is applied for.
        facts: What is to be stated.
        claimed: What the applicant says of them, or what was stated before.
        evidence: The evidence the case holds.
        needed_for: The decision that cannot be made without.
        asked: What the form calls them.
        contested: The values of facts that were corrected since they were decided by, each with where it comes from.
    """
    if not facts:
        return {}
    stated = {
        "type": "object",
        "title": asked.title.zh,
        "description": asked.title.en,
        "properties": {fact.code: _statement(item, fact, _offered(fact.code, claimed, contested), evidence) for fact in facts},
        "required": [fact.code for fact in facts if not fact.optional],
        "additionalProperties": False,
    }
    return {"properties": {asked.name: stated}, "allOf": [_required_for(needed_for, asked.name)]}


def _offered(code: str, claimed: Mapping[str, Json], contested: Mapping[str, Sequence[Mapping[str, Json]]]) -> dict[str, Any]:
    """Return what the field of a fact offers: one value, or several to choose from by where they come from."""
    if code in contested:
        return {"x-values": list(contested[code])}
    return {"default": claimed[code]} if code in claimed else {}


def _statement(item: Item, fact: Fact, offered: Mapping[str, Any], evidence: Collection[str]) -> dict[str, Any]:
    value = fact.schema() | dict(offered)
    paper: dict[str, Any] = {"reference": line("依据", "The paper it was read from", 200)}
    if papers := papers_of(item, fact, evidence):
        paper = {
            "evidence": {
                "title": "依据材料",
                "description": "The piece of evidence it was read from",
                "oneOf": [
                    {"const": one.code, "title": one.title.zh, "description": one.title.en} for one in item.evidence if one.code in papers
                ],
                "x-fault": _NOT_OF_IT.as_dict(),
            },
            "page": {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "title": "页码", "description": "Its page"},
        }
    return {
        "type": "object",
        "title": fact.title.zh,
        "description": fact.title.en,
        "x-supplied-by": fact.supplied_by.value,
        "x-by-two": fact.by_two,
        "properties": {"value": value, **paper},
        "required": ["value", *paper],
        "additionalProperties": False,
    }


def read_statements(
    item: Item, facts: Sequence[Fact], given: object, evidence: Collection[str], *, asked: Asked = _FACTS
) -> dict[str, Statement]:
    """Check what an officer stated.

    Args:
        item: What is applied for.
        facts: What was to be stated.
        given: The form's `facts`.
        evidence: The evidence the case holds.
        asked: What the form calls them.

    Returns:
        Each fact with its paper.

    Raises:
        Refusal: `invalid_input` with a fault for every fact that is missing, unknown or wrong, or names no paper of the case.
    """
    answers = given if isinstance(given, Mapping) else {}
    known = {fact.code: fact for fact in facts}
    faults = [Fault(f"{asked.name}.{code}", UNKNOWN, item.citation) for code in sorted(answers.keys() - known.keys())]
    missing = [code for code, fact in known.items() if code not in answers and not fact.optional]
    faults += [Fault(f"{asked.name}.{code}", MISSING, item.citation) for code in missing]
    for code in known.keys() & answers.keys():
        faults += _faults_of(item, known[code], answers[code], evidence, f"{asked.name}.{code}")
    if faults:
        detail = Text(
            "请逐项确认据以核定的事实，并写明依据的材料。", "State each fact the award rests on, with the paper it was read from."
        )
        raise Refusal(Code.INVALID_INPUT, detail, sorted(faults, key=lambda fault: fault.field), clause=item.citation)
    return {code: _statement_of(answers[code], papers_of(item, known[code], evidence)) for code in known if code in answers}


LOOKED_AT: Final = line("核对的材料", "Which paper was looked at, and where it is: the file holds none")


def looked_at_for(decision: str) -> dict[str, Any]:
    """Return the condition of a form that a decision says which paper was looked at (`opinion`), as JSON Schema."""
    return _required_for(decision, "opinion")


def not_on_file(facts: Sequence[Fact]) -> dict[str, Any]:
    """Return that facts rest on a paper that was named by its title alone, for whoever confirms them; nothing where there are none."""
    if not facts:
        return {}
    zh, en = "、".join(fact.title.zh for fact in facts), ", ".join(fact.title.en for fact in facts)
    said = Text(
        f"下列事实仅有经办人填写的材料名称，案卷中没有该材料，请核对原件后确认：{zh}。",
        f"The file holds no paper for these facts, of which the officer named one by its title; look at the paper itself: {en}.",
    )
    return {"not_on_file": {"facts": [fact.code for fact in facts], **said.as_dict()}}


def _statement_of(answer: Mapping[str, Json], papers: Collection[str]) -> Statement:
    return Statement(answer["value"], {key: answer[key] for key in (("evidence", "page") if papers else ("reference",))})


def _faults_of(item: Item, fact: Fact, answer: object, evidence: Collection[str], at: str) -> list[Fault]:
    if not isinstance(answer, Mapping):
        return [Fault(at, _NOT_A_PAPER, item.citation)]
    wrong = fact.fault_of(answer["value"]) if "value" in answer else MISSING
    faults = [Fault(f"{at}.value", wrong, item.citation)] if wrong else []
    papers = papers_of(item, fact, evidence)
    if not papers:
        reference = answer.get("reference")
        named = isinstance(reference, str) and bool(reference.strip())
        return faults if named else [*faults, Fault(f"{at}.reference", _NOT_A_PAPER, item.citation)]
    if (named_one := answer.get("evidence")) not in papers:
        faults.append(Fault(f"{at}.evidence", _NOT_OF_IT if named_one in evidence else _NOT_A_PAPER, item.citation))
    page = answer.get("page")
    if not is_integer(page) or not 1 <= int(str(page)) <= MOST_PAGES:
        faults.append(Fault(f"{at}.page", Text("应写明页码", "must name the page"), item.citation))
    return faults


def _required_for(decision: str, name: str) -> dict[str, Any]:
    return {"if": {"properties": {"decision": {"const": decision}}}, "then": {"required": [name]}}


# -- what experts assess ----------------------------------------------------------------------------------------------------------------


def most_fen(item: Item, requested_fen: int | None) -> int:
    """Return the most an expert may name: what is asked for, and what the clause allows."""
    return min(limit for limit in (requested_fen, item.cap_fen, MAX_FEN) if limit is not None)


def assessing_form(item: Item, requested_fen: int | None, needed_for: str) -> dict[str, Any]:
    """Return what an expert's form asks about the facts that experts assess, as JSON Schema; nothing where there are none.

    Whoever recommends names an amount of at least one fen; whoever does not names none.
    """
    facts = facts_to_assess(item)
    if not facts:
        return {}
    limit = most_fen(item, requested_fen)
    most = {"minimum": 0, "maximum": limit, "examples": [limit]}
    assessed = {
        "type": "object",
        "title": "评定意见",
        "description": "What each expert assesses; whoever does not recommend it names 0",
        "properties": {fact.code: fact.schema() | (most if fact.kind is Kind.AMOUNT else {}) for fact in facts},
        "required": [fact.code for fact in facts],
        "additionalProperties": False,
    }
    amounts = [fact.code for fact in facts if fact.kind is Kind.AMOUNT]
    sums = {
        "if": {"properties": {"recommend": {"const": True}}},
        "then": {"properties": {"assessed": {"properties": {code: {"minimum": 1} for code in amounts}}}},
        "else": {"properties": {"assessed": {"properties": {code: {"const": 0, "x-fault": _NOTHING.as_dict()} for code in amounts}}}},
    }
    return {"properties": {"assessed": assessed}, "allOf": [_required_for(needed_for, "assessed"), sums]}


def require_assessed(item: Item, requested_fen: int | None, answer: Mapping[str, Json]) -> None:
    """Refuse an expert's answer that does not assess what experts have to.

    Raises:
        Refusal: `invalid_input`, naming each fact.
    """
    given = answer.get("assessed")
    assessed = given if isinstance(given, Mapping) else {}
    least, most = (1, most_fen(item, requested_fen)) if answer.get("recommend") else (0, 0)
    faults = [
        Fault(f"assessed.{fact.code}", wrong, item.citation)
        for fact in facts_to_assess(item)
        if (wrong := _fault_of_assessed(fact, assessed, least, most))
    ]
    if faults:
        detail = Text("请逐项评定。", "Assess each of them.")
        raise Refusal(Code.INVALID_INPUT, detail, faults, clause=item.citation)


def _fault_of_assessed(fact: Fact, assessed: Mapping[str, Json], least: int, most: int) -> Text | None:
    if fact.code not in assessed:
        return MISSING
    wrong = fact.fault_of(assessed[fact.code])
    if wrong or fact.kind is not Kind.AMOUNT or least <= assessed[fact.code] <= most:
        return wrong
    if most == 0:
        return _NOTHING
    return Text(
        f"应在{write_official(least)}与{write_official(most)}之间",
        f"must be between {write_plain_yuan(least)} and {write_plain_yuan(most)} yuan",
    )


def panels_word(item: Item, answers: Sequence[Mapping[str, Json]]) -> dict[str, tuple[Json, dict[str, Json]]]:
    """Return what a panel assessed, by fact: the median of its amounts, the majority of its answers, and how it came about.

    Of an even number of amounts the lower middle one stands.
    """
    word: dict[str, tuple[Json, dict[str, Json]]] = {}
    for fact in facts_to_assess(item):
        given = [answer["assessed"][fact.code] for answer in answers]
        if fact.kind is Kind.AMOUNT:
            amounts = sorted(given)
            median = amounts[(len(amounts) - 1) // 2]
            word[fact.code] = median, {"experts": len(amounts), "amounts_fen": amounts, "median_fen": median}
        else:
            agree = sum(given)
            word[fact.code] = 2 * agree > len(given), {"experts": len(given), "agree": agree}
    return word
