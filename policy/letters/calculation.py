"""核算过程。How an amount was calculated, in one or two plain sentences: the clause's formula, then what made it less.

The sentences follow the form of the clause (`policy.judging.formulas`) and take their figures from the explanation tree: no clause has
words of its own here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from policy.judging.formulas import Step, Term
from policy.language.lead import LED
from policy.letters.lowered import lowered_figures
from policy.letters.wording import Told, lowered, percentage
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.facts import Json
    from policy.language.items import Item

_BASE: Final = Text("{name}为{value}", "{name} ({value})")
_BESIDE: Final = Text("{name}（{value}）", "{name} ({value})")
_AMOUNTED: Final = Text("{name}为{value}", "{name} comes to {value}")
_ABOVE: Final = Text("{base}，{floor}，高出{value}", "{base} is above {floor} by {value}")
_GROWN: Final = Text("{name}按{base}增长{rate}确定，为{value}", "{name} is {base} grown by {rate}, which makes {value}")
_SHARE_OF_FACT: Final = Text("{base}，按{rate}计算为{value}", "{rate} of {base} is {value}")
_BY_BRACKETS: Final = Text("分档比例（{brackets}）", "the rates by brackets ({brackets})")
_UP_TO: Final = Text("不超过{up_to}的部分{rate}", "{rate} up to {up_to}")
_BETWEEN: Final = Text("超过{floor}、不超过{up_to}的部分{rate}", "{rate} above {floor} up to {up_to}")
_REST_OF_IT: Final = Text("超过{floor}的部分{rate}", "{rate} above {floor}")
_SHARE_OF_FIGURE: Final = Text("按高出部分的{rate}计算为{value}", "{rate} of that is {value}")
_EACH: Final = Text(
    "{name}为{number}，{single_name}为{single}，共{value}", "{name} ({number}) times {single_name} ({single}) makes {value}"
)
_TOTAL: Final = Text("合计{value}", "together {value}")
_CHOICE: Final = Text("{name}为{value}", "“{value}” ({name})")
_FIXED: Final = Text("{choices}的，支持金额固定为{value}", "for {choices} the amount is fixed at {value}")
_JOINERS: Final = {"comma": Text("，", ", "), "semicolon": Text("；", "; "), "and": Text("、", " and ")}

_WITHIN: Final = Text(
    "{name}为{limit}，超出的部分不予支持，按{limit}计", "{name} is {limit}, and no more than that is supported, so {limit} counts"
)
_CAPPED: Final = Text("超过{cap}的最高支持金额，按最高支持金额计", "That is more than the maximum of {cap}, so the maximum counts instead")
_UNDER_CAP: Final = Text("未超过{cap}的最高支持金额", "which is within the maximum of {cap}")
_PARTICIPATED: Final = Text(
    "申请单位参与而未牵头承担该项目，依据{document}，按牵头单位支持金额{lead}的{rate}计算为{value}",
    "The applicant took part in the project and did not lead it, so by {document} it gets {rate} of the {lead} its lead would get, "
    "which is {value}",
)
_RULES: Final = Text("实施细则", "the implementing rules")
_AWARDED: Final = Text(
    "就同一事项此前已核定支持{paid}，同一事项不重复支持，扣除已核定部分后，应再支持{value}",
    "{paid} have already been awarded for the same subject; nothing is supported twice, so they are deducted, which leaves {value}",
)
_AWARDED_TO_OTHERS: Final = Text(
    "同一事项此前已核定支持，同一事项不重复支持，扣除已核定部分后，应再支持{value}",
    "The same subject was awarded support before; nothing is supported twice, so that is deducted, which leaves {value}",
)
_LEFT_BY_OTHERS: Final = Text(
    "{cap}的最高支持金额按“{scope}”计算，剩余额度{left}，本次最高支持{left}",
    "The maximum of {cap} holds for {scope}; {left} of it are left, so no more than {left} can be given",
)
_LEFT: Final = Text(
    "{cap}的最高支持金额按“{scope}”计算，其中此前已核定支持{used}，剩余额度{left}，本次最高支持{left}",
    "The maximum of {cap} holds for {scope}; {used} of it were awarded before and {left} are left, so no more than {left} can be given",
)
_REQUESTED: Final = Text(
    "申请金额为{requested}，支持金额不超过申请金额", "{requested} were asked for, and an award never exceeds what was asked for"
)
_SO: Final = Text("因此本次支持金额为{value}", "This award is therefore {value}")
_FORMULA_IS: Final = Text("因此参与分配的金额为{value}", "The amount that takes part in the sharing is therefore {value}")
_CUT: Final = Text(
    "总额不足以全额支持全部申请，按公式核算金额的比例统一分配：公式核算金额为{formula}，核定分配{decided}",
    "The ceiling does not suffice for every application in full; of the formula amount of {formula} the share, cut in the "
    "same proportion as all others, is {decided}",
)
_REST: Final = Text(
    "总额的剩余额度不足以全额支持：公式核算金额为{formula}，核定分配{decided}",
    "What is left of the ceiling does not suffice for the whole of it; of the formula amount of {formula} {decided} are given",
)


def calculation(told: Told, decided_fen: int | None, formula_fen: int | None = None, *, alone: bool = False) -> Iterator[str]:
    """Yield how an amount was calculated, a sentence at a time, without full stops.

    Args:
        told: The case.
        decided_fen: What was decided; None where nothing is yet.
        formula_fen: What a list of a window decided on, where one did: what takes part in the sharing of its ceiling.
        alone: Whether nobody else had a share on the list: then it is given what is left, and nothing is shared in proportion.
    """
    formula: Term = told.formula.figures["formula_amount"]
    full = told.figures["formula_amount"]
    shared = formula_fen is not None and told.shares_its_cap
    is_cut = formula_fen is not None and decided_fen is not None and decided_fen < formula_fen
    # A ceiling that is shared is nobody's own maximum.
    cap = None if shared else told.tree["parameters"].get("cap_fen")
    opening = told.say(_JOINERS["semicolon"]).join(_told(told, formula, full))
    yield opening + (told.say(_JOINERS["comma"]) + told.say(_UNDER_CAP, cap=told.yuan(cap)) if cap is not None and full <= cap else "")
    changes = list(_changes(told, full, cap, shared=shared))
    yield from changes
    award = formula_fen if shared else told.tree["award_fen"]
    if award is not None and award != full and len(changes) != 1:
        yield told.say(_FORMULA_IS if shared or is_cut else _SO, value=told.yuan(award))
    if formula_fen is not None and decided_fen is not None and is_cut:
        yield told.say(_REST if alone else _CUT, formula=told.yuan(formula_fen), decided=told.yuan(decided_fen))


def sentences_of(told: Told, decided_fen: int | None, formula_fen: int | None = None, *, alone: bool = False) -> str:
    """Return how an amount was calculated, with what superior policies lowered: sentences in a row, the last without its full stop."""
    stop = "。" if not told.english else ". "
    return stop.join(s[:1].upper() + s[1:] for s in (*calculation(told, decided_fen, formula_fen, alone=alone), *lowered_figures(told)))


def reckoning(
    item: Item, tree: Mapping[str, Json], decided_fen: int | None, formula_fen: int | None, *, alone: bool = False
) -> Text | None:
    """Return how the amount of an assessment came about, for whoever decides on it; None where no formula leads to one.

    Args:
        item: What was assessed.
        tree: The explanation tree of the assessment.
        decided_fen: What is to be decided, in fen.
        formula_fen: What takes part in the sharing of a ceiling for everybody, where the award is a share of one, in fen.
        alone: Whether nobody else had a share on the list.
    """
    chinese, english = Told(item, tree, "zh"), Told(item, tree, "en")
    if tree["award_fen"] is None or "formula_amount" not in chinese.figures:
        return None
    told = (sentences_of(one, decided_fen, formula_fen, alone=alone) for one in (chinese, english))
    return Text(f"{next(told)}。", f"{next(told)}.")


def _told(told: Told, term: Term, value: int) -> Iterator[str]:
    """Yield the parts of a formula's sentence, inner steps first."""
    if term.step is Step.FIGURE:
        yield from _told(told, term.parts[0], value)
    elif term.step is Step.SHARE:
        yield from _share(told, term, value)
    elif term.step is Step.ABOVE:
        yield from _above(told, term, value)
    elif term.step is Step.EACH:
        number, single = term.parts
        yield told.say(
            _EACH,
            name=told.name(number),
            number=told.number(number),
            single_name=told.name(single),
            single=told.yuan(told.number(single)),
            value=told.yuan(value),
        )
    elif term.step is Step.TOTAL:
        for part in term.parts:
            yield from _told(told, part, told.number(part))
        yield told.say(_TOTAL, value=told.yuan(value))
    elif term.step is Step.LOOKUP:
        chosen = [fact for part in term.parts if (fact := told.fact(part.name))]
        choices = (
            told.say(_CHOICE, name=lowered(fact.title.in_language(told.language)), value=lowered(told.value_of(fact))) for fact in chosen
        )
        yield told.say(_FIXED, choices=told.say(_JOINERS["and"]).join(choices), value=told.yuan(value))
    else:
        yield told.say(_AMOUNTED, name=told.name(term), value=told.yuan(value))


