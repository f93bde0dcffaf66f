"""免申即享的事件。What may happen to an award that was found and offered: answered, disputed, corrected by its source, assessed."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.application.events import Event
from policy.processes.application.stages import Stage
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step
from policy.text import Text

OFFER_STEPS: Mapping[str, Step] = {
    # Awards nobody applies for: found by an annual run, or earned by a project that was reviewed at its beginning.
    Event.OFFERED: Step(
        Text("发出免申即享告知", "Offered"),
        leads={Stage.DRAFT: Stage.OFFER},
        opens=("offer",),
        tells={
            Role.APPLICANT: Text(
                "{number}：贵单位符合“{item}”条件，无需申请，请确认。", "{number}: you qualify for {item} without applying; please confirm."
            )
        },
    ),
    Event.OFFER_CONFIRMED: Step(
        Text("确认享受", "Offer confirmed"),
        leads={Stage.OFFER: Stage.VERIFICATION},
    ),
    Event.OFFER_DISPUTED: Step(
        Text("对数据提出异议", "Figures disputed"),
        stays=(Stage.OFFER,),
        opens=("figure_review",),
        tells={Role.OFFICER: Text("{number}对数据提出异议，请核实。", "The figures of {number} are disputed; please look into them.")},
    ),
    Event.OFFER_DECLINED: Step(
        Text("放弃享受", "Offer declined"),
        leads={Stage.OFFER: Stage.WITHDRAWN},
    ),
    Event.OFFER_LAPSED: Step(
        Text("逾期未确认", "Offer lapsed"),
        leads={Stage.OFFER: Stage.LAPSED},
        tells={Role.APPLICANT: Text("{number}年底前未确认，已失效。", "{number} was not confirmed by the end of the year and lapsed.")},
    ),
    # Whoever releases may take an offer back as long as it was not confirmed; the run may release it again.
    Event.OFFER_ROLLED_BACK: Step(
        Text("撤回告知", "Offer taken back"),
        leads={Stage.OFFER: Stage.WITHDRAWN},
        tells={
            Role.APPLICANT: Text(
                "{number}的告知已由本部门撤回，如需重新告知将另行通知。",
                "The offer of {number} was taken back by the department; if it is made again you will be told.",
            )
        },
        asked_by=Role.APPROVER,
        duty=Duty.DECIDE,
        follows=("release_rolled_back",),
    ),
    # Its source corrected a figure before the enterprise answered: it is asked about a lesser amount, or told that nothing is due.
    # What has changed, and whether the sources were asked because it was disputed, is said as it is.
    Event.OFFER_REVISED: Step(
        Text("重新核算后重新告知", "Offered anew as assessed anew"),
        stays=(Stage.OFFER,),
        opens=("offer",),
        tells={
            Role.APPLICANT: Text(
                "{number}：{heard}{figures}，{amount}，请重新确认。",
                "{number}: {heard}{figures}; {amount}. Please confirm it anew.",
            )
        },
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        follows=("member_reassessed", "member_entered"),
    ),
    # More than an approver released is offered once it is released as all offers are.
    Event.OFFER_RAISED: Step(
        Text("重新核算后金额增加，待重新审核发出", "Taken back to be released in a greater amount"),
        leads={Stage.OFFER: Stage.WITHDRAWN},
        tells={
            Role.APPLICANT: Text(
                "{number}：{heard}{figures}，{amount}；原告知撤回，经审核后重新告知。",
                "{number}: {heard}{figures}; {amount}. This offer is taken back, and made anew once it is released.",
            )
        },
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        follows=("member_reassessed",),
    ),
    Event.OFFER_REVOKED: Step(
        Text("重新核算后不再符合条件", "No longer due as assessed anew"),
        leads={Stage.OFFER: Stage.REFUSED},
        opens=("reconsideration_request",),
        tells={
            Role.APPLICANT: Text(
                "{number}：{heard}{figures}，经重新核算不再符合条件，可申请一次复核。",
                "{number}: {heard}{figures}. Assessed anew it is no longer due; you may ask once for reconsideration.",
            )
        },
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
        follows=("member_reassessed", "member_entered"),
    ),
    # The source is asked once more and answers for itself: as before, with other figures, by which nothing is due, or not at all.
    Event.FIGURES_ASKED: Step(
        Text("请来源单位再次核对", "The source is asked again"),
        stays=(Stage.OFFER,),
    ),
    Event.FIGURES_NOT_FOUND: Step(
        Text("来源单位未查询到数据", "The source has no such figures"),
        stays=(Stage.OFFER,),
        opens=("figure_review",),
        tells={
            Role.OFFICER: Text(
                "{number}的数据来源单位未查询到，请凭材料核实。", "The source has no figures of {number}; please read them off a paper."
            )
        },
    ),
    # Whoever disputes figures wants the award; with other figures it is verified and assessed, and may be withdrawn all the same.
    Event.FIGURES_CORRECTED: Step(
        Text("更正数据", "Figures corrected"),
        leads={Stage.OFFER: Stage.VERIFICATION},
        tells={
            Role.APPLICANT: Text("{number}的数据已更正，正在重新核算。", "The figures of {number} were corrected and are assessed anew.")
        },
    ),
    Event.FIGURES_UPHELD: Step(
        Text("数据无误", "Figures upheld"),
        stays=(Stage.OFFER,),
        opens=("offer",),
        tells={Role.APPLICANT: Text("{number}的数据经核实无误，请确认。", "The figures of {number} were found right; please confirm.")},
    ),
    # Whoever confirmed an offer, or disputed its figures, hears of another amount before it is decided.
    Event.ASSESSED_OTHERWISE: Step(
        Text("核定金额与告知不同", "Assessed at another amount than was offered"),
        leads={Stage.ASSESSMENT: Stage.DECISION},
        opens=("decision",),
        tells={
            Role.APPLICANT: Text(
                "{number}：{figures}，核定金额为{due}（告知金额为{offered}），待审定。",
                "{number}: {figures}; it is assessed at {due} ({offered} were offered) and waits for its decision.",
            )
        },
    ),
}
