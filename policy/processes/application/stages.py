"""申请的阶段。Where an application may stand, one row a stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policy.money import in_yuan
from policy.processes.disbursement.steps import UNDER_WAY
from policy.processes.kernel.lifecycle import StageRow
from policy.text import Text


class Stage(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    OFFER = "offer"
    ACCEPTANCE = "acceptance"
    CORRECTION = "correction"
    VERIFICATION = "verification"
    REVIEW = "review"
    ASSESSMENT = "assessment"
    ALLOCATION = "allocation"
    COMMITTEE = "committee"
    DECISION = "decision"
    BUDGET_WAIT = "budget_wait"
    PUBLIC_NOTICE = "public_notice"
    OBJECTION = "objection"
    COMMITMENT = "commitment"
    PAYMENT = "payment"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    RECONSIDERATION = "reconsideration"
    REJECTED = "rejected"
    OLDER_POLICY = "older_policy"
    OLDER_POLICY_RECONSIDERATION = "older_policy_reconsideration"
    OLDER_POLICY_FINAL = "older_policy_final"
    LAPSED = "lapsed"
    REFUSAL_REVOCATION = "refusal_revocation"
    LAPSE_REVOCATION = "lapse_revocation"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


# In these nothing of the award itself is paid; its supplements may be, where a bank has returned it.
UNPAID = frozenset({Stage.COMMITMENT, Stage.PAYMENT})
# The applicant may withdraw until the decision.
WITHDRAWABLE = frozenset(
    {
        Stage.ACCEPTANCE,
        Stage.CORRECTION,
        Stage.VERIFICATION,
        Stage.REVIEW,
        Stage.ASSESSMENT,
        Stage.ALLOCATION,
        Stage.COMMITTEE,
        Stage.DECISION,
    }
)
# What was verified rests on upstream money that may be taken back, as long as the treasury was not told to pay.
RETURNABLE = frozenset(
    {
        Stage.REVIEW,
        Stage.ASSESSMENT,
        Stage.ALLOCATION,
        Stage.COMMITTEE,
        Stage.DECISION,
        Stage.BUDGET_WAIT,
        Stage.PUBLIC_NOTICE,
        Stage.OBJECTION,
        Stage.COMMITMENT,
        Stage.PAYMENT,
    }
)

_REVOCATION: Final = Text(
    "申请曾经终结，责任单位正在审议原决定是否应当撤销。",
    "It had ended; the department is considering whether that was wrong and is revoked.",
)
# A notice that runs is the public's: it is not held, an objection suspends it instead.
STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(
        Text("草稿", "Draft"), Text("请完整填写申报信息、上传材料后提交。", "Fill in the facts, add the evidence, then submit.")
    ),
    Stage.OFFER: StageRow(
        Text("免申即享", "Offer without application"),
        Text(
            "贵单位符合条件，无需申请：请确认、对数据提出异议，或放弃。",
            "You qualify without applying: please confirm, dispute the figures, or decline.",
        ),
        attended=True,
    ),
    Stage.ACCEPTANCE: StageRow(
        Text("受理", "Acceptance"),
        Text("责任单位正在检查材料是否齐全。", "The department is checking that everything is there."),
        attended=True,
        holdable=True,
    ),
    Stage.CORRECTION: StageRow(
        Text("补正", "Correction"),
        Text("请按补正通知一次补齐，办理时限暂停计算。", "Please mend what the notice lists; our clock is stopped meanwhile."),
        attended=True,
        holdable=True,
    ),
    Stage.VERIFICATION: StageRow(
        Text("核验", "Verification"),
        Text("系统正在向有关部门核验信用与登记。", "Credit records and registrations are being checked at their sources."),
        attended=True,
        holdable=True,
        automatic=True,
    ),
    Stage.REVIEW: StageRow(
        Text("评审", "Review"),
        Text("责任单位或专家正在评审。", "The department or its experts are reviewing the application."),
        attended=True,
        holdable=True,
    ),
    Stage.ASSESSMENT: StageRow(
        Text("核定", "Assessment"),
        Text("正在按条款核定金额。", "The amount is being worked out from the clause."),
        attended=True,
        holdable=True,
        automatic=True,
    ),
    # Nobody has a task in it: a list decides on all that wait.
    Stage.ALLOCATION: StageRow(
        Text("待统一审定", "Waiting for the list"),
        Text(
            "已按公式核算。本批次的申请列入一份名单一并审定；设有总额的，统一按比例分配。",
            "The formula amount is worked out. One list decides all applications of the window, and shares the ceiling where there is one.",
        ),
        attended=True,
        holdable=True,
    ),
    Stage.COMMITTEE: StageRow(
        Text("专题会", "Committee"), Text("须经专题会审议确定。", "A committee has to decide."), attended=True, holdable=True
    ),
    Stage.DECISION: StageRow(
        Text("审定", "Decision"), Text("责任单位负责人正在审定。", "The head of the department is deciding."), attended=True, holdable=True
    ),
    Stage.BUDGET_WAIT: StageRow(
        Text("等待预算", "Waiting for budget"),
        Text("拟予支持，等待预算安排。", "Support is intended; waiting for its turn in the budget."),
        attended=True,
        holdable=True,
    ),
    Stage.PUBLIC_NOTICE: StageRow(
        Text("公示", "Public notice"),
        Text(
            "拟支持公示期间；公示无异议的，办理承诺、收款账户等手续后拨付。",
            "The intended support is on public notice; if nobody objects, what has to be signed and the payment follow.",
        ),
        timed=True,
    ),
    Stage.OBJECTION: StageRow(
        Text("异议处理", "Objection"),
        Text("公示期间收到实名异议，公示暂停，正在核实。", "A named objection came in; the notice is suspended while it is examined."),
        attended=True,
    ),
    Stage.COMMITMENT: StageRow(
        Text("承诺", "Commitment"),
        Text(
            "企业须签署持续经营承诺并填写收款账户，其他单位只须填写收款账户；办理后方可拨付。",
            "An enterprise signs the commitment to stay and gives its account, others give their account alone; nothing is paid before.",
        ),
        attended=True,
        holdable=True,
    ),
    Stage.PAYMENT: StageRow(Text("拨付", "Payment"), UNDER_WAY, attended=True, holdable=True),
    Stage.IN_FORCE: StageRow(
        Text("履约中", "In force"),
        Text(
            "款项已拨付；签署承诺的单位请按承诺持续经营，变动须事先备案。",
            "Paid. Whoever signed the commitment keeps to it, and files any move before it happens.",
        ),
        watched=True,
    ),
    Stage.REFUSED: StageRow(
        Text("不予支持（可复核）", "Refused, open to reconsideration"),
        Text("不予支持。如有不同意见，可在期限内申请一次复核。", "Refused. You may ask once for reconsideration within the time limit."),
        attended=True,
    ),
    Stage.RECONSIDERATION: StageRow(
        Text("复核", "Reconsideration"),
        Text("由其他人员复核。", "Somebody else is reconsidering it."),
        attended=True,
        holdable=True,
    ),
    Stage.REJECTED: StageRow(Text("不予支持", "Rejected"), Text("不予支持，已终结。", "Rejected; the matter is closed."), terminal=True),
    # Nobody was refused: more is paid elsewhere.
    Stage.OLDER_POLICY: StageRow(
        Text("适用此前同类政策（可复核）", "Under an older policy, open to reconsideration"),
        Text(
            "经审批，适用支持标准更高的此前同类政策，由责任单位按该政策办理支付，本申请到此办结。如有不同意见，可在期限内申请一次复核。",
            "An older policy that pays more applies: the department pays you under it, and this application ends here. You may ask once "
            "for reconsideration within the time limit.",
        ),
        attended=True,
    ),
    Stage.OLDER_POLICY_RECONSIDERATION: StageRow(
        Text("适用此前同类政策的复核", "Whether the older policy applies, reconsidered"),
        Text("由其他人员复核。", "Somebody else is reconsidering it."),
        attended=True,
        holdable=True,
    ),
    Stage.OLDER_POLICY_FINAL: StageRow(
        Text("已转按此前同类政策办理", "Handled under an older policy"),
        Text(
            "已转由责任单位按此前同类政策办理支付，本申请已办结。",
            "The department pays you under the older policy; this application has ended.",
        ),
        terminal=True,
    ),
    Stage.LAPSED: StageRow(
        Text("逾期终止", "Lapsed"),
        Text("逾期未办，申请终止。可重新申报。", "A deadline passed and the application ended. You may apply again."),
        terminal=True,
    ),
    # Two stages, for each goes back to where it came from when what was decided stands.
    Stage.REFUSAL_REVOCATION: StageRow(Text("审议是否撤销不予支持决定", "Whether its refusal is revoked"), _REVOCATION, attended=True),
    Stage.LAPSE_REVOCATION: StageRow(Text("审议是否撤销终止", "Whether its lapse is revoked"), _REVOCATION, attended=True),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依贵单位申请撤回。", "Withdrawn at your request."), terminal=True),
    Stage.DISCARDED: StageRow(Text("草稿已删除", "Discarded"), Text("草稿已删除。", "The draft was discarded."), terminal=True),
}

_ALL_BACK: Final = Text("款项已全部退回，就该项支持无须再办理。", "All of it came back; nothing is left to do about it.")
# What both that come next of a paid award begin with.
_PAID: Final = Text("款项已拨付", "Paid")
_PART_BACK: Final = Text("款项已拨付{spent}，其中{recovered}已退回", "{spent} were paid, of which {recovered} came back")
_RETURNED: Final = Text(
    "款项已拨付{spent}，其中{returned}已被银行退回，正在处理，如何处理另行告知。",
    "{spent} were paid, of which a bank has returned {returned}; you will be told what becomes of that.",
)
_OWED_BACK: Final = Text(
    "款项已拨付{spent}，其中{recovered}已退回；银行退回款项的其余{owed_back}待退还收款单位。",
    "{spent} were paid, of which {recovered} came back; the rest of what a bank has returned, {owed_back}, goes back to whom it was paid.",
)
# What was decided anew is said by what is due, whatever was paid before.
_DECIDED_ANEW: Final = Text("经再决定（{number}），应支持金额为{due}。", "Decided anew ({number}): {due} are due. ")
_SPENT: Final = Text("款项已拨付{spent}", "{spent} were paid")
_TO_PAY: Final = Text("，尚有{to_pay}应予退回，由追回办理", ", and {to_pay} are still to be paid back, which its clawback sees to")
_GIVEN_UP: Final = Text("，另有{given_up}不再要求退回", ", and {given_up} are not asked back")
_NOTHING_DUE: Final = Text("；就该项支持无须再办理。", ". Nothing is left to do about it.")
_STOP: Final = Text("。", ".")
_BINDS_NO_MORE: Final = Text(
    "款项已拨付；就该项支持签署的持续经营承诺已终结，不再约束。",
    "Paid. The commitment to stay that was signed for it has ended, and binds no more.",
)


@dataclass(frozen=True, slots=True)
class PaidOut:
    """What became of what was paid of an award, in fen.

    Attributes:
        spent_fen: What was paid.
        recovered_fen: What of it came back and was booked.
        returned_fen: What of it a bank has returned and nobody has booked, until it is decided what becomes of it.
        owed_back_fen: What of it a bank has returned that counts towards nothing, and goes back to whom it was paid.
        due_fen: What is due by what was decided anew; None where nothing was.
        to_pay_fen: What of it is asked back and has still to be paid.
        given_up_fen: What of it is not due and not asked back.
    """

    spent_fen: int
    recovered_fen: int
    returned_fen: int = 0
    owed_back_fen: int = 0
    due_fen: int | None = None
    to_pay_fen: int = 0
    given_up_fen: int = 0


def once_paid(paid: PaidOut, *, has_ended: bool) -> Text:
    """Return what comes next of an award that was paid: what of it came back is said first, by what it comes to.

    Args:
        paid: What became of what was paid.
        has_ended: Whether the commitment that was signed for it has ended.
    """
    if paid.returned_fen or paid.owed_back_fen:
        return _filled(_RETURNED if paid.returned_fen else _OWED_BACK, paid)
    if 0 < paid.spent_fen <= paid.recovered_fen and not paid.due_fen:
        return _ALL_BACK
    comes_next = _BINDS_NO_MORE if has_ended else STAGES[Stage.IN_FORCE].next_step
    if not paid.recovered_fen and paid.due_fen is None:
        return comes_next
    parts = [_PART_BACK if paid.recovered_fen else _SPENT]
    if paid.due_fen is not None:
        parts += [_TO_PAY] * bool(paid.to_pay_fen) + [_GIVEN_UP] * bool(paid.given_up_fen)
    rest = Text(comes_next.zh.removeprefix(_PAID.zh), comes_next.en.removeprefix(_PAID.en))
    if paid.due_fen == 0:
        # Nothing that is not due binds.
        rest = _STOP if paid.to_pay_fen else _NOTHING_DUE
    return _filled(Text("".join(one.zh for one in parts) + rest.zh, "".join(one.en for one in parts) + rest.en), paid)


def decided_anew(number: str, due_fen: int, comes_next: Text, under_way: Sequence[Text]) -> Text:
    """Return what comes next of an award that was decided anew: what is due now is said first, and last what of that is under way.

    Args:
        number: The number of the re-decision by which it stands.
        due_fen: What is due, with what is to be paid besides, in fen.
        comes_next: What comes next of what was paid, or is being paid.
        under_way: What comes next of what re-decisions add to it.
    """
    due = in_yuan(due_fen)
    zh, en = _DECIDED_ANEW.zh.format(number=number, due=due.zh), _DECIDED_ANEW.en.format(number=number, due=due.en)
    return Text(zh + comes_next.zh + "".join(one.zh for one in under_way), en + " ".join((comes_next.en, *(one.en for one in under_way))))


def _filled(said: Text, paid: PaidOut) -> Text:
    named = ("spent", "recovered", "returned", "owed_back", "to_pay", "given_up")
    amounts = {name: in_yuan(getattr(paid, f"{name}_fen")) for name in named}
    zh, en = ({name: amount.in_language(language) for name, amount in amounts.items()} for language in ("zh", "en"))
    return Text(said.zh.format(**zh), said.en.format(**en))
