"""已拨付资金的去向。What became of the money of an award that is decided anew: paid, come back, still demanded, given up, or due again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.language.facts import Json
from policy.letters.wording import amount_in
from policy.text import Text

_SPENT: Final = Text("该项支持已拨付{fen}", "Of this award {fen} were paid")
_SINCE: Final[Mapping[str, Text]] = {
    "recovered_fen": Text("已退回{fen}", "{fen} came back"),
    "outstanding_fen": Text("已要求退缴、尚未退回{fen}", "{fen} were demanded back and are not paid yet"),
    "given_up_fen": Text("已减免、核销或者按规定不予追回{fen}", "{fen} were waived, written off or not asked back by a rule"),
}
_AGAIN: Final = Text(
    "减免、核销或者不予追回的资金中，{fen}现属应支持金额，视为已经拨付。", "Of what was given up, {fen} are due now and count as paid."
)
_TAKEN: Final = Text(
    "因违反持续经营承诺已要求退缴的资金中，{fen}按更正后的事实本不应支持，不重复要求退回。",
    "Of what was demanded back for leaving, {fen} were not due by the corrected facts, and are not asked for a second time.",
)
_STAYS_TAKEN: Final = Text(
    "因违反持续经营承诺已要求退缴的资金中，{fen}按更正后的事实应予支持，因已要求退缴，不再拨付。",
    "Of what was demanded back for leaving, {fen} are due by the corrected facts, and are not paid, since they were demanded back.",
)


_INTEREST_BACK: Final = Text(
    "已退缴而现属应支持的资金，退缴时已收取的逾期利息、加收款项相应退还；不抵作贵单位其他应退缴款项的，由我局办理退付。",
    "Late interest and surcharge that were paid with what came back, and is due after all, are owed back to you; what counts towards "
    "nothing else that you owe is paid back by this department.",
)


def what_became(held: Mapping[str, Json], due_again_fen: int, taken_fen: int, language: str) -> list[str]:
    """Return the paragraph that says what became of the money that was paid; none where it was paid and nothing else happened.

    Args:
        held: What was paid, came back, is demanded still and was given up, in fen, as the re-decision keeps it; and, where what came
            back is paid again, what was paid of its interest.
        due_again_fen: What of that which was given up is due again.
        taken_fen: What a breach has taken back and is not due; less than nothing where that is due.
        language: "zh" or "en".
    """
    since = [name for name in _SINCE if held.get(name)]
    said = [_SPENT.in_language(language).format(fen=amount_in(language, held["spent_fen"]))] if since else []
    said += [_SINCE[name].in_language(language).format(fen=amount_in(language, held[name])) for name in since]
    sentences = [("，" if language != "en" else "; ").join(said) + ("。" if language != "en" else ".")] if said else []
    for words, fen in ((_AGAIN, due_again_fen), (_TAKEN, taken_fen), (_STAYS_TAKEN, -taken_fen)):
        sentences += [words.in_language(language).format(fen=amount_in(language, fen))] if fen > 0 else []
    sentences += [_INTEREST_BACK.in_language(language)] if held.get("interest_paid_fen") else []
    return [("" if language != "en" else " ").join(sentences)] if sentences else []
