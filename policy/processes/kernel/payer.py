"""代付。Somebody else than who is to pay has paid: a second person of finance says, with a reason, whether that payer may."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from policy.actors import Role
from policy.money import in_yuan
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import REASON, TaskKind
from policy.text import Text


class PayerEvent(StrEnum):
    """What happens about a payer, in every process that has the question."""

    PAYER_QUESTIONED = "payer_questioned"
    PAYER_ACCEPTED = "payer_accepted"
    PAYER_REFUSED = "payer_refused"


def owed_back_besides(fen: int) -> Text:
    """Return what is said after what was booked of what came in beyond it, in fen: whoever paid it gets that back. Nothing of nothing."""
    if not fen:
        return Text("", "")
    back = in_yuan(fen)
    return Text(f"，另有{back.zh}应退付款人", f"; {back.en} of what came in is owed back to whoever paid it")


def payer_decision(code: str, lasts_in: Collection[str] = ()) -> TaskKind:
    """Return the question whether a payer is accepted, which whoever recorded the receipt does not answer.

    Args:
        code: What the process calls it.
        lasts_in: Stages between which the case moves on without taking it from its doer.
    """
    return TaskKind(
        code,
        Text("决定是否接受代付", "Accept another payer or not"),
        Role.FINANCE,
        duty=Duty.CONFIRM,
        working_days=10,
        decisions={PayerEvent.PAYER_ACCEPTED: Text("接受代付", "Accept"), PayerEvent.PAYER_REFUSED: Text("不接受", "Do not accept")},
        fields={"reason": REASON},
        required=("reason",),
        lasts_in=lasts_in,
    )
