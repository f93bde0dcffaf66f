"""年度运行的人工环节。The human steps of an annual run: somebody looks at the result before anything is offered, and at who comes late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policy.actors import Role
from policy.processes.annual_run.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind
from policy.text import Text

_NO_CODE = {"zh": "应为18位统一社会信用代码", "en": "must be a credit code of 18 signs"}
_MEMBERS: Final[Mapping[str, Any]] = {
    "type": "array",
    "title": "发出告知的企业（统一社会信用代码），缺省为全部",
    "description": "Credit codes of those whose offers are released; all that wait if absent",
    "minItems": 1,
    "maxItems": 1000,
    "items": {"type": "string", "pattern": "^[0-9A-Z]{18}$", "x-pattern": _NO_CODE, "x-folded": True},
}
KINDS: tuple[TaskKind, ...] = (
    TaskKind(
        "annual_run_release",
        Text("审核发出", "Release the offers"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(Event.SUBMITTED,),
        working_days=10,
        decisions={Event.RELEASED: Text("发出", "Release"), Event.ABANDONED: Text("放弃", "Abandon")},
        fields={"members": _MEMBERS, "opinion": OPINION, "reason": REASON},
        required_for={Event.ABANDONED: ("reason",)},
    ),
    TaskKind(
        "further_release",
        Text("发出其余告知", "Release further offers"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(Event.SUBMITTED,),
        working_days=20,
        decisions={Event.RELEASED: Text("发出", "Release")},
        fields={"members": _MEMBERS, "opinion": OPINION},
    ),
    TaskKind(
        "late_member",
        Text("审核补入企业", "Agree to a late member"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        not_again=(Event.MEMBER_PROPOSED,),
        working_days=5,
        decisions={Event.MEMBER_ENTERED: Text("同意补入", "Enter it"), Event.MEMBER_NOT_ENTERED: Text("不予补入", "Leave it out")},
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.MEMBER_NOT_ENTERED: ("reason",)},
        # The offers of the others may go out while it is looked at.
        lasting=True,
    ),
)
