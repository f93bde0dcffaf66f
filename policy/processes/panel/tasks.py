"""专家评审的人工环节。The human steps of a panel: an expert scores or stands aside; an officer names one where the pool is too small."""

from __future__ import annotations

from typing import Any

from policy.actors import Role
from policy.processes.kernel.duties import REFUSED, Duty
from policy.processes.kernel.task_kind import OPINION, TaskKind, line
from policy.processes.panel.steps import PanelEvent
from policy.text import Text

_SCORES: dict[str, Any] = {
    "type": "object",
    "title": "评分",
    "description": "Scores from 0 to 100",
    "properties": {
        "innovation": {"type": "integer", "minimum": 0, "maximum": 100, "title": "创新性", "description": "Innovation"},
        "feasibility": {"type": "integer", "minimum": 0, "maximum": 100, "title": "可行性", "description": "Feasibility"},
        "benefit": {"type": "integer", "minimum": 0, "maximum": 100, "title": "对本区的效益", "description": "Benefit to the area"},
    },
    "required": ["innovation", "feasibility", "benefit"],
    "additionalProperties": False,
}
KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "expert_review",
        Text("专家评审", "Expert review"),
        Role.EXPERT,
        duty=Duty.ADVISE,
        working_days=10,
        decisions={PanelEvent.EXPERT_SCORED: Text("评分", "Score"), PanelEvent.EXPERT_RECUSED: Text("回避", "Stand aside")},
        fields={
            "no_conflict": {
                "const": True,
                "title": "本人声明与申请单位无利益冲突",
                "description": "I declare that I have no conflict of interest",
            },
            "scores": _SCORES,
            "recommend": {"type": "boolean", "title": "是否建议支持", "description": "Whether to recommend it"},
            "opinion": OPINION,
            "reason": line("回避理由", "Why you stand aside"),
        },
        required_for={PanelEvent.EXPERT_SCORED: ("no_conflict", "scores", "recommend", "opinion"), PanelEvent.EXPERT_RECUSED: ("reason",)},
        # An investment is looked into before.
        weighs=("due_diligence", "firm_due_diligence"),
        overdue=PanelEvent.EXPERT_REPLACED,
    ),
    TaskKind(
        "panel_nomination",
        Text("补充评审专家", "Nominate an expert"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        not_again=(REFUSED,),
        working_days=20,
        decisions={PanelEvent.EXPERT_NOMINATED: Text("指定专家", "Nominate")},
        fields={"expert": line("专家编号", "Subject of an expert in the pool", 200)},
        required=("expert",),
    ),
)