def _share(told: Told, term: Term, value: int) -> Iterator[str]:
    base, rate = term.parts
    written = _rate(told, told.number(rate))
    if base.step is Step.FACT:
        yield told.say(_SHARE_OF_FACT, base=_base(told, base), rate=written, value=told.yuan(value))
    else:
        yield from _told(told, base, told.number(base))
        yield told.say(_SHARE_OF_FIGURE, rate=written, value=told.yuan(value))


def _rate(told: Told, rate: Json) -> str:
    """Return a rate, or rates by brackets, as a sentence names it."""
    if not isinstance(rate, list):
        return percentage(str(rate))
    brackets, floor = [], 0
    for one in rate:
        up_to = one.get("up_to_fen")
        form = _REST_OF_IT if up_to is None else (_BETWEEN if floor else _UP_TO)
        words = {"floor": told.yuan(floor), "up_to": told.yuan(up_to or 0), "rate": percentage(one["rate"])}
        brackets.append(told.say(form, **words))
        floor = up_to or 0
    return told.say(_BY_BRACKETS, brackets=told.say(_JOINERS["comma"]).join(brackets))


def _above(told: Told, term: Term, value: int) -> Iterator[str]:
    amount, floor = term.parts
    made_of = floor.parts[0] if floor.step is Step.FIGURE else floor
    if made_of.step is Step.GIVEN and told.number(made_of.parts[0]) is None and made_of.parts[1].step is Step.GROWN:
        base, rate = made_of.parts[1].parts
        yield told.say(
            _GROWN,
            name=told.name(floor),
            base=told.say(_BESIDE, name=told.name(base), value=told.yuan(told.number(base))),
            rate=percentage(told.number(rate)),
            value=told.yuan(told.number(floor)),
        )
    yield told.say(_ABOVE, base=_base(told, amount), floor=_base(told, floor), value=told.yuan(value))


