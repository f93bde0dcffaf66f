"""限制申报的生命周期。The debarment process: an officer proposes how an enterprise stands after a fraud, it is heard, an approver confirms.

It begins by itself once a demand for fraud stands, and until it is decided new awards wait. A bar ends on its last day, or is lifted early
by two people where it rested on an error of ours or on what was set aside: then what is supported is open again, and by a re-decision what
was paid back is paid again, and what was not is demanded no longer. The Opinions bar nobody by name: how long is within the years
that they let bad records count.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text

# Why money is asked back whose receiver's standing is decided as well.
CAUSES: Final = frozenset({"fraud"})


class Stage(StrEnum):
    """Where a debarment stands."""

    DRAFT = "draft"
    PROPOSAL = "proposal"
    HEARING = "hearing"
    DECISION = "decision"
    BARRED = "barred"
    NOT_BARRED = "not_barred"
    ENDED = "ended"
    RESTITUTION = "restitution"
    LIFTED = "lifted"


# Nothing new is given meanwhile: whoever may be barred is not paid before it is known.
UNDECIDED: Final = frozenset({Stage.PROPOSAL, Stage.HEARING, Stage.DECISION})


class Event(StrEnum):
    """What happened to a debarment, in the past tense."""

    OPENED = "opened"
    BAR_PROPOSED = "bar_proposed"
    NO_BAR_PROPOSED = "no_bar_proposed"
    STATEMENT_MADE = "statement_made"
    STATEMENT_WAIVED = "statement_waived"
    STATEMENT_LAPSED = "statement_lapsed"
    BARRED = "barred"
    NOT_BARRED = "not_barred"
    SENT_BACK = "debarment_sent_back"
    LIFTING_ASKED = "lifting_asked"
    LIFTING_REFUSED = "lifting_refused"
    LIFTED = "lifted"
    NOTHING_TO_RESTORE = "nothing_to_restore"
    RESTITUTION_PROPOSED = "restitution_proposed"
    RESTITUTION_BEGUN = "restitution_begun"
    RESTITUTION_POSTPONED = "restitution_postponed"
    RESTITUTION_RETRIED = "restitution_retried"
    RESTITUTION_SETTLED = "restitution_settled"
    EXPIRED = "expired"


STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("尚未提出。", "Not proposed yet.")),
    Stage.PROPOSAL: StageRow(
        Text("提出处理意见", "Proposal"),
        Text("经办人正在提出是否限制申报的意见。", "An officer proposes whether the enterprise is barred."),
        attended=True,
    ),
    Stage.HEARING: StageRow(
        Text("陈述申辩", "Hearing"),
        Text("请在期限内对拟限制申报陈述意见。", "Say in time what speaks against being barred."),
        attended=True,
    ),
    Stage.DECISION: StageRow(Text("限制申报审定", "Decision"), Text("等待审批人作出决定。", "An approver decides."), attended=True),
    Stage.BARRED: StageRow(
        Text("限制申报中", "Barred"),
        Text("期满自行终止；期间不受理申请，不给予新的支持。", "It ends by itself; until then nothing new is applied for or given."),
        attended=True,
    ),
    Stage.NOT_BARRED: StageRow(
        Text("不限制申报", "Not barred"), Text("可以按规定申请支持。", "Support may be applied for."), terminal=True
    ),
    Stage.ENDED: StageRow(Text("期满终止", "Ended"), Text("限制已期满，可以按规定申请支持。", "The bar has run out."), terminal=True),
    Stage.RESTITUTION: StageRow(
        Text("退还已退缴资金", "Restitution"),
        Text("限制已解除，正在办理已退缴资金的退还。", "The bar was lifted; what was paid back is being restored."),
        attended=True,
        automatic=True,
    ),
    Stage.LIFTED: StageRow(Text("已解除", "Lifted"), Text("限制已解除，可以按规定申请支持。", "The bar was lifted early."), terminal=True),
}

_WAITS = Text("限制申报{number}待审定。", "Debarment {number} waits for its decision.")

STEPS: Mapping[str, Step] = {
    Event.OPENED: Step(
        Text("启动处理", "Opened"),
        leads={Stage.DRAFT: Stage.PROPOSAL},
        opens=("debarment_proposal",),
        tells={
            Role.OFFICER: Text(
                "{number}：骗取资金的追回已经成立，请提出是否限制该单位申报的意见。",
                "{number}: a demand for fraud stands; please propose whether its enterprise is barred.",
            )
        },
    ),
    Event.BAR_PROPOSED: Step(
        Text("提出限制申报", "Bar proposed"),
        leads={Stage.PROPOSAL: Stage.HEARING},
        opens=("debarment_statement",),
        tells={
            Role.APPLICANT: Text(
                "{number}：拟限制贵单位申报支持资金至{until}，请在期限内陈述意见。",
                "{number}: you would be barred from support until {until}; please say in time what speaks against it.",
            )
        },
    ),
    Event.NO_BAR_PROPOSED: Step(
        Text("提出不限制申报", "No bar proposed"),
        leads={Stage.PROPOSAL: Stage.DECISION},
        opens=("no_bar_decision",),
        tells={Role.APPROVER: _WAITS},
    ),
    Event.STATEMENT_MADE: Step(
        Text("提交陈述意见", "Statement made"),
        leads={Stage.HEARING: Stage.DECISION},
        opens=("debarment_decision",),
        tells={Role.APPROVER: _WAITS},
    ),
    Event.STATEMENT_WAIVED: Step(
        Text("无异议", "No objection"),
        leads={Stage.HEARING: Stage.DECISION},
        opens=("debarment_decision",),
        tells={Role.APPROVER: _WAITS},
    ),
    Event.STATEMENT_LAPSED: Step(
        Text("逾期未陈述意见", "No statement in time"),
        leads={Stage.HEARING: Stage.DECISION},
        opens=("debarment_decision",),
        tells={Role.APPROVER: _WAITS},
    ),
    Event.BARRED: Step(
        Text("决定限制申报", "Barred"),
        leads={Stage.DECISION: Stage.BARRED},
        tells={
            Role.APPLICANT: Text(
                "{number}：已决定限制贵单位申报支持资金至{until}，见决定书。",
                "{number}: you are barred from support until {until}; see the letter.",
            )
        },
    ),
    Event.NOT_BARRED: Step(
        Text("决定不限制申报", "Not barred"),
        leads={Stage.DECISION: Stage.NOT_BARRED},
        tells={
            Role.APPLICANT: Text("{number}：已决定不限制贵单位申报支持资金，见通知书。", "{number}: you are not barred; see the letter.")
        },
    ),
    Event.SENT_BACK: Step(
        Text("退回重新提出", "Sent back"),
        leads={Stage.DECISION: Stage.PROPOSAL},
        opens=("debarment_proposal",),
        tells={Role.OFFICER: Text("限制申报{number}已退回，请重新提出意见。", "Debarment {number} was sent back.")},
    ),
    # Given up takes two people, as asked for does.
    Event.LIFTING_ASKED: Step(
        Text("提请提前解除", "Lifting asked for"),
        stays=(Stage.BARRED,),
        opens=("debarment_lifting",),
        tells={Role.APPROVER: Text("{number}提请提前解除限制，待审定。", "Lifting debarment {number} early waits for an approver.")},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.LIFTING_REFUSED: Step(
        Text("不同意提前解除", "Lifting refused"),
        stays=(Stage.BARRED,),
        tells={Role.OFFICER: Text("{number}未获同意提前解除。", "Debarment {number} was not lifted early.")},
    ),
    Event.LIFTED: Step(
        Text("提前解除", "Lifted"),
        leads={Stage.BARRED: Stage.RESTITUTION},
        tells={Role.APPLICANT: Text("{number}：限制申报已提前解除，见通知书。", "{number}: the bar was lifted early; see the letter.")},
    ),
    Event.NOTHING_TO_RESTORE: Step(Text("没有应退还的资金", "Nothing to restore"), leads={Stage.RESTITUTION: Stage.LIFTED}),
    Event.RESTITUTION_PROPOSED: Step(
        Text("提请退还", "Restitution proposed"),
        stays=(Stage.RESTITUTION,),
        tells={
            Role.OFFICER: Text(
                "{number}：认定骗取有误，已退缴的{repaid}由再决定{redecision}退还，未退缴的不再追缴，请跟进。",
                "{number}: there was no fraud; by re-decision {redecision} the {repaid} paid back are paid again, and no more is demanded.",
            ),
            Role.APPLICANT: Text(
                "{number}：贵单位已退缴的{repaid}经再决定程序退还，未退缴的不再追缴，结果另行通知。",
                "{number}: the {repaid} you paid back are to be paid again, and no more is demanded, by a re-decision you will be told of.",
            ),
        },
    ),
    Event.RESTITUTION_BEGUN: Step(Text("退还已转入再决定", "Restitution begun"), leads={Stage.RESTITUTION: Stage.LIFTED}),
    Event.RESTITUTION_POSTPONED: Step(
        Text("退还须另行决定", "Restitution to be decided"),
        stays=(Stage.RESTITUTION,),
        opens=("restitution",),
        tells={
            Role.APPROVER: Text(
                "{number}：限制已解除，已退缴资金的退还不能自动提请，请决定。",
                "{number}: the bar was lifted, but paying back what was repaid cannot be proposed by itself; please decide.",
            )
        },
    ),
    Event.RESTITUTION_RETRIED: Step(Text("再次提请退还", "Restitution tried again"), stays=(Stage.RESTITUTION,)),
    Event.RESTITUTION_SETTLED: Step(
        Text("退还已另行办理", "Restitution settled otherwise"),
        leads={Stage.RESTITUTION: Stage.LIFTED},
        tells={
            Role.APPLICANT: Text(
                "{number}：贵单位已退缴的资金按以下方式处理：{reason}",
                "{number}: what you paid back is dealt with as follows: {reason}",
            )
        },
    ),
    Event.EXPIRED: Step(
        Text("期满", "Run out"),
        leads={Stage.BARRED: Stage.ENDED},
        tells={Role.APPLICANT: Text("{number}：限制申报已期满。", "{number}: the bar has run out.")},
    ),
}

DEBARMENT = Lifecycle(
    name="debarment",
    workflow="Debarment",
    title=Text("限制申报", "Debarment"),
    stages=STAGES,
    steps=STEPS,
)
