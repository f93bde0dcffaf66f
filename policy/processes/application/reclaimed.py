"""曾被追回的支持。What whoever reviews or decides is told where the same was supported before and the money demanded back.

What was paid in error is open again once it came back, and so is much else: the law does not refuse it, and nobody decides it unseen.
What was got by fraud stays closed: whoever reviews it is told so, and not only whoever would approve it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from policy.language.parameters import CAUSES
from policy.money import in_yuan
from policy.text import Text

EQUAL: Final = Text("编号相同", "The numbers are equal")
SAID_SAME: Final = Text("经办人判定为同一支持对象", "An officer said that they are the same")

_NOTICE: Final = Text(
    "本次申请的支持对象此前已由{award}获得支持（{why}），因{cause}被追回{amount}（{clawback}，{stage}，已退缴{repaid}）。",
    "What this is for was supported before under {award} ({why}); {amount} of it were demanded back for {cause} "
    "({clawback}, {stage}, {repaid} repaid).",
)
_LOOK: Final = Text(
    "请核实当时的追回事由在本次申请中是否仍然存在，并在意见中说明。",
    "Please look whether the ground of it is still there, and say so in your opinion.",
)
_REFUSE: Final = Text(
    "该支持对象不再给予支持，本次申请不能审定同意；请核对编号，确为同一支持对象的，应当提出不予支持的意见，并写明上述追回事由。",
    "This is not supported any more, and the application cannot be approved. Please check the number: where both are the same, recommend "
    "that it be refused, naming this demand.",
)


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """An earlier award for the same, and the demand for its money.

    Attributes:
        award: The number of its application.
        clawback: The number of the demand.
        cause: Why it was demanded, by its code.
        amount_fen: How much was demanded.
        repaid_fen: How much of it came back.
        stage: Where the demand stands.
        why: How both are, or seem to be, for the same.
        is_closed: Whether it is the beneficiary's own, or an officer called it the same, and was got by fraud beyond objection, so that no
            more is given for it.
    """

    award: str
    clawback: str
    cause: str
    amount_fen: int
    repaid_fen: int
    stage: Text
    why: Text
    is_closed: bool = False

    def notice(self) -> Text:
        """Return it in words, with what is asked of whoever reads it."""
        amounts = {"amount": in_yuan(self.amount_fen), "repaid": in_yuan(self.repaid_fen)}
        numbers = {"award": self.award, "clawback": self.clawback}
        asked = _REFUSE if self.is_closed else _LOOK
        told = Text(
            *(
                _NOTICE.in_language(language).format(
                    cause=CAUSES[self.cause].in_language(language),
                    stage=self.stage.in_language(language),
                    why=self.why.in_language(language),
                    **{name: amount.in_language(language) for name, amount in amounts.items()},
                    **numbers,
                )
                for language in ("zh", "en")
            )
        )
        return Text(told.zh + asked.zh, f"{told.en} {asked.en}")
