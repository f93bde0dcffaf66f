"""专家评审的事件。What may happen while a panel of experts looks at a case of any process."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.lifecycle import Step
from policy.text import Text


class PanelEvent(StrEnum):
    """What experts and their drawing did, in the past tense."""

    EXPERT_SCORED = "expert_scored"
    EXPERT_RECUSED = "expert_recused"
    EXPERT_REPLACED = "expert_replaced"
    EXPERT_NOMINATED = "expert_nominated"


def panel_steps(review: str) -> dict[str, Step]:
    """Return the rows of a panel that sits in the stage `review`."""
    return {
        PanelEvent.EXPERT_SCORED: Step(
            Text("专家评分", "An expert scored"),
            stays=(review,),
        ),
        PanelEvent.EXPERT_RECUSED: Step(
            Text("专家回避", "An expert stood aside"),
            stays=(review,),
            opens=("expert_review",),
        ),
        PanelEvent.EXPERT_REPLACED: Step(
            Text("更换逾期专家", "An expert was replaced"),
            stays=(review,),
            opens=("expert_review",),
        ),
        PanelEvent.EXPERT_NOMINATED: Step(
            Text("指定专家", "An expert was nominated"),
            stays=(review,),
            opens=("expert_review",),
        ),
    }
