"""政策评估的生命周期。The process of an evaluation: figures, recipients' reports, the department's evaluation, a decision.

Part seven of the Opinions has the policy evaluated, and has it continued, revised, improved or abolished by what comes of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where an evaluation stands."""

    DRAFT = "draft"
    RECKONING = "reckoning"
    ASKING = "asking"
    REPORTING = "reporting"
    EVALUATING = "evaluating"
    DECIDING = "deciding"
    PUBLISHED = "published"


class Event(StrEnum):
    """What happened to an evaluation, in the past tense."""

    EVALUATION_OPENED = "evaluation_opened"
    FIGURES_RECKONED = "figures_reckoned"
    REPORTS_ASKED = "reports_asked"
    REPORTS_CLOSED = "reports_closed"
    POLICY_EVALUATED = "policy_evaluated"
    TABLED = "tabled"
    POSTPONED = "postponed"
    EVALUATION_RETURNED = "evaluation_returned"
    POLICY_CONTINUED = "policy_continued"
    POLICY_REVISED = "policy_revised"
    POLICY_IMPROVED = "policy_improved"
    POLICY_ABOLISHED = "policy_abolished"


OUTCOMES: Final[Mapping[str, Text]] = {
    Event.POLICY_CONTINUED: Text("延续", "Continue"),
    Event.POLICY_REVISED: Text("修订", "Revise"),
    Event.POLICY_IMPROVED: Text("完善", "Improve"),
    Event.POLICY_ABOLISHED: Text("废止", "Abolish"),
}
"""What the department may propose and the committee decide, in the words of the Opinions."""

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在发起。", "It is being opened.")),
    Stage.RECKONING: StageRow(Text("核算指标", "Reckoning"), Text("正在核算各项指标。", "The figures are being reckoned."), automatic=True),
    Stage.ASKING: StageRow(
        Text("发起自评", "Asking for reports"),
        Text("正在向获支持单位发起绩效自评。", "The recipients are being asked for their reports."),
        automatic=True,
    ),
    Stage.REPORTING: StageRow(
        Text("绩效自评", "Outcome reports"), Text("获支持单位正在填报绩效自评。", "The recipients are giving their reports.")
    ),
    Stage.EVALUATING: StageRow(
        Text("部门评价", "Evaluation"), Text("责任单位正在评价实施效果。", "The department is evaluating the effects."), attended=True
    ),
    Stage.DECIDING: StageRow(Text("专题会审议", "Decision"), Text("专题会正在审议评估结果。", "The committee is deciding."), attended=True),
    Stage.PUBLISHED: StageRow(Text("已公布", "Published"), Text("评估结果已公布。", "The evaluation is published."), terminal=True),
}


def _decided(name: Text) -> Step:
    return Step(
        Text(f"决定{name.zh}", f"Decided: {name.en.lower()}"),
        leads={Stage.DECIDING: Stage.PUBLISHED},
        tells={
            role: Text(
                f"政策评估{{number}}的结论为“{name.zh}”，评估结果已公布。",
                f"The decision on evaluation {{number}} is: {name.en.lower()}. It is published.",
            )
            for role in (Role.OFFICER, Role.APPROVER)
        },
    )


STEPS: Mapping[str, Step] = {
    Event.EVALUATION_OPENED: Step(
        Text("发起评估", "Opened"), leads={Stage.DRAFT: Stage.RECKONING}, asked_by=Role.APPROVER, duty=Duty.PREPARE
    ),
    Event.FIGURES_RECKONED: Step(Text("核算指标", "Figures reckoned"), leads={Stage.RECKONING: Stage.ASKING}),
    Event.REPORTS_ASKED: Step(Text("发起绩效自评", "Reports asked for"), leads={Stage.ASKING: Stage.REPORTING}),
    Event.REPORTS_CLOSED: Step(
        Text("绩效自评结束", "Reports closed"),
        leads={Stage.REPORTING: Stage.EVALUATING},
        opens=("policy_evaluation",),
        tells={
            Role.OFFICER: Text(
                "政策评估{number}的绩效自评已结束，请评价实施效果。", "The reports for evaluation {number} are closed; please evaluate."
            )
        },
    ),
    Event.POLICY_EVALUATED: Step(
        Text("完成部门评价", "Evaluated"),
        leads={Stage.EVALUATING: Stage.DECIDING},
        opens=("policy_listing",),
        tells={
            Role.OFFICER: Text(
                "政策评估{number}已完成部门评价，请列入专题会议题。",
                "Evaluation {number} is made; please put it on the agenda of a meeting.",
            )
        },
    ),
    Event.TABLED: Step(Text("列入议题", "Put on an agenda"), stays=(Stage.DECIDING,)),
    Event.POSTPONED: Step(
        Text("延期审议", "Postponed"),
        stays=(Stage.DECIDING,),
        opens=("policy_listing",),
        tells={
            Role.OFFICER: Text(
                "政策评估{number}本次专题会未作决议（{reason}），请另行列入议题。",
                "The meeting resolved nothing of evaluation {number} ({reason}); please put it on the agenda of another.",
            )
        },
    ),
    Event.EVALUATION_RETURNED: Step(
        Text("退回重新评价", "Returned"),
        leads={Stage.DECIDING: Stage.EVALUATING},
        opens=("policy_evaluation",),
        tells={
            Role.OFFICER: Text(
                "政策评估{number}被退回，请重新评价。理由：{reason}", "Evaluation {number} was returned. The reason is: {reason}"
            )
        },
    ),
    **{event: _decided(name) for event, name in OUTCOMES.items()},
}

EVALUATION = Lifecycle(
    name="evaluation",
    workflow="Evaluation",
    title=Text("政策评估", "Policy evaluation"),
    stages=STAGES,
    steps=STEPS,
    periods={"reports_closing": 1},
)
