"""不予支持的理由。Why not, and what can be done: each condition that failed as a sentence, with what was found and what is required.

What a condition looks at is read from the clause itself (`policy.judging.formulas`), so a sentence can name the facts it hangs on, whose
word they are, and therefore where somebody who finds them wrong has to turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from policy.judging.documents import RECORD, counted_records
from policy.judging.formulas import Step, Term
from policy.language.facts import Fact, Json, Kind, Supplier
from policy.letters.wording import condition_of, dated, lowered, quoted, words_of
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.items import Item
    from policy.letters.wording import Told

_LEFT: Final = "something_left"
_REQUIRED: Final = Text("未满足“{words}”的支持条件", "The support requires that {words}")
_NOT_SO: Final = Text("", "this was found not to be so")
_FOUND: Final = Text("经核实，{found}", "we found: {found}")
_FOUND_THAT: Final = Text("经核实，{found}", "we found that {found}")
_SO: Final = Text("{name}：是", "{name} – yes")
_UNSO: Final = Text("{name}：否", "{name} – no")
_IS: Final = Text("{name}为{value}", "{name} – {value}")
_SIDE: Final = Text("{name}为{value}", "{name} is {value}")
_OF_THE_LAW: Final = Text("规定的{name}", "{name} the law sets")
_COMPARED: Final = Text("{found}，{limit}", "{found}, and {limit}")
_BELOW: Final = Text("，差{value}", "; {value} are missing")
_BEYOND: Final = Text("，多出{value}", "; that is {value} too much")
_EQUAL: Final = Text("，二者相等，没有高出", "; the two are equal, and equal is not above")
_RECORDS: Final = Text("经查，有下列严重不良行为记录：{records}", "these serious records were found: {records}")
_RECORD: Final = Text("{source}（{day}）", "{source} ({day})")
_NO_AMOUNT: Final = Text(
    "各项条件均已满足，但按条款计算的金额为0元，没有可以支持的金额",
    "Every condition is met, but the clause's formula comes to 0 yuan, so there is nothing to pay",
)
_ALL_AWARDED: Final = Text(
    "各项条件均已满足，但没有可以支持的余额：按条款可支持{entitled}，而就同一事项此前已核定支持{paid}，同一事项不重复支持",
    "Every condition is met, but nothing is left to pay: the clause allows {entitled}, {paid} were already awarded for the same subject, "
    "and nothing is supported twice",
)
_CAP_USED: Final = Text(
    "各项条件均已满足，但没有可以支持的余额：最高支持金额按“{scope}”计算，其中此前已核定支持{used}，已无剩余",
    "Every condition is met, but nothing is left to pay: the maximum holds for {scope}, and with {used} awarded before none of it is left",
)
_ALL_AWARDED_TO_OTHERS: Final = Text(
    "各项条件均已满足，但没有可以支持的余额：同一事项此前已核定支持，同一事项不重复支持",
    "Every condition is met, but nothing is left to pay: the same subject was awarded support before, and nothing is supported twice",
)
_CAP_USED_BY_OTHERS: Final = Text(
    "各项条件均已满足，但没有可以支持的余额：最高支持金额按“{scope}”计算，已无剩余",
    "Every condition is met, but nothing is left to pay: the maximum holds for {scope}, and none of it is left",
)
_NOTHING_ASKED: Final = Text("各项条件均已满足，但申请的金额为0元", "Every condition is met, but the amount asked for is 0 yuan")

_REMEDIES: Final = {
    Supplier.SOURCE: Text(
        "{which}来自其他单位的登记，如与实际不符，请先向登记单位申请更正，更正后{when}附上证明。",
        "The register of another authority tells us of {which}. If it is wrong, have it put right there first, "
        "then enclose the proof {when}.",
    ),
    Supplier.EXPERTS: Text(
        "{which}由评审专家评定，如有专家没有看到的材料，请{when}附上。",
        "The experts assessed {which}. If there are documents they did not see, enclose them {when}.",
    ),
    Supplier.CONFIRMED: Text(
        "{which}由经办部门核实，如有材料能够证明实际情况不同，请{when}附上。",
        "An officer looked into {which}. If you have documents that show otherwise, enclose them {when}.",
    ),
    Supplier.DECLARED: Text(
        "{which}以贵单位填报的内容为准，如填报有误，请{when}更正并附上证明材料。",
        "You stated {which} yourself. If you made a mistake, put it right {when} and enclose the proof.",
    ),
}
_WRONGLY_COUNTED: Final = Text(
    "如果认为上述已核定支持的金额不实，请{when}说明并附上证明。",
    "If you find what is said to have been awarded wrong, say so {when} and enclose the proof.",
)
_WRONGLY_FOUND: Final = Text(
    "如果认为所申请的并非上述此前已核定支持的事项，请{when}说明并附上证明。",
    "If you find that what you apply for is not what was awarded support before, say so {when} and enclose the proof.",
)
_WRONGLY_CLOSED: Final = Text(
    "如果认为所申请的并非此前骗取支持的事项，请{when}说明并附上证明。",
    "If you find that what you apply for is not what support was got for by fraud before, say so {when} and enclose the proof.",
)
_WRONGLY_EXHAUSTED: Final = Text(
    "如果认为剩余额度核算有误，请{when}说明理由。", "If you find that something must be left of the maximum, say why {when}."
)
_AGAIN: Final = Text(
    "如果情况属实，待条件具备后可以再次申请。", "If everything is as found, you may apply again once the conditions are met."
)
_CLOSED: Final = "subject_open"
# Said of nobody but whose own award it was; who another is, is nobody else's business.
_GOT_BY_APPLICANT: Final = Text("申请单位此前就同一支持对象骗取支持资金，已被追回，该支持对象不再给予支持", "")
_FOR_GOOD: Final = frozenset({_LEFT, _CLOSED, "matter_in_time", "year_in_force", "university_or_institute"})
_ALL_OF_IT: Final = Text("上述情况", "this")
_AND: Final = Text("、", " and ")
# What stands in quotation marks is listed without a mark between.
_BESIDE: Final = Text("", " and ")
_WITH_REQUEST: Final = Text("在申请复核时", "with your request for reconsideration")
_NEXT_TIME: Final = Text("在再次申请时", "when you apply again")
_NOT_THE_APPLICANTS: Final = frozenset({"applicant_type", "application_day", "subject_closed"})
_OF_RECORDS: Final = "serious_records"


def failed_in(tree: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    """Return the conditions of a tree that do not hold, in the order of the document."""
    return [node for section in tree["children"] for node in section["children"] if node.get("holds") is False]


def ground(told: Told, node: Mapping[str, Json]) -> str:
    """Return why a condition failed, as sentences without their last full stop."""
    if node["code"] == _LEFT:
        return _nothing_left(told)[0]
    if node["code"] == _CLOSED and told.is_closed_by_own and not told.english:
        return told.say(_GOT_BY_APPLICANT)
    required, found = _required(told.item, node, told.language), _found(told, node)
    if told.english:
        return f"{required}. {found[:1].upper()}{found[1:]}"
    return f"{required}。{found}" if found else required


def _required(item: Item, node: Mapping[str, Json], language: str) -> str:
    """Return what a failed condition asks for; in Chinese, what is said where it does not hold."""
    if language == "en":
        return _REQUIRED.en.format(words=lowered(words_of(item, node, language)))
    if condition := condition_of(item, str(node.get("code"))):
        return condition.unmet
    return _REQUIRED.zh.format(words=words_of(item, node, language))


def stated(item: Item, failure: Mapping[str, Json], language: str) -> str:
    """Return a condition found unmet before anything was assessed, as it was stored with the refusal, in today's words."""
    required = _required(item, failure, language)
    found = _records(failure["records"], language) if failure.get("records") else _NOT_SO.in_language(language)
    return "".join((required, ". " if language == "en" else "。" if found else "", found[:1].upper(), found[1:]))


