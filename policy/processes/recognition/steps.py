"""认定的事件。What may happen to a recognition, one row an event, and the process they make."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.acceptance.steps import Filed, acceptance_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, Step, draft_discarded
from policy.processes.notice.steps import NOTICE_PERIODS, Published, notice_steps
from policy.processes.panel.steps import panel_steps
from policy.processes.recognition.lifecycle import STAGES, WITHDRAWABLE, Event, Stage
from policy.text import Text

_REFUSED = Text(
    "认定申请{number}未予认定，理由和救济途径见决定书。",
    "The recognition {number} was refused; the letter says why, and how that can be contested.",
)
_TO_DECIDE = Text("认定{number}待审定。", "Recognition {number} waits for its decision.")
_ENTERED = Text("{number}已列入认定登记册，{until}，见认定决定书。", "{number} is in the register, {until}; see the letter.")
_TO_REVOKE = Text("撤销认定{number}待审定。", "Whether {number} is revoked waits for an approver.")

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("申请认定", "Applied for"),
        leads={Stage.DRAFT: Stage.CHECK},
        opens=("recognition_check",),
        tells={Role.OFFICER: Text("收到认定申请{number}，请审查。", "Recognition {number} was applied for and waits to be checked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    Event.NOMINATED: Step(
        Text("提名认定", "Nominated"),
        leads={Stage.DRAFT: Stage.CHECK},
        opens=("recognition_check",),
        tells={
            Role.APPLICANT: Text("本部门已提名认定贵单位（{number}），正在审查。", "You were nominated for recognition ({number})."),
            Role.OFFICER: Text("提名认定{number}，请由他人审查。", "Recognition {number} was nominated; somebody else has to check it."),
        },
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        hands_in=True,
    ),
    # A list that a department has: one enters it, a second confirms it, and each row stands from then on.
    Event.IMPORTED: Step(
        Text("清单导入登记册", "Imported"),
        leads={Stage.DRAFT: Stage.IN_FORCE},
        tells={Role.APPLICANT: _ENTERED},
        asked_by=Role.APPROVER,
        duty=Duty.DECIDE,
    ),
    Event.IMPORT_REFUSED: Step(
        Text("不予导入", "Import refused"),
        leads={Stage.DRAFT: Stage.DISCARDED},
        asked_by=Role.APPROVER,
        duty=Duty.DECIDE,
    ),
    **acceptance_steps(
        Filed(
            acceptance=Stage.CHECK,
            correction=Stage.CORRECTION,
            accepted=Stage.VERIFICATION,
            refused=Stage.REFUSED,
            lapsed=Stage.LAPSED,
            check="recognition_check",
            corrects="recognition_correction",
            refused_opens=(),
            refused_tells=_REFUSED,
        )
    ),
    Event.VERIFIED: Step(
        Text("核验通过", "Verified"),
        leads={Stage.VERIFICATION: Stage.DECISION},
        opens=("recognition_decision",),
        tells={Role.APPROVER: _TO_DECIDE},
    ),
    Event.EXPERTS_ASKED: Step(
        Text("核验通过，提请专家评审", "Verified, for the experts"),
        leads={Stage.VERIFICATION: Stage.REVIEW},
        opens=("panel",),
        tells={Role.APPLICANT: Text("{number}已进入专家评审。", "A panel of experts looks at {number}.")},
    ),
    Event.FOUND_INELIGIBLE: Step(
        Text("核验不符合条件", "Found ineligible"),
        leads={Stage.VERIFICATION: Stage.REFUSED},
        tells={Role.APPLICANT: _REFUSED},
    ),
    **panel_steps(Stage.REVIEW),
    Event.PANEL_CONCLUDED: Step(
        Text("评审完毕", "The panel has spoken"),
        leads={Stage.REVIEW: Stage.DECISION},
        opens=("recognition_decision",),
        tells={Role.APPROVER: _TO_DECIDE},
    ),
    Event.RECOGNISED: Step(
        Text("同意认定", "Recognised"),
        leads={Stage.DECISION: Stage.PUBLIC_NOTICE},
        tells={Role.APPLICANT: Text("{number}拟予认定，进入公示。", "{number} is to be recognised and now on public notice.")},
    ),
    # A certificate that another authority has issued is found, not weighed: nobody is asked to object to it.
    Event.KEPT: Step(
        Text("保留资格", "Kept"),
        stands_for=Event.RECOGNISED,
        leads={Stage.DECISION: Stage.IN_FORCE},
        tells={Role.APPLICANT: _ENTERED},
    ),
    Event.RECOGNITION_RETURNED: Step(
        Text("退回审查", "Sent back"),
        leads={Stage.DECISION: Stage.CHECK},
        opens=("recognition_check",),
        tells={Role.OFFICER: Text("认定{number}退回重新审查。", "Recognition {number} was sent back to be checked.")},
    ),
    Event.RECOGNITION_REFUSED: Step(
        Text("不予认定", "Refused"),
        leads={Stage.DECISION: Stage.REFUSED},
        tells={Role.APPLICANT: _REFUSED},
    ),
    **notice_steps(
        Published(
            notice=Stage.PUBLIC_NOTICE,
            objection=Stage.OBJECTION,
            cleared=Stage.IN_FORCE,
            upheld=Stage.REFUSED,
            cleared_opens=(),
            cleared_tells=_ENTERED,
            upheld_opens=(),
            upheld_tells=Text(
                "{number}公示期间收到的异议经核实成立，不予认定，见决定书。",
                "An objection to {number} was examined and upheld: it is not recognised; see the letter.",
            ),
        )
    ),
    Event.REVIEW_DUE: Step(
        Text("年度核查到期", "Yearly review due"),
        stays=(Stage.IN_FORCE,),
        opens=("recognition_review",),
        tells={Role.OFFICER: Text("认定{number}应进行年度核查。", "The yearly review of {number} is due.")},
    ),
    Event.STILL_HOLDS: Step(Text("年度核查合格", "Found to hold still"), stays=(Stage.IN_FORCE,)),
    Event.EXPIRY_ANNOUNCED: Step(
        Text("到期提醒", "End announced"),
        stays=(Stage.IN_FORCE,),
        opens=("renewal",),
        tells={Role.APPLICANT: Text("{number}将于{until}期满，见到期提醒。", "{number} ends on {until}; see the letter.")},
    ),
    Event.RENEWAL_ASKED: Step(
        Text("申请续期", "Renewal asked for"),
        stays=(Stage.IN_FORCE,),
        opens=("renewal_check",),
        tells={Role.OFFICER: Text("认定{number}申请续期，请核查。", "Renewal of {number} was asked for and waits to be checked.")},
    ),
    Event.RENEWAL_WAIVED: Step(Text("不申请续期", "Renewal waived"), stays=(Stage.IN_FORCE,)),
    Event.RENEWAL_NOT_ASKED: Step(
        Text("逾期未申请续期", "Renewal not asked for"),
        stays=(Stage.IN_FORCE,),
        tells={
            Role.APPLICANT: Text("{number}未在期限内申请续期，将按期终止。", "Renewal of {number} was not asked for; it ends on its day.")
        },
    ),
    Event.RENEWAL_CHECKED: Step(
        Text("续期已核查", "Renewal checked"),
        stays=(Stage.IN_FORCE,),
        opens=("renewal_decision",),
        tells={Role.APPROVER: Text("认定{number}续期待审定。", "Renewal of {number} waits for its decision.")},
    ),
    Event.RENEWED: Step(
        Text("同意续期", "Renewed"),
        stays=(Stage.IN_FORCE,),
        tells={Role.APPLICANT: Text("{number}已续期，{until}，见决定书。", "{number} was renewed, {until}; see the letter.")},
    ),
    Event.RENEWAL_REFUSED: Step(
        Text("不予续期", "Renewal refused"),
        stays=(Stage.IN_FORCE,),
        tells={Role.APPLICANT: Text("{number}未予续期，见决定书。", "Renewal of {number} was refused; see the letter.")},
    ),
    Event.EXPIRED: Step(
        Text("期满", "Run out"),
        leads={Stage.IN_FORCE: Stage.EXPIRED},
        tells={Role.APPLICANT: Text("{number}已期满终止。", "{number} has run out.")},
    ),
    # Given up takes two people and a hearing, as it took two to be given.
    Event.REVOCATION_PROPOSED: Step(
        Text("提请撤销认定", "Revocation proposed"),
        leads={Stage.IN_FORCE: Stage.HEARING},
        opens=("revocation_statement",),
        tells={
            Role.APPLICANT: Text(
                "拟撤销{number}，请在期限内陈述意见，见告知书。", "{number} is to be revoked; please say in time what speaks against it."
            )
        },
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    **{
        event: Step(
            name,
            leads={Stage.HEARING: Stage.REVOCATION},
            opens=("revocation_decision",),
            tells={Role.APPROVER: _TO_REVOKE},
        )
        for event, name in (
            (Event.STATEMENT_MADE, Text("提交陈述意见", "Statement made")),
            (Event.STATEMENT_WAIVED, Text("无异议", "No objection")),
            (Event.STATEMENT_LAPSED, Text("逾期未陈述意见", "No statement in time")),
        )
    },
    Event.REVOKED: Step(
        Text("撤销认定", "Revoked"),
        leads={Stage.REVOCATION: Stage.REVOKED},
        tells={Role.APPLICANT: Text("{number}已撤销，见决定书。", "{number} was revoked; see the letter.")},
    ),
    Event.REVOCATION_DROPPED: Step(
        Text("不予撤销", "Not revoked"),
        leads={Stage.REVOCATION: Stage.IN_FORCE},
        tells={Role.APPLICANT: Text("{number}不予撤销，继续有效。", "{number} is not revoked and stands.")},
    ),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads=dict.fromkeys(WITHDRAWABLE, Stage.WITHDRAWN),
        tells={Role.APPLICANT: Text("{number}已依贵单位申请撤回。", "{number} was withdrawn as you asked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        while_held=True,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
}

RECOGNITION = Lifecycle(
    name="recognition",
    workflow="Recognition",
    title=Text("认定", "Recognition"),
    stages=STAGES,
    steps=STEPS,
    periods=NOTICE_PERIODS,
)
