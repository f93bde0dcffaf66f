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
    CARRYING_OUT = "carrying_out"
    CARRIED_OUT = "carried_out"


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
    POLICY_CARRIED_OUT = "policy_carried_out"
    NO_FOLLOW_UP_PROPOSED = "no_follow_up_proposed"
    NO_FOLLOW_UP_CONFIRMED = "no_follow_up_confirmed"
    NO_FOLLOW_UP_REFUSED = "no_follow_up_refused"


OUTCOMES: Final[Mapping[str, Text]] = {
    Event.POLICY_CONTINUED: Text("延续", "Continue"),
    Event.POLICY_REVISED: Text("修订", "Revise"),
    Event.POLICY_IMPROVED: Text("完善", "Improve"),
    Event.POLICY_ABOLISHED: Text("废止", "Abolish"),
}
"""What the department may propose and the committee decide, in the words of the Opinions."""

READ_BY_ALL: Final = frozenset({Stage.PUBLISHED, Stage.CARRYING_OUT, Stage.CARRIED_OUT})
"""Where everybody may read it: it is published when it is decided, whatever has to follow."""

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
    Stage.CARRYING_OUT: StageRow(
        Text("落实评估结论", "Carrying out"),
        Text("评估结果已公布，责任单位正在落实。", "The evaluation is published; the department is carrying out what was decided."),
        attended=True,
    ),
    Stage.CARRIED_OUT: StageRow(
        Text("已落实", "Carried out"),
        Text("评估结论已落实，或者确认无需另行落实。", "What was decided is carried out, or it is confirmed that nothing has to follow."),
        terminal=True,
    ),
}


def _decided(event: str, name: Text) -> Step:
    """Return the row of a decision: to continue a policy is done by deciding it, anything else is then to be carried out."""
    told = Text(
        f"政策评估{{number}}的结论为“{name.zh}”，评估结果已公布",
        f"The decision on evaluation {{number}} is: {name.en.lower()}. It is published",
    )
    follows = event != Event.POLICY_CONTINUED
    for_officer = Text(f"{told.zh}，请落实。", f"{told.en}; please carry it out.") if follows else Text(f"{told.zh}。", f"{told.en}.")
    return Step(
        Text(f"决定{name.zh}", f"Decided: {name.en.lower()}"),
        leads={Stage.DECIDING: Stage.CARRYING_OUT if follows else Stage.PUBLISHED},
        opens=("policy_follow_up",) if follows else (),
        tells={Role.OFFICER: for_officer, Role.APPROVER: Text(f"{told.zh}。", f"{told.en}.")},
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
    **{event: _decided(event, name) for event, name in OUTCOMES.items()},
    Event.POLICY_CARRIED_OUT: Step(
        Text("落实评估结论", "Carried out"),
        leads={Stage.CARRYING_OUT: Stage.CARRIED_OUT},
        tells={
            Role.APPROVER: Text(
                "政策评估{number}的结论已由{document_no}落实。", "What was decided on evaluation {number} is carried out by {document_no}."
            )
        },
    ),
    Event.NO_FOLLOW_UP_PROPOSED: Step(
        Text("提出无需落实", "Nothing is to follow"),
        stays=(Stage.CARRYING_OUT,),
        opens=("policy_follow_up_confirmation",),
        tells={
            Role.APPROVER: Text(
                "经办人认为政策评估{number}的结论无需另行落实，请确认。理由：{reason}",
                "The officer finds that nothing has to follow evaluation {number}; please confirm. The reason is: {reason}",
            )
        },
    ),
    Event.NO_FOLLOW_UP_CONFIRMED: Step(
        Text("确认无需落实", "It is confirmed that nothing follows"),
        leads={Stage.CARRYING_OUT: Stage.CARRIED_OUT},
        tells={
            Role.OFFICER: Text(
                "政策评估{number}的结论经确认无需另行落实。", "It is confirmed that nothing has to follow evaluation {number}."
            )
        },
    ),
    Event.NO_FOLLOW_UP_REFUSED: Step(
        Text("要求落实", "It is to be carried out"),
        stays=(Stage.CARRYING_OUT,),
        opens=("policy_follow_up",),
        tells={
            Role.OFFICER: Text(
                "政策评估{number}的结论仍须落实。理由：{reason}",
                "What was decided on evaluation {number} is still to be carried out. The reason is: {reason}",
            )
        },
    ),
}

EVALUATION = Lifecycle(
    name="evaluation",
    workflow="Evaluation",
    title=Text("政策评估", "Policy evaluation"),
    stages=STAGES,
    steps=STEPS,
    periods={"reports_closing": 1},
)
