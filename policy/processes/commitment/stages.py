"""承诺履行的阶段。Where an enterprise's commitment to stay may stand, one row a stage."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.processes.kernel.lifecycle import StageRow
from policy.text import Text


class Stage(StrEnum):
    """Where an enterprise's commitment to stay stands."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    HEARING = "hearing"
    BREACH_REVIEW = "breach_review"
    REMEDY = "remedy"
    REMEDY_CHECK = "remedy_check"
    BREACH_DECISION = "breach_decision"
    BREACH_STANDING = "breach_standing"
    BREACH_RECONSIDERATION = "breach_reconsideration"
    RECLAIMING = "reclaiming"
    BREACHED = "breached"
    FULFILLED = "fulfilled"


# Stages in which new awards wait (general term 6).
BREACH_OPEN = (
    Stage.HEARING,
    Stage.BREACH_REVIEW,
    Stage.REMEDY,
    Stage.REMEDY_CHECK,
    Stage.BREACH_DECISION,
    Stage.BREACH_STANDING,
    Stage.BREACH_RECONSIDERATION,
    Stage.RECLAIMING,
)
# Stages in which people may find that there is no breach, and what becomes of it when a second person agrees.
CLOSINGS: Mapping[str, str] = {
    Stage.BREACH_REVIEW: "unfounded",
    Stage.REMEDY_CHECK: "remedied",
    Stage.BREACH_DECISION: "dismissed",
    Stage.BREACH_RECONSIDERATION: "overturned",
}
# Stages nothing binds in, so that no workflow runs.
ENDED = frozenset({Stage.BREACHED, Stage.FULFILLED})
BINDING = (Stage.IN_FORCE, *BREACH_OPEN)

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(
        Text("待登记", "To be collected"), Text("正在登记承诺。", "The commitments are being collected."), automatic=True
    ),
    Stage.IN_FORCE: StageRow(
        Text("承诺履行中", "In force"),
        Text(
            "承诺期内请持续在本区经营；确需变动的，请在变动前备案。", "Stay in the area while it binds; file any change before it happens."
        ),
        attended=True,
    ),
    Stage.HEARING: StageRow(
        Text("听取陈述", "Hearing"),
        Text("请在期限内陈述意见；逾期不影响继续办理。", "Please say what you have to say in time; silence does not stop it."),
        attended=True,
    ),
    Stage.BREACH_REVIEW: StageRow(
        Text("违反承诺审查", "Review of the breach"), Text("正在由责任部门办理。", "The department is handling it."), attended=True
    ),
    Stage.REMEDY: StageRow(
        Text("限期整改", "Remedy period"), Text("请在期限内整改并报告。", "Please remedy it in time, and report."), attended=True
    ),
    Stage.REMEDY_CHECK: StageRow(
        Text("整改核查", "Check of the remedy"), Text("正在由责任部门办理。", "The department is handling it."), attended=True
    ),
    Stage.BREACH_DECISION: StageRow(
        Text("违反承诺认定", "Decision on the breach"), Text("正在由部门负责人认定。", "The head of the department decides."), attended=True
    ),
    Stage.BREACH_STANDING: StageRow(
        Text("认定违反承诺（可复核）", "Breach found, open to reconsideration"),
        Text("可申请一次复核，或接受认定。", "You may ask once for reconsideration, or accept."),
        attended=True,
    ),
    Stage.BREACH_RECONSIDERATION: StageRow(
        Text("违反承诺复核", "Reconsideration of the breach"),
        Text("正在由另一名负责人复核。", "Another approver reconsiders it."),
        attended=True,
    ),
    Stage.RECLAIMING: StageRow(
        Text("追回资金", "Repayment asked for"),
        Text(
            "违反承诺的认定已生效，正在按约定追回资金；办结前承诺仍然有效。",
            "The breach is final and repayment asked for as agreed; what was signed binds until that is settled.",
        ),
        attended=True,
        automatic=True,
    ),
    Stage.BREACHED: StageRow(
        Text("已认定违反承诺", "Breached"),
        Text("已认定违反承诺，应退回的资金已办结。", "The breach is final, and what was to be repaid is settled."),
    ),
    Stage.FULFILLED: StageRow(Text("承诺终结", "Ended"), Text("没有仍在约束的承诺。", "No commitment binds any longer.")),
}
