"""申请的事件。What may happen to an application: one row an event, where it leads, what it opens, whom it tells, who may ask for it.

What several processes have (acceptance, panel, decision, notice, disbursement, reconsideration) comes from its drawer, told between which
stages it lies. `{number}` is the application's number, `{item}` the title of its item, `{task}` that of the task concerned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from policy.actors import Role
from policy.processes.acceptance.steps import AcceptanceEvent, Filed, acceptance_steps
from policy.processes.application.agreeing import AGREEING_STEPS
from policy.processes.application.events import Event
from policy.processes.application.offer_steps import OFFER_STEPS
from policy.processes.application.quality_steps import QUALITY_STEPS
from policy.processes.application.redecided_steps import REDECIDED_STEPS
from policy.processes.application.revoking import REVOCATION_STEPS
from policy.processes.application.signing import SIGNING_STEPS
from policy.processes.application.stages import RETURNABLE, WITHDRAWABLE, Stage
from policy.processes.application.suspended import SUSPENSION_STEPS
from policy.processes.decision.steps import Decided, decision_steps
from policy.processes.disbursement.steps import Paying, disbursement_steps
from policy.processes.investment.due_diligence import diligence_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step, draft_discarded
from policy.processes.notice.steps import Published, notice_steps
from policy.processes.panel.steps import panel_steps
from policy.processes.reconsideration.steps import Refused, reconsideration_steps
from policy.text import Text

# Working days until another award that is not final yet is looked at again.
AWARD_PERIODS: Mapping[str, int] = {"award_look": 1}
_REMEDY = ("reconsideration_request",)
# "review" opens the tasks of the item's own kind of review; "signing" what is asked of its kind of beneficiary;
# "payment" the release, or a second look where one was drawn.
_OWN: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("提交申请", "Submitted"),
        leads={Stage.DRAFT: Stage.ACCEPTANCE},
        opens=("acceptance",),
        tells={
            Role.APPLICANT: Text("已收到申请{number}（{item}）。", "We have received {number} ({item})."),
            Role.OFFICER: Text("新申请{number}待受理。", "{number} is new and waits for acceptance."),
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
    Event.CARRIED_OVER: Step(
        Text("由项目转入", "Carried over from a project"),
        leads={Stage.DRAFT: Stage.VERIFICATION},
    ),
    Event.VERIFIED: Step(
        Text("核验通过", "Verified"),
        leads={Stage.VERIFICATION: Stage.REVIEW},
        opens=("review",),
    ),
    Event.VERIFIED_AFTER_REVIEW: Step(
        Text("核验通过（评审已完成）", "Verified, reviewed before"),
        leads={Stage.VERIFICATION: Stage.ASSESSMENT},
    ),
    Event.FOUND_INELIGIBLE: Step(
        Text("核验不符合条件", "Found ineligible"),
        leads={Stage.VERIFICATION: Stage.REFUSED},
        opens=_REMEDY,
        tells={
            Role.APPLICANT: Text(
                "{number}经核验不符合条件，可申请一次复核。",
                "{number} does not meet the conditions; you may ask once for reconsideration.",
            )
        },
    ),
    # A record that contradicts itself decides nothing, and asking for it again brings the same.
    Event.SOURCE_CONTRADICTED: Step(
        Text("来源登记自相矛盾", "A record at its source contradicts itself"),
        stays=(Stage.VERIFICATION,),
        opens=("source_clarification",),
        tells={
            Role.OFFICER: Text(
                "{number}的{source}存在矛盾：{contradictions}。请向来源单位核实。",
                "The {source} of {number} contradicts itself: {contradictions}. Please have it clarified.",
            )
        },
    ),
    Event.SOURCE_ASKED_AGAIN: Step(
        Text("再次核对来源登记", "The source is asked again"),
        stays=(Stage.VERIFICATION,),
    ),
    # A record that nobody mends would be waited for without end: two people say that it is not supported.
    Event.ENDING_ASKED: Step(
        Text("提请不予支持", "Ending asked for"),
        stays=(Stage.VERIFICATION,),
        opens=("source_giving_up",),
        tells={Role.APPROVER: Text("{number}的来源登记未能更正，提请审定。", "The record of {number} is not mended; please decide.")},
    ),
    Event.ENDING_REFUSED: Step(
        Text("继续核实来源登记", "To be clarified further"),
        stays=(Stage.VERIFICATION,),
        opens=("source_clarification",),
    ),
    # Whoever applied is not who the register knows by this code: somebody looks, and the sources are asked anew.
    Event.IDENTITY_QUESTIONED: Step(
        Text("单位信息与登记不一致", "Not who the register says"),
        stays=(Stage.VERIFICATION,),
        opens=("identity_check",),
        tells={
            Role.OFFICER: Text(
                "{number}的单位名称或类型与登记机关的登记不一致，请核实。",
                "The register knows the applicant of {number} by another name or kind; please look into it.",
            )
        },
    ),
    Event.IDENTITY_ACCEPTED: Step(
        Text("确为同一单位", "Found to be the same organisation"),
        stays=(Stage.VERIFICATION,),
    ),
    Event.IDENTITY_REFUSED: Step(
        Text("不是同一单位", "Found to be another organisation"),
        leads={Stage.VERIFICATION: Stage.REFUSED},
        opens=_REMEDY,
        tells={
            Role.APPLICANT: Text(
                "{number}的申报单位与登记机关的登记不一致，不予支持，可申请一次复核。",
                "{number} is not supported: the register knows its applicant otherwise; you may ask once for reconsideration.",
            )
        },
    ),
    Event.DEPARTMENT_AGREED: Step(
        Text("联审部门同意", "A department agreed"),
        stays=(Stage.REVIEW,),
    ),
    # What has to be corrected is asked of the applicant once, when every department has named what it found.
    Event.DEFECTS_NAMED: Step(
        Text("联审部门提出补正内容", "A department named what has to be corrected"),
        stays=(Stage.REVIEW,),
        internal=True,
    ),
    # Beside a panel: experts judge the project, an officer reads the facts off the papers.
    Event.FACTS_STATED: Step(
        Text("核对材料", "The facts were stated"),
        stays=(Stage.REVIEW,),
    ),
    # What no source can be asked about yet takes a second officer.
    Event.FACTS_FOUND_UNCONFIRMED: Step(
        Text("事实待复核", "Facts wait for a second officer"),
        stays=(Stage.ASSESSMENT,),
        opens=("fact_confirmation",),
    ),
    Event.FACTS_CONFIRMED: Step(
        Text("事实复核一致", "A second officer confirmed the facts"),
        stays=(Stage.ASSESSMENT,),
    ),
    Event.FACTS_DOUBTED: Step(
        Text("事实复核不符，退回评审", "A second officer doubts the facts"),
        leads={Stage.ASSESSMENT: Stage.REVIEW},
        opens=("review",),
    ),
    # A rule came, or its day turned out to be another: who led is nobody's guess.
    Event.LEAD_FOUND_UNSTATED: Step(
        Text("未确认是否牵头，退回评审", "Nobody has stated who led; back to review"),
        leads={Stage.ASSESSMENT: Stage.REVIEW},
        opens=("review",),
    ),
    # Numbers that look like one never decide anything by themselves: an officer sees both cases.
    Event.LIKENESS_FOUND: Step(
        Text("发现疑似相同的支持对象", "Another case looks like the same subject"),
        stays=(Stage.ASSESSMENT,),
        opens=("comparison",),
    ),
    Event.COMPARED: Step(
        Text("已比对", "Compared by an officer"),
        stays=(Stage.ASSESSMENT,),
    ),
    # What is only on public notice may fall away: whoever comes second is neither refused nor cut before it is final.
    Event.AWARD_FOUND_PENDING: Step(
        Text("同一事项另有支持尚未确定，暂缓核定", "Another award for the same is not final yet; waiting"),
        stays=(Stage.ASSESSMENT,),
        tells={
            Role.APPLICANT: Text(
                "{number}：同一事项另有申请拟予支持，正在公示、尚未确定，待其确定后继续核定。",
                "{number}: support of another application for the same is on public notice and not final yet; yours goes on once it is.",
            ),
            Role.OFFICER: Text(
                "{number}与{others}为同一支持对象，后者尚在公示，待其确定后自动继续核定。",
                "{number} is for the same as {others}, which is on public notice; it is assessed by itself once that is final.",
            ),
        },
    ),
    Event.RECOMMENDED: Step(
        Text("建议支持", "Recommended"),
        leads={Stage.REVIEW: Stage.ASSESSMENT},
    ),
    Event.NOT_RECOMMENDED: Step(
        Text("不建议支持", "Not recommended"),
        leads={Stage.REVIEW: Stage.REFUSED},
        opens=_REMEDY,
        tells={
            Role.APPLICANT: Text(
                "{number}未通过评审，可申请一次复核。", "{number} was not recommended; you may ask once for reconsideration."
            )
        },
    ),
    Event.ASSESSED: Step(
        Text("核定金额", "Assessed"),
        leads={Stage.ASSESSMENT: Stage.DECISION},
        opens=("decision",),
    ),
    # What was applied for in a window is decided by its list; under a ceiling nobody's share is known before all are.
    Event.ASSESSED_FOR_SHARING: Step(
        Text("核定公式金额，待统一审定", "Assessed, to be decided by a list"),
        leads={Stage.ASSESSMENT: Stage.ALLOCATION},
        tells={
            Role.APPLICANT: Text(
                "{number}按公式核算的金额为{formula}，待列入名单后统一审定。",
                "By the formula {number} comes to {formula}; it is decided when the list of its window is.",
            )
        },
    ),
    Event.ASSESSED_TO_NOTHING: Step(
        Text("经审核不符合支持条件", "Assessed to nothing"),
        leads={Stage.ASSESSMENT: Stage.REFUSED},
        opens=_REMEDY,
        tells={
            Role.APPLICANT: Text(
                "{number}经审核，不符合支持条件，可申请一次复核。",
                "{number} was examined and does not meet the conditions of support; you may ask once for reconsideration.",
            )
        },
    ),
    # Newest and best, never both (general term 3): which of two policies applies is for an approver to say.
    Event.OLDER_POLICY_FOUND_BETTER: Step(
        Text("此前同类政策更优，待选择适用", "An older policy pays more"),
        stays=(Stage.ASSESSMENT,),
        opens=("policy_choice",),
    ),
    Event.OPINIONS_CHOSEN: Step(
        Text("适用本意见", "The Opinions apply"),
        stays=(Stage.ASSESSMENT,),
    ),
    Event.OLDER_POLICY_CHOSEN: Step(
        Text("适用此前同类政策", "The older policy applies"),
        leads={Stage.ASSESSMENT: Stage.OLDER_POLICY},
        opens=_REMEDY,
        tells={
            Role.APPLICANT: Text(
                "{number}经审批适用此前同类政策，按此前同类政策办理支付，本申请到此办结，理由见通知书；可申请一次复核。",
                "{number} ends here and is paid under an older policy; its letter says why, and you may ask once for reconsideration.",
            )
        },
    ),
    Event.PARAMETER_FOUND_MISSING: Step(
        Text("缺少实施细则参数", "An implementing value is missing"),
        stays=(Stage.ASSESSMENT,),
        opens=("parameter_supply",),
        tells={
            Role.OFFICER: Text("{number}缺少实施细则参数，无法核定。", "{number} cannot be assessed: an implementing value is missing.")
        },
    ),
    Event.PARAMETER_SUPPLIED: Step(
        Text("补充实施细则参数", "The implementing value was supplied"),
        stays=(Stage.ASSESSMENT,),
    ),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads=dict.fromkeys(WITHDRAWABLE, Stage.WITHDRAWN),
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.UPSTREAM_CHANGED: Step(
        Text("上级资金变动，重新核验", "The upstream changed; verified anew"),
        leads=dict.fromkeys(RETURNABLE, Stage.VERIFICATION),
        tells={
            Role.APPLICANT: Text(
                "{number}的上级资金或者承担单位有变动，正在重新核验。",
                "The upstream's money for {number}, or who holds its project, has changed; it is being verified anew.",
            ),
            Role.OFFICER: Text(
                "{number}的上级资金或者承担单位有变动，已退回核验。",
                "The upstream's money for {number}, or who holds its project, has changed; it is verified anew.",
            ),
        },
        asked_by=Role.SYSTEM,
    ),
    # A list was approved: whatever becomes of the share is told with both amounts, and of nobody else.
    Event.ALLOCATED: Step(
        Text("列入名单", "Given its share by the list"),
        stays=(Stage.ALLOCATION,),
        tells={
            Role.APPLICANT: Text(
                "{number}按公式核算的金额为{formula}，经统一审定，拟支持金额为{share}。",
                "By the formula {number} comes to {formula}; what is intended for it by the list is {share}.",
            )
        },
    ),
    Event.SHARE_WITHHELD: Step(
        Text("暂不能支持，份额退回", "Not to be awarded now, the share went back"),
        stays=(Stage.ALLOCATION,),
        tells={
            Role.APPLICANT: Text(
                "{number}未列入本次拟支持名单，待下次审定。原因：{found}。",
                "{number} is not on this list and waits for the next. The reason is: {found}.",
            ),
            Role.OFFICER: Text("{number}目前不能支持，份额已退回。", "{number} cannot be awarded at present; its share went back."),
        },
    ),
}

_REFUSED: Final = Refused(
    refused=Stage.REFUSED,
    reconsideration=Stage.RECONSIDERATION,
    reopened=Stage.VERIFICATION,
    final=Stage.REJECTED,
    reconsiders="reconsideration",
    dismissed_tells=Text(
        "{number}经复核维持原决定。理由：{reason}", "On reconsideration the decision on {number} stands. The reason is: {reason}"
    ),
)

_ACCEPTANCE: Final = acceptance_steps(
    Filed(
        acceptance=Stage.ACCEPTANCE,
        correction=Stage.CORRECTION,
        accepted=Stage.VERIFICATION,
        refused=Stage.REFUSED,
        lapsed=Stage.LAPSED,
        check="acceptance",
        corrects="correction",
        refused_opens=_REMEDY,
        lapsed_tells=Text("{number}逾期未补正，申请终止。", "{number} was not corrected in time and has ended."),
    )
)
_CORRECTION: Final = _ACCEPTANCE[AcceptanceEvent.CORRECTION_REQUESTED]

STEPS: Mapping[str, Step] = {
    **OFFER_STEPS,
    **_ACCEPTANCE,
    # A joint review asks once for what all its departments have named.
    AcceptanceEvent.CORRECTION_REQUESTED: replace(_CORRECTION, leads={**_CORRECTION.leads, Stage.REVIEW: Stage.CORRECTION}),
    **_OWN,
    **SIGNING_STEPS,
    **AGREEING_STEPS,
    **SUSPENSION_STEPS,
    **QUALITY_STEPS,
    **REDECIDED_STEPS,
    **REVOCATION_STEPS,
    **diligence_steps(Stage.REVIEW),
    **panel_steps(Stage.REVIEW),
    **decision_steps(
        Decided(
            assessed=Stage.ASSESSMENT,
            committee=Stage.COMMITTEE,
            decision=Stage.DECISION,
            allocation=Stage.ALLOCATION,
            budget_wait=Stage.BUDGET_WAIT,
            approved=Stage.PUBLIC_NOTICE,
            returned=Stage.REVIEW,
            refused=Stage.REFUSED,
            returned_opens=("review",),
            refused_opens=_REMEDY,
        )
    ),
    **notice_steps(
        Published(
            notice=Stage.PUBLIC_NOTICE,
            objection=Stage.OBJECTION,
            cleared=Stage.COMMITMENT,
            upheld=Stage.REFUSED,
            cleared_opens=("signing",),
            cleared_tells=Text(
                "{number}公示无异议，请{asked}。",
                "The notice of {number} is over; please {asked}.",
            ),
            upheld_opens=_REMEDY,
        )
    ),
    **disbursement_steps(
        Paying(payment=Stage.PAYMENT, paid=Stage.IN_FORCE, ended=Stage.REFUSED, ended_opens=_REMEDY, payee=Role.APPLICANT)
    ),
    **reconsideration_steps(
        _REFUSED,
        replace(
            _REFUSED,
            refused=Stage.OLDER_POLICY,
            reconsideration=Stage.OLDER_POLICY_RECONSIDERATION,
            final=Stage.OLDER_POLICY_FINAL,
        ),
    ),
}
