"""退缴金额的核算。How the amount of a demand was reckoned: from what was paid, by the terms, less what came before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from policy.language.facts import Json
from policy.letters.wording import amount_in, day_in, in_brackets, percentage
from policy.money import parse_rate, share_of
from policy.processes.clawback.repayment import PRO_RATA
from policy.text import Text

_SHARE: Final = Text(
    "{held}，承诺期限自{signed}起共{days}日，到{breach}前已履行{served}日，未履行{unserved}日；"
    "按未履行日数占承诺期限的比例计算为{base}（分以下尾数舍去）",
    "{held}; the commitment binds for {days} days from {signed}, of which {served} were served before {breach} and {unserved} "
    "were not; the part of those is {base}, rounded down to the fen",
)
_WHOLE: Final = Text("{held}，按约定应当全额退回", "{held}, and by the terms the whole of that is repaid")
_HELD: Final = Text("支持资金{paid}", "{paid} were paid")
_HELD_BESIDES: Final = Text(
    "已拨付支持资金{spent}，其中{less}已列入追回{numbers}，其余{paid}",
    "{spent} were paid, of which {less} are part of clawback {numbers}, which leaves {paid}",
)
_HELD_OTHERWISE: Final = Text(
    "已拨付支持资金{spent}，其中{less}已另行核定，其余{paid}",
    "{spent} were paid, of which {less} were decided on otherwise, which leaves {paid}",
)
_ANEW: Final = Text(
    "本年度上级资金由{before}减为{after}，按条款重新核定的支持金额为{anew}；已拨付{paid}，多出{base}",
    "the upstream's money of the year fell from {before} to {after}, for which the clause gives {anew}; {paid} were paid, "
    "which is {base} too much",
)
_CORRECTED: Final = Text(
    "应支持金额为{paid}，按更正后的事实和作出原决定时的标准重新核定为{anew}，多出{base}",
    "{paid} were due; by the corrected facts and the figures of the time it is {anew}, which is {base} less",
)
_PART: Final = Text("已拨付{paid}，其中{base}应予退缴", "{paid} were paid, of which {base} are to be repaid")
_BEFORE: Final = Text("扣除此前已要求退缴的{less}后，为{left}", "less {less} that were demanded before, {left} remain")
_BARRED: Final = Text(
    "其中{barred}已超过实施细则{documents}规定的自拨付之日起{years}年的追回期限，不予追回，其余为{left}",
    "{barred} of it are past the {years} years from the payment in which the implementing rules{documents} let them be asked back, and "
    "{left} remain",
)
_REDUCED: Final = Text(
    "原通知退缴{before}，经审查陈述申辩，调减为{after}", "{before} were demanded; on your objection this was reduced to {after}"
)
_ASKED: Final = Text(
    "按实施细则{documents}要求退回其中的{share}，为{left}", "by the implementing rules{documents} {share} of it, {left}, is asked back"
)
_SURCHARGE: Final = Text(
    "按实施细则{documents}另按退缴金额的{rate}加收{amount}", "by the implementing rules{documents} {rate} of it, {amount}, is owed on top"
)
_SURCHARGE_OF_REST: Final = Text(
    "按实施细则{documents}另按其中确应退缴的{rest}的{rate}加收{amount}",
    "by the implementing rules{documents} {rate} of the {rest} of it that are rightly asked back, {amount}, is owed on top",
)
_SURCHARGE_BESIDES: Final = Text(
    "按实施细则{documents}另按其中尚须退缴的{rest}的{rate}加收{amount}",
    "by the implementing rules{documents} {rate} of the {rest} of it that are left to pay, {amount}, is owed on top",
)
_RECKONED: Final = Text("应退缴金额核算如下：{sentences}。", "This is how the amount came about: {sentences}.")


def how_reckoned(reckoning: Mapping[str, Json], amount_fen: int, language: str, returned_fen: int = 0) -> str | None:
    """Return how a demand was reckoned, with the share and the surcharge a rule sets; None where no figures were kept with it.

    Args:
        reckoning: The figures it follows from, as they were kept (`policy.processes.clawback.repayment`).
        amount_fen: What is demanded now.
        language: "zh" or "en".
        returned_fen: What of it a bank has returned: nothing is owed on top of that.
    """
    if "paid_fen" not in reckoning:
        return None
    return _RECKONED.in_language(language).format(
        sentences=("；" if language != "en" else "; ").join(_steps(reckoning, amount_fen, language, returned_fen))
    )


def _steps(reckoning: Mapping[str, Json], amount_fen: int, language: str, returned_fen: int) -> Iterator[str]:
    asked_fen = reckoning.get("reduced_from_fen", amount_fen)
    of_fen = reckoning.get("asked_of_fen", asked_fen)
    terms, base_fen, figures = reckoning.get("terms"), of_fen, {"paid": reckoning["paid_fen"]}
    days: dict[str, object] = {}
    if terms and terms["repay"] == PRO_RATA and "days" in reckoning:
        sentence, unserved = _SHARE, reckoning["days"] - reckoning["days_served"]
        base_fen = reckoning["paid_fen"] * unserved // reckoning["days"]
        named = {name: date.fromisoformat(reckoning[key]) for name, key in (("signed", "signed_on"), ("breach", "breach_on"))}
        days = {name: day_in(language, day) for name, day in named.items()}
        days |= {"days": reckoning["days"], "served": reckoning["days_served"], "unserved": unserved}
    elif terms:
        sentence, base_fen = _WHOLE, reckoning["paid_fen"]
    elif "reckoned_anew_fen" in reckoning:
        sentence, base_fen = _ANEW, reckoning["paid_fen"] - reckoning["reckoned_anew_fen"]
        figures |= {"before": reckoning["upstream_before_fen"], "after": reckoning["upstream_after_fen"]}
        figures |= {"anew": reckoning["reckoned_anew_fen"]}
    elif "corrected_fen" in reckoning:
        sentence, base_fen = _CORRECTED, reckoning["paid_fen"] - reckoning["corrected_fen"]
        figures |= {"anew": reckoning["corrected_fen"]}
    else:
        sentence = _PART
    written = {name: amount_in(language, fen) for name, fen in {**figures, "base": base_fen}.items()}
    if terms:
        written["held"] = _held(reckoning, language)
    yield sentence.in_language(language).format(**written, **days)
    if base_fen > of_fen:
        less, left = (amount_in(language, fen) for fen in (base_fen - of_fen, of_fen))
        yield _BEFORE.in_language(language).format(less=less, left=left)
    yield from _by_rule(reckoning, asked_fen, (amount_fen, returned_fen), language)
    if asked_fen != amount_fen:
        before, after = (amount_in(language, fen) for fen in (asked_fen, amount_fen))
        yield _REDUCED.in_language(language).format(before=before, after=after)


def _held(reckoning: Mapping[str, Json], language: str) -> str:
    """Return of how much of what was paid the terms ask something back, besides what other demands of the same award answer for."""
    spent_fen, paid_fen, numbers = reckoning.get("spent_fen", reckoning["paid_fen"]), reckoning["paid_fen"], reckoning.get("besides", ())
    said = _HELD if spent_fen == paid_fen else _HELD_BESIDES if numbers else _HELD_OTHERWISE
    spent, less, paid = (amount_in(language, fen) for fen in (spent_fen, spent_fen - paid_fen, paid_fen))
    return said.in_language(language).format(spent=spent, less=less, paid=paid, numbers=("、" if language != "en" else ", ").join(numbers))


def _by_rule(reckoning: Mapping[str, Json], asked_fen: int, now: tuple[int, int], language: str) -> Iterator[str]:
    """Say what of it a rule has asked, and what it has owed on top of what is demanded `now` and no bank has returned."""
    amount_fen, returned_fen = now
    documents = in_brackets(reckoning.get("rule_documents", ()), language)
    if "barred_fen" in reckoning:
        barred, left = (amount_in(language, fen) for fen in (reckoning["barred_fen"], reckoning["asked_of_fen"] - reckoning["barred_fen"]))
        yield _BARRED.in_language(language).format(documents=documents, barred=barred, years=reckoning["limitation_years"], left=left)
    if "share" in reckoning:
        share, left = percentage(reckoning["share"]), amount_in(language, asked_fen)
        yield _ASKED.in_language(language).format(documents=documents, share=share, left=left)
    # Of a demand that was lowered nothing is owed on top of what has no ground any more, though it was paid back.
    of_fen = max(int(reckoning.get("interest_of_fen", amount_fen)) - returned_fen, 0)
    if (rate := parse_rate(reckoning.get("surcharge"))) is not None and of_fen:
        amount, rest = amount_in(language, share_of(of_fen, rate)), amount_in(language, of_fen)
        sentence = _SURCHARGE_BESIDES if returned_fen else _SURCHARGE if of_fen == amount_fen else _SURCHARGE_OF_REST
        yield sentence.in_language(language).format(documents=documents, rate=percentage(reckoning["surcharge"]), amount=amount, rest=rest)
