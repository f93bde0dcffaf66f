"""配套项目的通知。Who is told what when something happens to a matching project."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.matching.stages_and_events import Event
from policy.text import Text

_APPLICANT, _OFFICER, _APPROVER = Role.APPLICANT, Role.OFFICER, Role.APPROVER


def _both(zh: str, en: str) -> tuple[tuple[Role, Text], ...]:
    """Tell the enterprise and its officer alike."""
    return (_APPLICANT, Text(zh, en)), (_OFFICER, Text(zh, en))


MESSAGES: Mapping[str, tuple[tuple[Role, Text], ...]] = {
    Event.SUBMITTED: ((_APPLICANT, Text("已收到配套项目 {number}。", "We have received matching project {number}.")),),
    Event.UPSTREAM_RECOGNISED: (
        (_OFFICER, Text("配套项目 {number} 上级立项属实,待审查。", "The upstream recognises {number}; it waits for admission.")),
    ),
    Event.UPSTREAM_NOT_RECOGNISED: (
        (
            _APPLICANT,
            Text("{number} 与上级项目登记不符,不予入库。", "{number} differs from the upstream registry; it was not admitted."),
        ),
    ),
    Event.CORRECTION_REQUESTED: ((_APPLICANT, Text("{number} 需要补正,请一次改齐。", "{number} needs correction, all at once.")),),
    Event.CORRECTION_LAPSED: ((_APPLICANT, Text("{number} 逾期未补正,已终止。", "{number} was not corrected in time and has ended.")),),
    Event.ADMISSION_RECOMMENDED: ((_APPROVER, Text("{number} 建议入库,请确认。", "{number} is recommended; please confirm.")),),
    Event.ADMISSION_RETURNED: ((_OFFICER, Text("{number} 退回审查。", "{number} was returned for another look.")),),
    Event.ADMITTED: (
        (_APPLICANT, Text("{number} 已入库,可按年度申领配套。", "{number} was admitted; you may claim for each year of upstream money.")),
    ),
    Event.ADMISSION_REFUSED: ((_APPLICANT, Text("{number} 不予入库。", "{number} was not admitted.")),),
    Event.UPSTREAM_REDUCED: _both(
        "{number} 的上级项目已核减,后续配套随之减少。", "The upstream reduced the project of {number}; later matching shrinks with it."
    ),
    Event.UPSTREAM_RECOVERED: _both(
        "{number} 的上级资金被收回,相应配套按比例追回或重新核定。",
        "The upstream took money of {number} back; what we matched of it is reclaimed in proportion, or assessed anew.",
    ),
    Event.UPSTREAM_LOST: _both("上级登记查无 {number} 的项目,请核实。", "The upstream registry no longer names the project of {number}."),
    Event.UPSTREAM_TERMINATED: _both("{number} 的上级项目已终止,不再配套。", "The upstream terminated the project of {number}."),
    Event.UPSTREAM_COMPLETED: _both(
        "{number} 的上级项目已验收,最后到款年度仍可申领。",
        "The upstream accepted the project of {number}; claim its last year.",
    ),
    Event.CLAIMS_CLOSED: ((_APPLICANT, Text("{number} 已结项。", "{number} is completed.")),),
    Event.WATCH_ENDED: ((_APPLICANT, Text("{number} 已终止。", "{number} is terminated.")),),
    Event.WITHDRAWN: ((_OFFICER, Text("{number} 已撤回。", "{number} was withdrawn.")),),
}