def _base(told: Told, term: Term) -> str:
    return told.say(_BASE, name=told.name(term), value=told.yuan(told.number(term)))


def _changes(told: Told, full: int, cap: int | None, *, shared: bool) -> Iterator[str]:
    """Yield what made the formula's amount less: its caps, what was awarded before, what was asked for."""
    figures, facts = told.figures, told.tree["facts"]
    limited = full
    entitled_of = told.formula.figures["entitled"].parts[0]
    if entitled_of.step is Step.LEAST and (within := told.number(entitled_of.parts[1])) is not None and within < full:
        yield told.say(_WITHIN, name=_capital(told.name(entitled_of.parts[1])), limit=told.yuan(within))
        limited = within
    if cap is not None and cap < limited:
        yield told.say(_CAPPED, cap=told.yuan(cap))
    payable = limited if shared else figures["entitled"]
    if facts.get(LED.code) is False:
        rate = told.tree["parameters"]["participant_share"]
        lead, payable = figures["entitled"], figures["participant_part"]
        words = {"document": _ruled_by(told), "lead": told.yuan(lead), "rate": percentage(rate), "value": told.yuan(payable)}
        yield told.say(_PARTICIPATED, **words)
    if paid := figures["already_paid"]:
        payable = max(payable - paid, 0)
        yield told.say(
            _AWARDED_TO_OTHERS if told.of_others("already_paid_fen") else _AWARDED, paid=told.yuan(paid), value=told.yuan(payable)
        )
    if not shared and (left := figures["cap_left"]) < payable:
        used, ceiling = facts.get("cap_used_fen", 0), cap if cap is not None else full
        sentence = _LEFT_BY_OTHERS if told.of_others("cap_used_fen") else _LEFT
        yield told.say(sentence, cap=told.yuan(ceiling), scope=told.cap_scope, used=told.yuan(used), left=told.yuan(left))
        payable = left
    requested = facts.get("requested_fen")
    if requested is not None and requested < payable:
        yield told.say(_REQUESTED, requested=told.yuan(requested))


def _ruled_by(told: Told) -> str:
    """Return the number of the document that sets the share of who took part, or what such documents are called."""
    said = [rule.get("document_no") for rule in told.tree["rules_in_force"] if "participant_share" in rule["values"]]
    return said[-1] or told.say(_RULES)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
