"""清单用语。What a sheet says where a list has a code: a sheet is read by people, and JSON is there for machines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from policy.actors import ROLE_NAMES
from policy.judging.catalogue import ITEMS
from policy.judging.documents import APPLICANT_TYPES
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.registry import KINDS, LIFECYCLES
from policy.processes.treasury.accounts import ACCOUNTS
from policy.text import Text

_WRITTEN: Final = """
state.account_refused=收款账户未予确认
state.allotted=已分配
state.approved=已批准
state.approved_with_repayment=予以备案，按协议退回
state.approved_without_repayment=予以备案
state.booked=已入账
state.cancelled=已取消
state.cleared=公示无异议
state.correction=补正中
state.dead=未能送达
state.delivered=已送达
state.dismissed=异议不成立
state.done=已完成
state.drawn=已拟定
state.dropped=已取消
state.failed=未能完成
state.fell_away=已失效
state.filed=已提交
state.given_up=不再拨付
state.held=暂缓拨付
state.in_force=已生效
state.instructed=已发支付指令
state.listed=已列入
state.mismatched=回执不符
state.open=进行中
state.overtaken=已由其他处理代替
state.overturned=已撤销
state.owed_back=应予退还
state.paid=已拨付
state.payer_questioned=付款单位待核实
state.payer_refused=付款单位未予确认
state.prepared=待提交
state.proposed=待确认
state.received=已收到
state.recorded=已登记
state.refunded=已退还
state.refunding=退还中
state.refused=未通过
state.refuted=已否认
state.reserved=待发支付指令
state.resolved=已处理
state.returned=已退回
state.running=进行中
state.ended=已结束
state.sent_back=已退回
state.settled=已结算
state.settling=结算中
state.spent=已使用
state.superseded=已由后续报送代替
state.suspended=已中止
state.taken=已采用
state.unpaid=未支付
state.upheld=异议成立
state.waiting=等待中
state.waits=等待中
state.withdrawn=已撤回
status.active=存续
status.deregistered=已注销
status.revoked=已吊销
status.unconfirmed=未核实
channel.email=电子邮件|E-mail
channel.sms=短信|SMS
channel.webhook=回调|Webhook
effect.gains=金额增加
effect.loses=金额减少
effect.needs_parameter=缺少参数
effect.newly_qualifies=转为符合
effect.no_longer_qualifies=转为不符合
effect.not_judged=未作判断
effect.unchanged=没有变化
outcome.given=已提供
outcome.refused=已拒绝
source.applicant=单位申报
source.officer=经办人记录
size.large=大型
size.medium=中型
size.micro=微型
size.small=小型
"""
_ALL_ITEMS: Final = Text("全部事项", "All items")


def _read(written: str) -> dict[str, dict[str, Text]]:
    words: dict[str, dict[str, Text]] = defaultdict(dict)
    for line in written.strip().splitlines():
        code, _, said = line.partition("=")
        field, _, value = code.partition(".")
        zh, _, en = said.partition("|")
        words[field][value] = Text(zh, en or value.replace("_", " ").capitalize())
    return words


def _agreed(said: Iterable[tuple[str, Text]]) -> dict[str, Text]:
    """Return what codes mean that mean the same to all who have them."""
    meant: dict[str, set[Text]] = defaultdict(set)
    for code, text in said:
        meant[code].add(text)
    return {code: next(iter(texts)) for code, texts in meant.items() if len(texts) == 1}


_STAGES: Final = _agreed((code, stage.name) for lifecycle in LIFECYCLES.values() for code, stage in lifecycle.stages.items())
_EVENTS: Final = _agreed((code, step.name) for lifecycle in LIFECYCLES.values() for code, step in lifecycle.steps.items())

WORDS: Final[Mapping[str, Mapping[str, Text]]] = {
    **_read(_WRITTEN),
    "process": {code: lifecycle.title for code, lifecycle in LIFECYCLES.items()},
    "department": DEPARTMENT_NAMES,
    "departments": DEPARTMENT_NAMES,
    "role": {role: Text(name, role.value.capitalize()) for role, name in ROLE_NAMES.items()},
    "item_code": {"*": _ALL_ITEMS} | {code: item.title for code, item in ITEMS.items()},
    "kind": APPLICANT_TYPES | {code: kind.title for code, kind in KINDS.items()},
    "from_stage": _STAGES,
    "to_stage": _STAGES,
    "event": _EVENTS,
    "debit": ACCOUNTS,
    "credit": ACCOUNTS,
}
"""By the name of a field, what its codes mean; a code that is none of them stands as it is."""


def in_words(field: str, code: str, language: str) -> str:
    """Return what a code of a field means, or the code itself where it is nobody's word."""
    meant = WORDS.get(field, {}).get(code)
    return code if meant is None else meant.in_language(language)
