"""申请的通知。Who is told what when something happens to an application, in words that need no law beside them.

`{number}` is the application's number, `{item}` its item's title, `{task}` the title of the task concerned.
"""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.application.stages_and_events import Event
from policy.text import Text

_APPLICANT, _OFFICER, _APPROVER, _FINANCE = Role.APPLICANT, Role.OFFICER, Role.APPROVER, Role.FINANCE

MESSAGES: Mapping[str, tuple[tuple[Role, Text], ...]] = {
    Event.SUBMITTED: (
        (_APPLICANT, Text("已收到申请 {number}({item})。", "We have received {number} ({item}).")),
        (_OFFICER, Text("新申请 {number} 待受理。", "{number} is new and waits for acceptance.")),
    ),
    Event.OFFERED: (
        (
            _APPLICANT,
            Text("{number}:您单位符合“{item}”条件,无需申请,请确认。", "{number}: you qualify for {item} without applying; please confirm."),
        ),
    ),
    Event.OFFER_DISPUTED: (
        (_OFFICER, Text("{number} 对数据提出异议,请核实。", "The figures of {number} are disputed; please look into them.")),
    ),
    Event.FIGURES_CORRECTED: (
        (_APPLICANT, Text("{number} 的数据已更正,正在重新核算。", "The figures of {number} were corrected and are assessed anew.")),
    ),
    Event.FIGURES_UPHELD: (
        (_APPLICANT, Text("{number} 的数据经核实无误,请确认。", "The figures of {number} were found right; please confirm.")),
    ),
    Event.OFFER_REVISED: (
        (
            _APPLICANT,
            Text(
                "{number} 的数据已由来源单位更正,金额有变,请重新确认。",
                "The source corrected a figure of {number}; please confirm the new amount.",
            ),
        ),
    ),
    Event.OFFER_REVOKED: (
        (
            _APPLICANT,
            Text(
                "{number} 的数据已由来源单位更正,不再符合条件,可申请一次复核。",
                "By corrected figures {number} is no longer due; you may ask once for reconsideration.",
            ),
        ),
    ),
    Event.OFFER_LAPSED: (
        (_APPLICANT, Text("{number} 年底前未确认,已失效。", "{number} was not confirmed by the end of the year and lapsed.")),
    ),
    Event.ACCEPTED: ((_APPLICANT, Text("{number} 已受理。", "{number} has been accepted for handling.")),),
    Event.CORRECTION_REQUESTED: (
        (
            _APPLICANT,
            Text("{number} 需要补正,请一次补齐;期间办理时限暂停计算。", "{number} needs correction; our clock is stopped meanwhile."),
        ),
    ),
    Event.CORRECTED: ((_OFFICER, Text("{number} 已补正,请继续受理。", "{number} has been corrected; please go on.")),),
    Event.CORRECTION_LAPSED: ((_APPLICANT, Text("{number} 逾期未补正,申请终止。", "{number} was not corrected in time and has ended.")),),
    Event.ACCEPTANCE_REFUSED: (
        (_APPLICANT, Text("{number} 不予受理,可申请一次复核。", "{number} was not accepted; you may ask once for reconsideration.")),
    ),
    Event.FOUND_INELIGIBLE: (
        (
            _APPLICANT,
            Text(
                "{number} 经核验不符合条件,可申请一次复核。", "{number} does not meet the conditions; you may ask once for reconsideration."
            ),
        ),
    ),
    Event.NOT_RECOMMENDED: (
        (_APPLICANT, Text("{number} 未通过评审,可申请一次复核。", "{number} was not recommended; you may ask once for reconsideration.")),
    ),
    Event.ASSESSED_TO_NOTHING: (
        (
            _APPLICANT,
            Text(
                "{number} 按条款核定不予支持,可申请一次复核。",
                "By the clause {number} receives nothing; you may ask once for reconsideration.",
            ),
        ),
    ),
    Event.DECISION_REFUSED: (
        (_APPLICANT, Text("{number} 不予支持,可申请一次复核。", "{number} was refused; you may ask once for reconsideration.")),
    ),
    Event.PARAMETER_FOUND_MISSING: (
        (_OFFICER, Text("{number} 缺少实施细则参数,无法核定。", "{number} cannot be assessed: an implementing value is missing.")),
    ),
    Event.ALLOCATED: (
        (
            _APPLICANT,
            Text(
                "{number} 所在项目年度总额不足,已按比例分配。",
                "The year's ceiling is over-subscribed; {number} got its share.",
            ),
        ),
    ),
    Event.APPROVED: ((_APPLICANT, Text("{number} 已审定,进入公示。", "{number} was approved and is now on public notice.")),),
    Event.BUDGET_FOUND_EXHAUSTED: (
        (_APPLICANT, Text("{number} 已审定,等待预算安排。", "{number} was approved and waits for budget.")),
        (_FINANCE, Text("{number} 等待预算。", "{number} waits for budget.")),
    ),
    Event.BUDGET_FOUND: ((_APPLICANT, Text("{number} 预算已安排,进入公示。", "{number} has its budget and is now on public notice.")),),
    Event.OBJECTION_FILED: (
        (_APPLICANT, Text("{number} 公示期间收到异议,公示暂停。", "An objection suspended the notice of {number}.")),
        (_OFFICER, Text("{number} 收到实名异议,请处理。", "A named objection to {number} waits for a ruling.")),
    ),
    Event.OBJECTION_UPHELD: (
        (
            _APPLICANT,
            Text(
                "{number} 的异议成立,不予支持,可申请一次复核。",
                "The objection to {number} was upheld; you may ask once for reconsideration.",
            ),
        ),
    ),
    Event.NOTICE_RESUMED: ((_APPLICANT, Text("{number} 恢复公示。", "The notice of {number} goes on.")),),
    Event.NOTICE_CLEARED: (
        (
            _APPLICANT,
            Text(
                "{number} 公示无异议,请签署承诺并填写收款账户。",
                "The notice of {number} is over; please sign the commitment and give an account.",
            ),
        ),
    ),
    Event.COMMITMENT_LAPSED: (
        (_APPLICANT, Text("{number} 逾期未签署承诺,申请终止。", "The commitment for {number} was not signed in time; it has ended.")),
    ),
    Event.COMMITMENT_SIGNED: (
        (_FINANCE, Text("{number} 已签署承诺;抽中复查的,复查后拨付。", "{number} is signed for; it is paid after any second look.")),
    ),
    Event.QUALITY_PASSED: ((_FINANCE, Text("{number} 抽查通过,可以拨付。", "{number} passed its second look and is ready to be paid.")),),
    Event.QUALITY_DOUBTED: (
        (_OFFICER, Text("{number} 抽查存疑,已退回评审。", "The second look at {number} raised doubts; it is reviewed again.")),
        (_APPLICANT, Text("{number} 拨付前抽查,退回重新评审。", "Before its payment {number} was sent back to be reviewed again.")),
    ),
    Event.PAID: ((_APPLICANT, Text("{number} 款项已拨付。", "{number} has been paid.")),),
    Event.BANK_RETURNED: (
        (
            _APPLICANT,
            Text("{number} 的款项被银行退回,请更正收款账户。", "The bank returned the payment for {number}; please give another account."),
        ),
        (_FINANCE, Text("{number} 的款项被银行退回。", "The bank returned the payment for {number}.")),
    ),
    Event.TREASURY_MISMATCHED: (
        (_FINANCE, Text("{number} 的国库回执金额不符,请核实。", "The treasury's amount for {number} differs; please look into it.")),
    ),
    Event.TREASURY_FELL_SILENT: (
        (_FINANCE, Text("{number} 的拨付指令逾期未见回执。", "The treasury has not reported on {number} in time.")),
    ),
    Event.UPSTREAM_CHANGED: (
        (
            _APPLICANT,
            Text("{number} 的上级资金被收回,正在重新核验。", "The upstream took money of {number} back; it is being verified anew."),
        ),
        (
            _OFFICER,
            Text("{number} 的上级资金被收回,已退回核验。", "The upstream took money of {number} back; it is verified anew."),
        ),
    ),
    Event.RECONSIDERATION_REQUESTED: ((_OFFICER, Text("{number} 申请复核。", "{number} asks for reconsideration.")),),
    Event.RECONSIDERATION_GRANTED: ((_APPLICANT, Text("{number} 经复核重新办理。", "{number} has been reopened.")),),
    Event.RECONSIDERATION_DISMISSED: (
        (_APPLICANT, Text("{number} 经复核维持原决定。", "On reconsideration the decision on {number} stands.")),
    ),
}
