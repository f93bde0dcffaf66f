"""认定的人工环节。The human steps of a recognition; whoever checked, proposed or looked at it each year does not decide on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from policy.actors import Role
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.acceptance.tasks import acceptance, correction
from policy.processes.application.tasks import OBJECTING
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, OWN_REASON, REASON, TaskKind, day, line
from policy.processes.recognition.lifecycle import Event
from policy.text import Text

_UNTIL: Final = day("有效期至（含当日），不填为长期有效", "Its last day; left out where it has none")
_ENDS_ON: Final = day("撤销生效日（自该日起不再有效）", "The first day on which it counts no longer")
_PAPER: Final[dict[str, Any]] = line("核对的材料", "The paper that was looked at: its title, number and date", 200)
_CHECK: Final = acceptance("recognition_check", Text("审查认定申请", "Check a recognition"))

OWN: tuple[TaskKind, ...] = (
    replace(
        _CHECK,
        working_days=10,
        decisions={**_CHECK.decisions, AcceptanceEvent.ACCEPTED: Text("材料属实，提请核验", "As the papers say, to be verified")},
        fields={**_CHECK.fields, "paper": _PAPER, "opinion": OPINION},
        required_for={**_CHECK.required_for, AcceptanceEvent.ACCEPTED: ("paper",)},
        not_again=("nominated",),
    ),
    correction("recognition_correction", Text("补正认定申请", "Correct what a recognition is asked for by")),
    TaskKind(
        "recognition_decision",
        Text("审定认定", "Decide on a recognition"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.RECOGNISED: Text("同意认定", "Recognise it"),
            Event.RECOGNITION_RETURNED: Text("退回审查", "Send back"),
            Event.RECOGNITION_REFUSED: Text("不予认定", "Refuse"),
        },
        fields={"until": _UNTIL, "opinion": OPINION, "reason": REASON},
        required_for={Event.RECOGNITION_RETURNED: ("reason",), Event.RECOGNITION_REFUSED: ("reason",)},
        weighs=("recognition_check", "expert_review"),
    ),
    TaskKind(
        "recognition_review",
        Text("年度核查", "Look whether it still holds"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={
            Event.STILL_HOLDS: Text("符合认定条件", "It still holds"),
            Event.REVOCATION_PROPOSED: Text("不再符合，提请撤销", "It does not; propose to revoke it"),
        },
        fields={"opinion": OPINION, "ends_on": _ENDS_ON, "reason": REASON},
        required=("opinion",),
        required_for={Event.REVOCATION_PROPOSED: ("ends_on", "reason")},
    ),
    TaskKind(
        "renewal",
        Text("申请续期", "Have it renewed, or let it end"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=30,
        decisions={
            Event.RENEWAL_ASKED: Text("申请续期", "Ask for its renewal"),
            Event.RENEWAL_WAIVED: Text("不再续期", "Let it end"),
        },
        fields={"statement": line("续期理由", "Why it still holds")},
        required_for={Event.RENEWAL_ASKED: ("statement",)},
        overdue=Event.RENEWAL_NOT_ASKED,
    ),
    TaskKind(
        "renewal_check",
        Text("核查续期申请", "Check what a renewal rests on"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=20,
        decisions={Event.RENEWAL_CHECKED: Text("已核查，报审定", "Checked, for the decision")},
        fields={"paper": _PAPER, "opinion": OPINION},
        required=("opinion",),
        weighs=("renewal", "recognition_review"),
    ),
    TaskKind(
        "renewal_decision",
        Text("审定续期", "Decide on a renewal"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.RENEWED: Text("同意续期", "Renew it"), Event.RENEWAL_REFUSED: Text("不予续期", "Refuse")},
        fields={"until": _UNTIL, "opinion": OPINION, "reason": REASON},
        required_for={Event.RENEWAL_REFUSED: ("reason",)},
        weighs=("renewal", "renewal_check", "recognition_review"),
    ),
    TaskKind(
        "revocation_statement",
        Text("陈述意见", "Say what speaks against its being revoked"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={
            Event.STATEMENT_MADE: Text("陈述意见", "Make a statement"),
            Event.STATEMENT_WAIVED: Text("无异议", "No objection"),
        },
        fields={"reason": OWN_REASON},
        required_for={Event.STATEMENT_MADE: ("reason",)},
        overdue=Event.STATEMENT_LAPSED,
    ),
    TaskKind(
        "revocation_decision",
        Text("审定撤销认定", "Decide whether it is revoked"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={Event.REVOKED: Text("撤销", "Revoke it"), Event.REVOCATION_DROPPED: Text("不予撤销", "Let it stand")},
        fields={"opinion": OPINION, "reason": REASON},
        required=("reason",),
        weighs=("recognition_review", "revocation_statement"),
    ),
)
KINDS: tuple[TaskKind, ...] = (*OWN, *OBJECTING)