def remedy_of_stated(language: str, *, reconsideration: bool) -> str:
    """Return what can be done about conditions that the sources found unmet."""
    when = (_WITH_REQUEST if reconsideration else _NEXT_TIME).in_language(language)
    remedy = _REMEDIES[Supplier.SOURCE].in_language(language).format(which=_ALL_OF_IT.in_language(language), when=when)
    return (" " if language == "en" else "").join((remedy, _AGAIN.in_language(language)))


def remedies(told: Told, failed: Sequence[Mapping[str, Json]], *, reconsideration: bool) -> Iterator[str]:
    """Yield what can be done about the failed conditions, by where the facts they hang on came from."""
    when = told.say(_WITH_REQUEST if reconsideration else _NEXT_TIME)
    by_supplier: dict[Supplier, dict[str, None]] = {}
    for node in failed:
        for fact in _facts(told, node):
            title = fact.title.in_language(told.language)
            by_supplier.setdefault(fact.supplied_by, {})[quoted(lowered(title))] = None
    for supplier, titles in by_supplier.items():
        *others, last = titles
        which = told.say(_BESIDE).join([", ".join(others), last] if others and told.english else titles)
        yield told.say(_REMEDIES[supplier], which=which, when=when)
    if any(node["code"] == _CLOSED for node in failed):
        yield told.say(_WRONGLY_CLOSED, when=when)
    if any(node["code"] == _LEFT for node in failed):
        _, remedy = _nothing_left(told)
        if remedy:
            yield told.say(remedy, when=when)
    if not any(node["code"] in _FOR_GOOD for node in failed):
        yield told.say(_AGAIN)


