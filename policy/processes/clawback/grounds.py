"""追回事由减少的环节。The steps of a demand whose ground shrinks, such as by money that the upstream gives back.

The source says what is left of the ground; an approver sees both figures, and the demand follows: it is lowered or withdrawn. To ask for
what has no ground by its source takes two, with a reason.
Where a re-decision of the award says so, an approver has decided it there, and the demand follows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.lifecycle import Step
from policy.text import Text

SAME_MATTER: Final = "same_matter"
"""Under what a demand for an error keeps the number of the re-decision that found it to be about the facts it corrected.

What is asked back by a re-decision gives way to the next one, which says what is due. An error is of its own, such as money that an older
policy had given already, and stands beside what the facts come to, unless whoever corrects them says that it is about them. A fraud and a
breach are grounds of their own, whatever the amount; what an upstream takes back, its registry says.
"""


class GroundEvent(StrEnum):
    """What happened to the ground of a demand, and to the demand for it, in the past tense."""

    PROPOSAL_SHRANK = "proposal_shrank"
    PROPOSAL_RESTORED = "proposal_restored"
    PROPOSAL_LOWERED = "proposal_lowered"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    PROPOSAL_KEPT = "proposal_kept"
    PROPOSAL_KEEPING_ASKED = "proposal_keeping_asked"
    PROPOSAL_KEEPING_REFUSED = "proposal_keeping_refused"
    GROUND_NOTED = "ground_noted"
    DEMAND_SHRANK = "demand_shrank"
    DEMAND_RESTORED = "demand_restored"
    DEMAND_LOWERED = "demand_lowered"
    DEMAND_WITHDRAWN = "demand_withdrawn"
    DEMAND_KEPT = "demand_kept"
    DEMAND_KEEPING_ASKED = "demand_keeping_asked"
    DEMAND_KEEPING_REFUSED = "demand_keeping_refused"


_SHRANK = Step(
    Text("追回事由减少", "The ground has shrunk"),
    tells={
        Role.APPROVER: Text(
            "追回{number}的事由已减少：原为{before}，现应为{after}，请决定。",
            "Less of the ground of clawback {number} is left: {before} so far, {after} would be due; please decide.",
        )
    },
    asked_by=Role.SYSTEM,
)
# Of what is being decided, whoever decides reads it; the question whether less is demanded follows once that is done.
_NOTED = Step(
    Text("核对追回事由", "The ground was looked at"),
    tells={
        Role.APPROVER: Text(
            "追回{number}尚在审查，最近一次核对：现要求退缴{before}，按现有事由应为{after}，请一并考虑。",
            "Something of clawback {number} is being decided; by the last look {after} would be due of {before}; please consider it.",
        )
    },
    asked_by=Role.SYSTEM,
)
_KEEPING_ASKED = Step(
    Text("提请维持原金额", "Asked to keep the amount"),
    tells={
        Role.APPROVER: Text("追回{number}提请维持原金额，须第二人同意。", "Keeping clawback {number} as it was needs a second approver.")
    },
)
_KEEPING_REFUSED = Step(Text("不同意维持原金额", "Keeping not agreed to"))
_RESTORED = Step(Text("追回事由恢复", "The ground is back"), asked_by=Role.SYSTEM)
# Whoever decides an award anew has its demands follow.
_DECIDED_ANEW = ("redecided",)
# A breach that had counted the demand as asked asks for what its terms say besides.
_FREES = ("breach_besides",)
_GONE = Text("追回{number}的事由已消失，不再追回。", "The ground of clawback {number} is gone; nothing is demanded.")

_LOOKED_AT = Text(
    "{number}的追回金额正在重新核定，结果另行告知；其间无需答复；其间到账的款项超出核定金额的，应予退还；此前已退缴的，计入核定金额。",
    "What {number} demands is being looked at again, and you will be told; no answer is due meanwhile. Of what comes in meanwhile what is "
    "too much is owed back; what was paid before counts towards it.",
)
_AS_IT_WAS = Text(
    "{number}的追回金额经重新核定，维持不变；尚未答复的，答复期限重新计算。",
    "What {number} demands was looked at again and stays as it was; where you have still to answer, the time for it starts anew.",
)


def ground_steps(proposed: str, served: Collection[str], decided: Collection[str], cancelled: str) -> Mapping[str, Step]:
    """Return the rows.

    Args:
        proposed: Where a demand waits for approval.
        served: Where one stands that was served, and of which nothing is being decided: that is decided first.
        decided: Where something of it is being decided.
        cancelled: Where it ends when nothing of it is left.
    """
    noted: Mapping[str, Step] = {GroundEvent.GROUND_NOTED: replace(_NOTED, stays=tuple(decided))}
    return {**_of_proposal(proposed, cancelled), **noted, **_of_demand(served, cancelled)}


def _of_proposal(proposed: str, cancelled: str) -> Mapping[str, Step]:
    return {
        GroundEvent.PROPOSAL_SHRANK: replace(_SHRANK, stays=(proposed,), opens=("proposal_shrunk",)),
        GroundEvent.PROPOSAL_RESTORED: replace(_RESTORED, stays=(proposed,), opens=("clawback_approval",)),
        GroundEvent.PROPOSAL_LOWERED: Step(
            Text("调减拟追回金额", "Less is proposed"),
            stays=(proposed,),
            opens=("clawback_approval",),
            follows=_DECIDED_ANEW,
            asked_by=Role.SYSTEM,
            tells={Role.APPROVER: Text("追回{number}的金额已调减，待审批。", "Clawback {number} was lowered and waits for approval.")},
        ),
        GroundEvent.PROPOSAL_WITHDRAWN: Step(
            Text("撤回拟追回", "Proposal withdrawn"),
            leads={proposed: cancelled},
            tells={Role.OFFICER: _GONE},
            follows=_DECIDED_ANEW,
            asked_by=Role.SYSTEM,
        ),
        GroundEvent.PROPOSAL_KEEPING_ASKED: replace(_KEEPING_ASKED, stays=(proposed,), opens=("proposal_keeping",)),
        GroundEvent.PROPOSAL_KEEPING_REFUSED: replace(_KEEPING_REFUSED, stays=(proposed,), opens=("proposal_shrunk",)),
        GroundEvent.PROPOSAL_KEPT: Step(Text("维持拟追回金额", "Proposal kept"), stays=(proposed,), opens=("clawback_approval",)),
    }


def _of_demand(served: Collection[str], cancelled: str) -> Mapping[str, Step]:
    return {
        GroundEvent.DEMAND_SHRANK: replace(
            _SHRANK, stays=served, opens=("demand_shrunk",), tells=dict(_SHRANK.tells) | {Role.APPLICANT: _LOOKED_AT}
        ),
        GroundEvent.DEMAND_RESTORED: replace(_RESTORED, stays=served, tells={Role.APPLICANT: _AS_IT_WAS}),
        GroundEvent.DEMAND_LOWERED: Step(
            Text("调减追回金额", "Demand lowered"),
            stays=served,
            opens=_FREES,
            follows=_DECIDED_ANEW,
            asked_by=Role.SYSTEM,
            tells={Role.APPLICANT: Text("{number}的追回事由已减少，{change}。", "Less of the ground of {number} is left: {change}.")},
        ),
        GroundEvent.DEMAND_WITHDRAWN: Step(
            Text("撤销追回", "Demand withdrawn"),
            leads=dict.fromkeys(served, cancelled),
            opens=_FREES,
            follows=_DECIDED_ANEW,
            asked_by=Role.SYSTEM,
            tells={
                Role.APPLICANT: Text("{number}的追回事由已消失，无需退缴。", "The ground of {number} is gone; nothing is to be paid back."),
                Role.OFFICER: _GONE,
            },
        ),
        GroundEvent.DEMAND_KEEPING_ASKED: replace(_KEEPING_ASKED, stays=served, opens=("demand_keeping",)),
        GroundEvent.DEMAND_KEEPING_REFUSED: replace(_KEEPING_REFUSED, stays=served, opens=("demand_shrunk",)),
        GroundEvent.DEMAND_KEPT: Step(Text("维持追回金额", "Demand kept"), stays=served, tells={Role.APPLICANT: _AS_IT_WAS}),
    }
