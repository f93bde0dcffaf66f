"""承继的生命周期。The succession process: filed by an enterprise, checked and approved by two people, the register asked before each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where a filing stands."""

    DRAFT = "draft"
    REGISTER_LOOK = "register_look"
    CHECK = "check"
    APPROVAL = "approval"
    SECOND_LOOK = "second_look"
    HANDING_OVER = "handing_over"
    EFFECTIVE = "effective"
    REFUSED = "refused"


class Event(StrEnum):
    """What happened to a filing, in the past tense."""

    SUBMITTED = "submitted"
    REGISTER_ANSWERED = "register_answered"
    SUCCESSION_PROVEN = "succession_proven"
    SUCCESSION_UNPROVEN = "succession_unproven"
    SUCCESSION_APPROVED = "succession_approved"
    SUCCESSION_SENT_BACK = "succession_sent_back"
    SUCCESSION_OUTDATED = "succession_outdated"
    SUCCESSION_MADE = "succession_made"
    CASES_HANDED_OVER = "cases_handed_over"


REFUSED = Text(
    "承继申报{number}未予承继。理由：{reason}。材料齐备后可以重新提交；如不服，可以依法申请行政复议或者提起行政诉讼，机关和期限见不予承继决定书。",
    "The succession {number} was refused. The reason is: {reason}. It may be filed again; the refusal says where and until when "
    "administrative review or a lawsuit may be sought.",
)
"""What both enterprises are told of a refusal."""
# While a filing is in one of these, no other for the same place is taken.
UNDER_WAY = (Stage.REGISTER_LOOK, Stage.CHECK, Stage.APPROVAL, Stage.SECOND_LOOK, Stage.HANDING_OVER)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在提交。", "It is being filed.")),
    Stage.REGISTER_LOOK: StageRow(
        Text("核对登记", "Look at the register"),
        Text("正在向登记机关核实两个单位的登记。", "The register is being asked about both."),
        automatic=True,
    ),
    Stage.CHECK: StageRow(
        Text("核查", "Check"), Text("经办人正在核查承继材料。", "An officer is checking the papers of the succession."), attended=True
    ),
    Stage.APPROVAL: StageRow(
        Text("审定", "Approval"),
        Text("责任单位负责人正在审定承继。", "The head of the department is deciding on the succession."),
        attended=True,
    ),
    Stage.SECOND_LOOK: StageRow(
        Text("承继前核对登记", "Second look at the register"),
        Text("已审定同意，正在向登记机关再次核实两个单位的登记。", "It was approved; the register is being asked about both once more."),
        automatic=True,
    ),
    Stage.HANDING_OVER: StageRow(
        Text("移交", "Handing over"), Text("正在通知在办的各项事项。", "What is under way is being told."), automatic=True
    ),
    Stage.EFFECTIVE: StageRow(
        Text("已承继", "Effective"),
        Text(
            "承继单位享有并承担被承继单位的全部事项、限额、承诺和追回。",
            "The successor has every case, cap, commitment and debt of its predecessor.",
        ),
        terminal=True,
    ),
    Stage.REFUSED: StageRow(
        Text("不予承继", "Refused"),
        Text(
            "未予承继；材料齐备后可以重新提交。如不服，可以依法申请行政复议或者提起行政诉讼，机关和期限见不予承继决定书。",
            "It was refused; it may be filed again. The refusal says where and when administrative review or a lawsuit may be sought.",
        ),
        terminal=True,
    ),
}

_SUCCESSOR: Final = Text("承继单位", "successor")

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("提交承继", "Filed"),
        leads={Stage.DRAFT: Stage.REGISTER_LOOK},
        tells={Role.APPLICANT: Text("承继申报{number}已收到。", "The succession {number} was received.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        party=_SUCCESSOR,
    ),
    Event.REGISTER_ANSWERED: Step(
        Text("登记机关已答复", "The register answered"),
        leads={Stage.REGISTER_LOOK: Stage.CHECK},
        opens=("succession_check",),
        tells={Role.OFFICER: Text("承继申报{number}待核查。", "The succession {number} waits to be checked.")},
    ),
    Event.SUCCESSION_PROVEN: Step(
        Text("核查通过", "Found proven"),
        leads={Stage.CHECK: Stage.APPROVAL},
        opens=("succession_approval",),
        tells={Role.APPROVER: Text("承继申报{number}待审定。", "The succession {number} waits for its decision.")},
    ),
    Event.SUCCESSION_UNPROVEN: Step(
        Text("不予承继", "Found unproven"),
        leads={Stage.CHECK: Stage.REFUSED},
        tells={Role.APPLICANT: REFUSED},
    ),
    Event.SUCCESSION_APPROVED: Step(
        Text("审定承继", "Approved"),
        leads={Stage.APPROVAL: Stage.SECOND_LOOK},
    ),
    # Weeks may lie between the check and the approval: what is so then is what counts.
    Event.SUCCESSION_OUTDATED: Step(
        Text("承继情况有变，退回核查", "Not what was checked"),
        leads={Stage.SECOND_LOOK: Stage.CHECK},
        opens=("succession_check",),
        tells={
            Role.APPLICANT: Text(
                "承继申报{number}的情况在核查后已变动，正在重新核查。",
                "What the succession {number} rests on has changed since it was checked; it is being checked again.",
            ),
            Role.OFFICER: Text(
                "承继申报{number}的情况在核查后已变动，退回重新核查。",
                "What the succession {number} rests on has changed since; it was sent back to be checked.",
            ),
        },
    ),
    Event.SUCCESSION_MADE: Step(
        Text("承继生效", "In its place"),
        leads={Stage.SECOND_LOOK: Stage.HANDING_OVER},
        tells={
            Role.APPLICANT: Text(
                "{predecessor}的权利义务由{successor}承继（{number}），在办事项请继续办理。",
                "{successor} has taken the place of {predecessor} ({number}); please go on with what is under way.",
            ),
            Role.OFFICER: Text(
                "{predecessor}的权利义务由{successor}承继（{number}）。", "{successor} has taken the place of {predecessor} ({number})."
            ),
        },
    ),
    Event.SUCCESSION_SENT_BACK: Step(
        Text("退回核查", "Sent back"),
        leads={Stage.APPROVAL: Stage.CHECK},
        opens=("succession_check",),
        tells={Role.OFFICER: Text("承继申报{number}退回重新核查。", "The succession {number} was sent back to be checked.")},
    ),
    Event.CASES_HANDED_OVER: Step(
        Text("在办事项已移交", "Cases handed over"),
        leads={Stage.HANDING_OVER: Stage.EFFECTIVE},
    ),
}

SUCCESSION = Lifecycle(name="succession", workflow="Succession", title=Text("承继申报", "Succession"), stages=STAGES, steps=STEPS)
