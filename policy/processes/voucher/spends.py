"""服务券的使用。What of a voucher a service contract spends, and where that stands until its platform is paid."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.language.items import Item
from policy.language.parameters import Unset
from policy.language.readers import Values
from policy.money import Rate, share_of
from policy.processes.kernel.states import States
from policy.text import Text


class SpendState(StrEnum):
    """Where what a contract takes of a voucher stands."""

    RESERVED = "reserved"
    DROPPED = "dropped"
    SPENT = "spent"
    REFUNDED = "refunded"
    SETTLING = "settling"
    SETTLED = "settled"
    UNPAID = "unpaid"
    RECLAIMED = "reclaimed"


SPEND_STATES = States(
    first=SpendState.RESERVED,
    following={
        SpendState.RESERVED: (SpendState.SPENT, SpendState.DROPPED),
        SpendState.DROPPED: (),
        SpendState.SPENT: (SpendState.SETTLING, SpendState.REFUNDED),
        SpendState.REFUNDED: (),
        # Spent as before where its settlement is refused; not paid where an approver ended that.
        SpendState.SETTLING: (SpendState.SETTLED, SpendState.SPENT, SpendState.UNPAID),
        # A bank can send money back days after it was paid; once it no longer can, what turns out wrong is taken back by two.
        SpendState.SETTLED: (SpendState.SETTLING, SpendState.RECLAIMED),
        SpendState.UNPAID: (),
        SpendState.RECLAIMED: (),
    },
)
GIVEN_BACK: Final = (SpendState.DROPPED, SpendState.REFUNDED)
"""Where nothing of the voucher is taken any more."""
OF_A_SETTLEMENT: Final = (SpendState.SETTLING, SpendState.SETTLED, SpendState.UNPAID, SpendState.RECLAIMED)
"""Where a settlement has taken it up."""
UNSETTLED: Final = (SpendState.RESERVED, SpendState.SPENT, SpendState.SETTLING)
"""Where something is still to come of it."""


def figures_of(item: Item, law: Values) -> tuple[Rate, int]:
    """Return the rate and the face that rules in force give a voucher.

    Raises:
        Refusal: `needs_parameter`, naming each that no rule sets: no voucher is issued without, and none is guessed.
    """
    values = {name: getattr(law, name) for name in ("rate", "face_fen")}
    if missing := [name for name, value in values.items() if isinstance(value, Unset) or not value]:
        titles = [item.law[name].title for name in missing]
        zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
        unset = Text("尚无实施细则规定", "is set by no implementing rule yet")
        raise Refusal(
            Code.NEEDS_PARAMETER,
            Text(f"尚无实施细则规定{zh}，不能发放服务券。", f"No implementing rule sets what a voucher needs: {en}. None is issued."),
            [Fault(name, unset) for name in missing],
            clause=item.citation,
        )
    return values["rate"], values["face_fen"]


def worth(price_fen: int, rate: Rate, left_fen: int) -> int:
    """Return what a contract takes of a voucher: the rate of its price, and no more than is left."""
    return min(share_of(price_fen, rate), left_fen)
