"""承诺履行的生命周期。The commitment to stay (general term 6): one case an enterprise, for as long as anything binds it.

Filings are handled beside whatever else happens: each opens a task of its own that outlasts a change of stage. A breach takes its way
through hearing, remedy and decision; new awards wait until it is closed.
"""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.commitment.stages_and_events import EVENT_NAMES, NEXT_STEPS, STAGE_NAMES, Event, Stage
from policy.processes.kernel.lifecycle import Lifecycle, moves
from policy.text import Text

__all__ = ["AWARDS_GO_ON", "AWARDS_WAIT", "BREACH_OPEN", "COMMITMENT", "ENDED", "Event", "Stage"]

_OWN: dict[str, dict[str, str]] = {
    Stage.DRAFT: {Event.COMMITMENT_COLLECTED: Stage.IN_FORCE},
    Stage.IN_FORCE: {
        Event.COMMITMENT_ENDED: Stage.IN_FORCE,
        Event.ALL_COMMITMENTS_ENDED: Stage.FULFILLED,
        Event.MOVE_FOUND: Stage.HEARING,
        Event.FILED_LATE: Stage.HEARING,
    },
    Stage.HEARING: {Event.HEARD: Stage.BREACH_REVIEW, Event.HEARING_LAPSED: Stage.BREACH_REVIEW},
    Stage.BREACH_REVIEW: {Event.BREACH_UNFOUNDED: Stage.IN_FORCE, Event.REMEDY_ORDERED: Stage.REMEDY},
    Stage.REMEDY: {Event.REMEDY_REPORTED: Stage.REMEDY_CHECK, Event.REMEDY_OVERDUE: Stage.REMEDY_CHECK},
    Stage.REMEDY_CHECK: {Event.REMEDIED: Stage.IN_FORCE, Event.NOT_REMEDIED: Stage.BREACH_DECISION},
    Stage.BREACH_DECISION: {Event.BREACH_DISMISSED: Stage.IN_FORCE, Event.BREACH_UPHELD: Stage.BREACH_STANDING},
    Stage.BREACH_STANDING: {
        Event.BREACH_ACCEPTED: Stage.RECLAIMING,
        Event.BREACH_BECAME_FINAL: Stage.RECLAIMING,
        Event.BREACH_RECONSIDERATION_REQUESTED: Stage.BREACH_RECONSIDERATION,
    },
    Stage.BREACH_RECONSIDERATION: {Event.BREACH_OVERTURNED: Stage.IN_FORCE, Event.BREACH_CONFIRMED: Stage.RECLAIMING},
    Stage.RECLAIMING: {Event.REPAYMENT_ASKED: Stage.BREACHED},
    # What has ended begins again with the enterprise's next award.
    Stage.BREACHED: {Event.COMMITMENT_COLLECTED: Stage.IN_FORCE},
    Stage.FULFILLED: {Event.COMMITMENT_COLLECTED: Stage.IN_FORCE},
}

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
# Stages nothing binds in, so that no workflow runs.
ENDED = frozenset({Stage.BREACHED, Stage.FULFILLED})
_BINDING = (Stage.IN_FORCE, *BREACH_OPEN)

_OPENS: dict[str, tuple[str, ...]] = {
    Event.CHANGE_FILED: ("filing_review",),
    Event.REPAYMENT_PROPOSED: ("filing_confirmation",),
    Event.FILING_SENT_BACK: ("filing_review",),
    Event.MOVE_FOUND: ("hearing_statement",),
    Event.FILED_LATE: ("hearing_statement",),
    Event.HEARD: ("breach_review",),
    Event.HEARING_LAPSED: ("breach_review",),
    Event.REMEDY_ORDERED: ("remedy_report",),
    Event.REMEDY_REPORTED: ("remedy_check",),
    Event.REMEDY_OVERDUE: ("remedy_check",),
    Event.NOT_REMEDIED: ("breach_decision",),
    Event.BREACH_UPHELD: ("breach_answer",),
    Event.BREACH_RECONSIDERATION_REQUESTED: ("breach_reconsideration",),
}

