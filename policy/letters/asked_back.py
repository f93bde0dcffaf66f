"""多拨付资金的退回。What of a debt is asked back, as a re-decision says it before there is a demand: all, a share, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from policy.language.facts import Json
from policy.letters.wording import amount_in, amount_with_capitals, in_brackets, percentage
from policy.money import parse_rate, share_of
from policy.processes.clawback.conditions import NotAsked
from policy.text import Text

_DECIDED: Final = Text("经研究，决定由贵单位退回多拨付的{amount}。", "You are to pay {amount} back, which were paid too much.")
_INTENDED: Final = Text("拟决定由贵单位退回多拨付的{amount}。", "You would have to pay back {amount} that was paid too much.")
_BARRED: Final = Text(
    "多拨付的{whole}中，{barred}已超过实施细则{documents}规定的自拨付之日起{years}年的追回期限。",
    "Of {whole} that were paid too much, {barred} are past the {years} years from the payment in which the implementing rules{documents} "
    "let them be asked back.",
)
_SHARE: Final = Text(
    "多拨付的{open}，按实施细则{documents}要求退回其中的{share}，即{asked}。",
    "Of {open} that were paid too much, the implementing rules{documents} have {share} asked back, which is {asked}.",
)
_SHARE_DECIDED: Final = Text(
    "经研究，决定由贵单位退回其中的{amount}，其余{rest}不予追回。",
    "You are to pay {amount} of it back; the other {rest} are not asked back.",
)
_SHARE_INTENDED: Final = Text(
    "拟决定由贵单位退回其中的{amount}，其余{rest}不予追回。",
    "You would have to pay {amount} of it back; the other {rest} would not be asked back.",
)
_SURCHARGE: Final = Text(
    "按实施细则{documents}另按退缴金额的{rate}加收{extra}，合计{sum}。",
    "By the implementing rules{documents} {rate} of what is to be paid back, {extra}, is owed on top, {sum} in all.",
)
_NOTICE: Final = Text("退缴事宜另行通知。", "A notice to pay follows.")
_TOO_MUCH: Final = Text("多拨付的{whole}", "The {whole} that were paid too much")
_REST: Final = Text("其余{open}", "The other {open}")
_ITS_SHARE: Final = Text(
    "多拨付的{open}，可以要求退回其中的{share}，即{asked}，",
    "Of {open} that were paid too much {share} could be asked back, and the {asked} of that",
)
_WHY_NOT: Final = {
    NotAsked.FLOOR: Text(
        "低于实施细则{documents}规定的追回金额下限{floor}",
        "are less than the floor of {floor} below which, by the implementing rules{documents}, nothing is collected",
    ),
    NotAsked.LIMITATION: Text(
        "已超过实施细则{documents}规定的自拨付之日起{years}年的追回期限",
        "are past the {years} years from the payment in which the implementing rules{documents} let them be asked back",
    ),
    NotAsked.SHARE: Text(
        "，按实施细则{documents}规定的追回比例（{share}）不要求退回",
        "are not asked back by the share of {share} that the implementing rules{documents} set",
    ),
}
_LEFT_DECIDED: Final = Text(
    "{what}{why}。经研究，决定更正支持金额，多拨付的资金不予追回，贵单位无需退缴。",
    "{what} {why}. The award is corrected, what was paid too much is not asked back, and you have nothing to pay.",
)
_LEFT_INTENDED: Final = Text(
    "{what}{why}。拟决定更正支持金额，多拨付的资金不予追回。",
    "{what} {why}. The award would be corrected, and what was paid too much would not be asked back.",
)


def asked_back(debt_fen: int, asked: Mapping[str, Json], language: str, *, decided: bool) -> list[str]:
    """Return the paragraph that says what of a debt is to be paid back, by which rule it is less, and what is owed on top.

    Args:
        debt_fen: What was paid too much and is held, in fen.
        asked: What is asked of it, and by which figures (`policy.processes.clawback.conditions`); empty for all of it.
        language: "zh" or "en".
        decided: Whether that is decided; else it is what would be.
    """
    amount_fen = int(asked.get("amount_fen", debt_fen))
    barred_fen = int(asked.get("barred_fen", 0))
    fens = {"whole": debt_fen, "open": debt_fen - barred_fen, "barred": barred_fen}
    words = {name: amount_in(language, fen) for name, fen in fens.items()}
    words |= {"documents": in_brackets(asked.get("rule_documents", ()), language), "years": str(asked.get("limitation_years"))}
    if (share := parse_rate(asked.get("share"))) is not None:
        words |= {"share": percentage(asked["share"]), "asked": amount_in(language, share_of(debt_fen - barred_fen, share))}
    barred = [_BARRED.in_language(language).format(**words)] if barred_fen else []
    if not amount_fen:
        return [_join([*barred, _left(asked, words, language, decided=decided)], language)]
    money = {"amount": amount_with_capitals(language, amount_fen), "rest": amount_in(language, debt_fen - amount_fen)}
    if amount_fen < debt_fen:
        sentences = [*barred, *([_SHARE.in_language(language).format(**words)] if share is not None else [])]
        sentences += [(_SHARE_DECIDED if decided else _SHARE_INTENDED).in_language(language).format(**money)]
    else:
        sentences = [(_DECIDED if decided else _INTENDED).in_language(language).format(**money)]
    if (rate := parse_rate(asked.get("surcharge"))) is not None:
        extra_fen = share_of(amount_fen, rate)
        extra, total = (amount_in(language, fen) for fen in (extra_fen, amount_fen + extra_fen))
        figures = {"rate": percentage(asked["surcharge"]), "extra": extra, "sum": total}
        sentences += [_SURCHARGE.in_language(language).format(documents=words["documents"], **figures)]
    sentences += [_NOTICE.in_language(language)] if decided else []
    return [_join(sentences, language)]


def _join(sentences: Sequence[str], language: str) -> str:
    return ("" if language != "en" else " ").join(sentences)


def _left(asked: Mapping[str, Json], words: Mapping[str, str], language: str, *, decided: bool) -> str:
    """Return that nothing of a debt is asked back, and by which rule; below the floor lies the share that would have been asked."""
    reason = NotAsked(asked["not_asked"])
    floor = amount_in(language, asked.get("floor_fen", 0))
    of_share = words.get("asked", words["open"]) != words["open"] and reason is NotAsked.FLOOR
    what = (_ITS_SHARE if of_share else _REST if "barred_fen" in asked else _TOO_MUCH).in_language(language).format(**words)
    said = (_LEFT_DECIDED if decided else _LEFT_INTENDED).in_language(language)
    return said.format(what=what, why=_WHY_NOT[reason].in_language(language).format(**words, floor=floor))
