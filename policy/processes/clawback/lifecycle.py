"""追回的生命周期。The clawback process: an award, or a part of it, is demanded back, objected to, paid back in parts, enforced or waived.

Sources: the commitment to stay that every award rests on (general term 6); stages and steps are administrative practice (告知、陈述申辩、
分期返还、移送执行).
"""

from __future__ import annotations

from policy.processes.clawback.stages_and_events import EVENT_NAMES, MESSAGES, NEXT_STEPS, STAGE_NAMES, Event, Stage
from policy.processes.kernel.lifecycle import Lifecycle, moves
from policy.text import Text

__all__ = ["CLAWBACK", "DEMANDED", "OPEN_STAGES", "Event", "Stage"]

# What money that comes in does wherever it may: it is recorded, confirmed by a second person, and believed once the treasury knows it.
_MONEY = (Event.REPAYMENT_RECORDED, Event.REPAYMENT_SENT_BACK, Event.REPAYMENT_CONFIRMED, Event.RECEIPT_REFUTED, Event.REPAYMENT_BOOKED)

_OWN: dict[str, dict[str, str]] = {
    Stage.DRAFT: {Event.PROPOSED: Stage.PROPOSED},
    Stage.PROPOSED: {
        Event.DEMAND_APPROVED: Stage.NOTICED,
        Event.DEMAND_REFUSED: Stage.CANCELLED,
    },
    Stage.NOTICED: {
        Event.DEMAND_ACCEPTED: Stage.REPAYMENT,
        Event.DEMAND_UNANSWERED: Stage.REPAYMENT,
        Event.DEMAND_DISPUTED: Stage.OBJECTION,
        Event.INSTALMENTS_ASKED: Stage.INSTALMENTS,
    },
    Stage.OBJECTION: {
        Event.DISPUTE_DISMISSED: Stage.REPAYMENT,
        Event.DEMAND_REDUCED: Stage.REPAYMENT,
        Event.DISPUTE_UPHELD: Stage.CANCELLED,
    },
    Stage.INSTALMENTS: {
        Event.INSTALMENTS_GRANTED: Stage.REPAYMENT,
        Event.INSTALMENTS_REFUSED: Stage.REPAYMENT,
    },
    Stage.REPAYMENT: {
        # Whoever objected first may still ask, once, while everything is in time.
        Event.INSTALMENTS_ASKED: Stage.INSTALMENTS,
        Event.INSTALMENT_MISSED: Stage.ARREARS,
        Event.SETTLED: Stage.SETTLED,
    },
    Stage.ARREARS: {
        Event.ARREARS_CLEARED: Stage.REPAYMENT,
        Event.EXTENDED: Stage.REPAYMENT,
        Event.HANDED_OVER: Stage.ENFORCEMENT,
        Event.WAIVER_ASKED: Stage.ARREARS,
        Event.WAIVER_REFUSED: Stage.ARREARS,
        Event.WAIVED: Stage.WAIVED,
        Event.SETTLED: Stage.SETTLED,
    },
    Stage.ENFORCEMENT: {
        Event.COURT_CLOSED: Stage.CLOSED,
        Event.SETTLED: Stage.SETTLED,
    },
}
_PAYING = (Stage.REPAYMENT, Stage.ARREARS, Stage.ENFORCEMENT)

# While a clawback is in one of these, its enterprise is given nothing new.
OPEN_STAGES = frozenset(
    {Stage.PROPOSED, Stage.NOTICED, Stage.OBJECTION, Stage.INSTALMENTS, Stage.REPAYMENT, Stage.ARREARS, Stage.ENFORCEMENT}
)
# What is counted as reclaimed, so that no fen is demanded twice: everything but what was never asked for, or wrongly.
DEMANDED = OPEN_STAGES | {Stage.SETTLED, Stage.WAIVED, Stage.CLOSED}

# "money" becomes the task that the money received, or not yet received, calls for.
_OPENS: dict[str, tuple[str, ...]] = {
    Event.PROPOSED: ("clawback_approval",),
    Event.DEMAND_APPROVED: ("clawback_objection",),
    Event.DEMAND_DISPUTED: ("clawback_ruling",),
    Event.INSTALMENTS_ASKED: ("instalment_decision",),
    Event.DEMAND_ACCEPTED: ("money",),
    Event.DEMAND_UNANSWERED: ("money",),
    Event.DISPUTE_DISMISSED: ("money",),
    Event.DEMAND_REDUCED: ("money",),
    Event.INSTALMENTS_GRANTED: ("money",),
    Event.INSTALMENTS_REFUSED: ("money",),
    Event.REPAYMENT_RECORDED: ("money",),
    Event.REPAYMENT_SENT_BACK: ("money",),
    Event.RECEIPT_REFUTED: ("money",),
    Event.REPAYMENT_BOOKED: ("money",),
    Event.INSTALMENT_MISSED: ("enforcement_decision", "money"),
    Event.ARREARS_CLEARED: ("money",),
    Event.EXTENDED: ("money",),
    Event.WAIVER_ASKED: ("waiver_confirmation",),
    Event.WAIVER_REFUSED: ("enforcement_decision",),
    Event.HANDED_OVER: ("court_result", "money"),
}

CLAWBACK = Lifecycle(
    name="clawback",
    workflow="Clawback",
    title=Text("追回", "Clawback"),
    stages=STAGE_NAMES,
    events=EVENT_NAMES,
    transitions=moves(_OWN, attended=OPEN_STAGES, also=dict.fromkeys(_MONEY, _PAYING)),
    terminal=frozenset({Stage.SETTLED, Stage.WAIVED, Stage.CANCELLED, Stage.CLOSED}),
    opens=_OPENS,
    requests=frozenset({Event.INSTALMENTS_ASKED}),
    next_steps=NEXT_STEPS,
    messages=MESSAGES,
)