# What an enterprise reads of each of its applications under way.
AWARDS_WAIT = Text(
    "{number}:因持续经营承诺正在审查,审定与拨付暂缓;申请保留,不需重新提交。",
    "{number}: the commitment to stay is being looked into, so approval and payment wait; the application is kept.",
)
AWARDS_GO_ON = Text(
    "{number}:持续经营承诺的审查已结束,继续办理。",
    "{number}: the commitment to stay has been looked into; the application goes on.",
)
_BLOCKED = Text("其间暂不给予新的支持。", "New awards wait meanwhile.")
_MESSAGES: Mapping[str, tuple[tuple[Role, Text], ...]] = {
    Event.COMMITMENT_COLLECTED: (
        (
            Role.APPLICANT,
            Text(
                "持续经营承诺已归集({number}),变动须在发生前备案。", "A commitment to stay now binds {number}; file any change beforehand."
            ),
        ),
    ),
    Event.ALL_COMMITMENTS_ENDED: ((Role.APPLICANT, Text("{number} 的持续经营承诺已终结。", "The commitments of {number} have ended.")),),
    Event.CHANGE_FILED: ((Role.OFFICER, Text("{number} 提交了变更备案,请审查。", "{number} filed a change; please review it.")),),
    Event.REPAYMENT_PROPOSED: (
        (
            Role.APPROVER,
            Text("{number} 的备案拟同意并返还,请确认。", "A filing of {number} is to be approved with repayment; please confirm."),
        ),
    ),
    Event.FILING_APPROVED: (
        (Role.APPLICANT, Text("{number} 的变更备案已同意,不需返还。", "A filing of {number} was approved without repayment.")),
    ),
    Event.FILING_APPROVED_WITH_REPAYMENT: (
        (Role.APPLICANT, Text("{number} 的变更备案已同意,需按约定返还。", "A filing of {number} was approved with repayment as agreed.")),
    ),
    Event.FILING_SENT_BACK: ((Role.OFFICER, Text("{number} 的备案退回重新审查。", "A filing of {number} was sent back for review.")),),
    Event.FILING_REFUSED: ((Role.APPLICANT, Text("{number} 的变更备案未获同意。", "A filing of {number} was refused.")),),
    Event.MOVE_FOUND: (
        (
            Role.APPLICANT,
            Text(
                f"年度核查发现 {{number}} 有未备案的变动,请陈述意见;{_BLOCKED.zh}",
                f"The check found an unfiled move of {{number}}; please comment. {_BLOCKED.en}",
            ),
        ),
    ),
    Event.FILED_LATE: (
        (
            Role.APPLICANT,
            Text(
                f"{{number}} 的变更未在发生前备案,请陈述意见;{_BLOCKED.zh}",
                f"A change of {{number}} was not filed beforehand; please comment. {_BLOCKED.en}",
            ),
        ),
    ),
    Event.HEARD: ((Role.OFFICER, Text("{number} 已陈述意见,请审查。", "{number} has commented; please review.")),),
    Event.HEARING_LAPSED: ((Role.OFFICER, Text("{number} 逾期未陈述,请审查。", "{number} said nothing in time; please review.")),),
    Event.BREACH_UNFOUNDED: ((Role.APPLICANT, Text("{number} 的违诺不成立。", "The breach of {number} was found unfounded.")),),
    Event.REMEDY_ORDERED: ((Role.APPLICANT, Text("请 {number} 在期限内整改并报告。", "Please remedy it in time and report, {number}.")),),
    Event.REMEDY_REPORTED: ((Role.OFFICER, Text("{number} 已报告整改,请核查。", "{number} reported a remedy; please check.")),),
    Event.REMEDY_OVERDUE: ((Role.OFFICER, Text("{number} 逾期未报告整改,请核查。", "{number} reported no remedy in time; please check.")),),
    Event.REMEDIED: ((Role.APPLICANT, Text("{number} 的整改合格。", "The remedy of {number} was accepted.")),),
    Event.NOT_REMEDIED: ((Role.APPROVER, Text("{number} 整改不合格,请认定。", "{number} did not remedy it; please decide.")),),
    Event.BREACH_UPHELD: (
        (
            Role.APPLICANT,
            Text("已认定 {number} 违反承诺,可申请一次复核。", "{number} was found in breach; you may ask once to reconsider."),
        ),
    ),
    Event.BREACH_DISMISSED: ((Role.APPLICANT, Text("不认定 {number} 违反承诺。", "{number} was found not in breach.")),),
    Event.BREACH_OVERTURNED: ((Role.APPLICANT, Text("复核撤销了对 {number} 的认定。", "The finding against {number} was overturned.")),),
    Event.BREACH_CONFIRMED: ((Role.APPLICANT, Text("复核维持对 {number} 的认定。", "The finding against {number} was confirmed.")),),
    Event.BREACH_BECAME_FINAL: ((Role.APPLICANT, Text("对 {number} 的违诺认定生效。", "The finding against {number} became final.")),),
}

COMMITMENT = Lifecycle(
    name="commitment",
    workflow="Commitment",
    title=Text("持续经营承诺", "Commitment to stay"),
    stages=STAGE_NAMES,
    events=EVENT_NAMES,
    transitions=moves(
        _OWN,
        attended=_BINDING,
        also=dict.fromkeys(
            (
                Event.COMMITMENT_COLLECTED,
                Event.CHANGE_FILED,
                Event.FILING_APPROVED,
                Event.REPAYMENT_PROPOSED,
                Event.FILING_APPROVED_WITH_REPAYMENT,
                Event.FILING_SENT_BACK,
                Event.FILING_REFUSED,
                Event.REPAYMENT_ASKED,
            ),
            _BINDING,
        ),
    ),
    terminal=frozenset(),
    opens=_OPENS,
    requests=frozenset({Event.CHANGE_FILED}),
    next_steps=NEXT_STEPS,
    messages=_MESSAGES,
)