def _facts(told: Told, node: Mapping[str, Json]) -> list[Fact]:
    """Return the facts a condition hangs on that were given, in the order the clause reads them."""
    looked_at = told.formula.conditions.get(str(node["code"]))
    names = looked_at.facts() if isinstance(looked_at, Term) else iter(())
    if node["code"] == _LEFT:
        # It hangs on the whole formula, which nobody disputes: what may be wrong is what is said to have been awarded.
        return []
    found = [fact for name in names if name not in _NOT_THE_APPLICANTS and (fact := told.fact(name))]
    facts = told.tree["facts"]
    return [fact for fact in found if fact.code in facts or fact.code in facts["applicant"] or fact.code == _OF_RECORDS]


def _found(told: Told, node: Mapping[str, Json]) -> str:
    if node["code"] == "no_serious_record":
        facts = told.tree["facts"]
        counted = counted_records(facts["applicant"]["records"], date.fromisoformat(facts["application_date"]))
        return _records(counted, told.language)
    if "figure" in node:
        return told.say(_FOUND_THAT, found=_comparison(told, node))
    facts = _facts(told, node)
    if len(facts) > 1 or any(fact.options for fact in facts):
        return told.say(_FOUND, found=("；" if not told.english else "; ").join(_stated(told, fact) for fact in facts))
    return told.say(_NOT_SO)


def _stated(told: Told, fact: Fact) -> str:
    title = fact.title.in_language(told.language)
    if fact.kind is Kind.FLAG:
        # A yes or no has a whole sentence for a title.
        return told.say(_SO if told.holds(fact) else _UNSO, name=lowered(title) if told.english else quoted(title))
    return told.say(_IS, name=lowered(title), value=told.value_of(fact))


def _comparison(told: Told, node: Mapping[str, Json]) -> str:
    """Return the two sides of a comparison with their names, and by how much one misses the other."""
    looked_at, unit = told.formula.conditions.get(str(node["code"])), node["unit"]
    sides = looked_at.parts if isinstance(looked_at, Term) and looked_at.step is Step.COMPARED else ("", "")
    written = []
    for side, figure in zip(sides, (node["figure"], node["limit"]), strict=True):
        value = told.written(figure, unit)
        name = told.name(side)
        if isinstance(side, Term) and side.step is Step.LAW:
            name = told.say(_OF_THE_LAW, name=name)
        written.append(told.say(_SIDE, name=name, value=value) if name else value)
    both = told.say(_COMPARED, found=written[0], limit=written[1]) if told.name(sides[1]) else written[0]
    if unit != "fen":
        return both
    missing = int(node["limit"]) - int(node["figure"])
    tail = _BELOW if missing > 0 else _BEYOND if missing < 0 else _EQUAL
    return both + told.say(tail, value=told.yuan(abs(missing)))


def _records(records: Iterable[Mapping[str, Json]], language: str) -> str:
    sources = next(fact for fact in RECORD if fact.code == "source").options
    named = ((sources[record["source"]].in_language(language), record["on"]) for record in records)
    listed = (_RECORD.in_language(language).format(source=lowered(source), day=dated(day, language)) for source, day in named)
    return _RECORDS.in_language(language).format(records=_AND.in_language(language).join(listed))


def _nothing_left(told: Told) -> tuple[str, Text | None]:
    """Return why nothing is left to award, and what can be done about it, if anything: of awards of others no amount is named."""
    figures, facts = told.figures, told.tree["facts"]
    if not figures["formula_amount"]:
        return told.say(_NO_AMOUNT), None
    if figures["already_paid"] >= figures["entitled"]:
        if told.of_others("already_paid_fen"):
            return told.say(_ALL_AWARDED_TO_OTHERS), _WRONGLY_FOUND
        return told.say(_ALL_AWARDED, entitled=told.yuan(figures["entitled"]), paid=told.yuan(figures["already_paid"])), _WRONGLY_COUNTED
    if not figures["cap_left"]:
        if told.of_others("cap_used_fen"):
            return told.say(_CAP_USED_BY_OTHERS, scope=told.cap_scope), _WRONGLY_EXHAUSTED
        return told.say(_CAP_USED, scope=told.cap_scope, used=told.yuan(facts.get("cap_used_fen", 0))), _WRONGLY_COUNTED
    return told.say(_NOTHING_ASKED), None
