"""任职关系的生命周期。A person names an employer, who confirms it; where the employer denies it or is silent, a paper is looked at.

What is confirmed counts until either says that it is over, or another employer is confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.language.items import Evidence
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text

DEPARTMENT: Final = "hr"
"""Who looks at the paper."""
PROOF: Final = Evidence("employment_proof", Text("劳动合同、社会保险缴费记录等任职证明", "Contract, social insurance record or the like"))


class Stage(StrEnum):
    """Where what a person says of their employer stands."""

    DRAFT = "draft"
    ANSWER = "answer"
    PAPER = "paper"
    CHECK = "check"
    ATTACHED = "attached"
    ENDED = "ended"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Event(StrEnum):
    """What happened to it, in the past tense."""

    SUBMITTED = "submitted"
    EMPLOYER_CONFIRMED = "employer_confirmed"
    EMPLOYER_DENIED = "employer_denied"
    EMPLOYER_SILENT = "employer_silent"
    PAPER_HANDED_IN = "paper_handed_in"
    PAPER_LAPSED = "paper_lapsed"
    PAPER_PROVES = "paper_proves"
    PAPER_PROVES_NOTHING = "paper_proves_nothing"
    LEFT = "left"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


UNDER_WAY: Final = (Stage.ANSWER, Stage.PAPER, Stage.CHECK)
_BY_PAPER: Final = Text(
    "{number}：{employer}未确认任职关系，请在期限内提交任职证明。",
    "{number}: {employer} has not confirmed that it employs you; please hand in a paper that says so in time.",
)
_OVER: Final = Text("{number}：在{employer}的任职关系已结束。", "{number}: your employment by {employer} is over.")
_ATTACHED: Final = Text("{number}：在{employer}的任职关系已确认。", "{number}: it is confirmed that {employer} employs you.")

STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在提交。", "It is being made.")),
    Stage.ANSWER: StageRow(
        Text("单位确认", "The employer's answer"), Text("请等待用人单位确认。", "The employer is asked."), attended=True
    ),
    Stage.PAPER: StageRow(
        Text("提交证明", "A paper instead"),
        Text("请上传任职证明后提交。", "Upload a paper that says who employs you, and hand it in."),
        attended=True,
    ),
    Stage.CHECK: StageRow(
        Text("核对证明", "The paper is looked at"), Text("经办人正在核对任职证明。", "An officer looks at the paper."), attended=True
    ),
    Stage.ATTACHED: StageRow(
        Text("在职", "Employed"), Text("任职关系已确认，离职前有效。", "It is confirmed, and counts until it is over."), attended=True
    ),
    Stage.ENDED: StageRow(Text("已离职", "Over"), Text("任职关系已结束。", "The employment is over."), terminal=True),
    Stage.REFUSED: StageRow(
        Text("不予确认", "Not confirmed"),
        Text("所交材料不能证明任职关系，可以重新提出。", "The paper does not say it; it may be said again."),
        terminal=True,
    ),
    Stage.LAPSED: StageRow(
        Text("逾期未提交证明", "Lapsed"), Text("逾期未提交证明，已终止。", "No paper came in time, and it has ended."), terminal=True
    ),
    Stage.WITHDRAWN: StageRow(Text("已撤回", "Withdrawn"), Text("已依本人申请撤回。", "It was withdrawn."), terminal=True),
}

_EMPLOYER: Final = Text("用人单位", "employer")

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("申报任职单位", "An employer named"),
        leads={Stage.DRAFT: Stage.ANSWER},
        opens=("employer_answer",),
        tells={Role.APPLICANT: Text("{number}：已请{employer}确认任职关系。", "{number}: {employer} was asked to confirm it.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.EMPLOYER_CONFIRMED: Step(
        Text("单位确认", "Confirmed by the employer"),
        leads={Stage.ANSWER: Stage.ATTACHED},
        tells={Role.APPLICANT: _ATTACHED},
        party=_EMPLOYER,
    ),
    Event.EMPLOYER_DENIED: Step(
        Text("单位否认", "Denied by the employer"),
        leads={Stage.ANSWER: Stage.PAPER},
        opens=("employment_paper",),
        tells={Role.APPLICANT: _BY_PAPER},
        party=_EMPLOYER,
    ),
    Event.EMPLOYER_SILENT: Step(
        Text("单位逾期未确认", "No answer of the employer in time"),
        leads={Stage.ANSWER: Stage.PAPER},
        opens=("employment_paper",),
        tells={Role.APPLICANT: _BY_PAPER},
    ),
    Event.PAPER_HANDED_IN: Step(
        Text("提交任职证明", "A paper handed in"),
        leads={Stage.PAPER: Stage.CHECK},
        opens=("employment_check",),
        tells={Role.OFFICER: Text("任职关系{number}已提交证明，请核对。", "{number}: a paper was handed in and waits to be looked at.")},
        hands_in=True,
    ),
    Event.PAPER_LAPSED: Step(
        Text("逾期未提交证明", "No paper in time"),
        leads={Stage.PAPER: Stage.LAPSED},
        tells={Role.APPLICANT: Text("{number}逾期未提交任职证明，已终止。", "{number}: no paper came in time, and it has ended.")},
    ),
    Event.PAPER_PROVES: Step(Text("证明属实", "The paper says so"), leads={Stage.CHECK: Stage.ATTACHED}, tells={Role.APPLICANT: _ATTACHED}),
    Event.PAPER_PROVES_NOTHING: Step(
        Text("不予确认", "The paper does not say so"),
        leads={Stage.CHECK: Stage.REFUSED},
        tells={Role.APPLICANT: Text("{number}：任职关系不予确认，见告知书。", "{number}: it was not confirmed; see the letter.")},
    ),
    Event.LEFT: Step(
        Text("离职", "Left"),
        leads={Stage.ATTACHED: Stage.ENDED},
        tells={Role.APPLICANT: _OVER},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.REPLACED: Step(Text("另有任职单位", "Employed by another"), leads={Stage.ATTACHED: Stage.ENDED}, tells={Role.APPLICANT: _OVER}),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads=dict.fromkeys(UNDER_WAY, Stage.WITHDRAWN),
        tells={Role.APPLICANT: Text("{number}已依本人申请撤回。", "{number} was withdrawn as you asked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
}

EMPLOYMENT = Lifecycle(name="employment", workflow="Employment", title=Text("任职关系", "Employment"), stages=STAGES, steps=STEPS)
