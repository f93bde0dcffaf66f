"""申报途径。How an item is asked for that is not applied for on its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import Json
from policy.language.items import DEPARTMENT_NAMES, Item, Process
from policy.text import Text

_INSTEAD: Final[Mapping[Process, tuple[str, Text]]] = {
    Process.GUIDANCE: (
        "/enquiries",
        Text(
            "请提出诉求（{path}），由{department}在期限内答复",
            "make an enquiry ({path}); the department of {department} answers in time",
        ),
    ),
    Process.BENEFIT: (
        "/benefits",
        Text(
            "请以个人身份申请享受（{path}），由{department}审核",
            "ask for it as a person ({path}); the department of {department} checks it",
        ),
    ),
    Process.RECOGNITION: (
        "/recognitions",
        Text("请申请认定（{path}），由{department}审查", "ask for the recognition ({path}); the department of {department} checks it"),
    ),
}
VOUCHERS: Final = "/vouchers"
"""Where vouchers are asked for."""
_CALL: Final = Text(
    "该事项须先应征：请在征集期内针对已发布的榜单或者场景清单提交方案。",
    "This item begins with a call: answer a published one with a solution while its window is open.",
)
_PROJECT: Final = Text(
    "该事项须先将项目入库，再按年度申领。",
    "Have the project admitted first, then claim year by year.",
)
LOANS: Final = "/loans"
"""Where loans are registered."""
_LOAN: Final = Text(
    "该事项须先登记贷款，再按半年申领贴息。", f"Register the loan first ({LOANS}), then claim its interest half-year by half-year."
)
_VOUCHER: Final = Text(
    f"该事项通过服务券办理：请申领服务券（{VOUCHERS}），由经认定的平台登记服务合同并结算。",
    f"This item goes by vouchers: ask for one ({VOUCHERS}); recognised platforms register their contracts and have them settled.",
)
_OFFERED: Final = Text("该事项免申即享，符合条件的企业会收到告知。", "Nobody applies for this item: whoever qualifies is offered it.")
_RUN: Final = Text(
    "该事项由年度核算统一办理，无需申请：符合条件的企业会收到告知。",
    "This item goes by its annual run and is not applied for: whoever is above target is offered it.",
)
_ELSEWHERE: Final[Mapping[Process, Text]] = {
    Process.POST_GRANT: _CALL,
    Process.INTEREST_SUBSIDY: _LOAN,
    Process.VOUCHER: _VOUCHER,
    Process.NO_APPLICATION: _OFFERED,
    Process.GROWTH_CHECK: _RUN,
}


def require_applied_for(item: Item) -> None:
    """Refuse to draft an application for an item that is not applied for on its own.

    Raises:
        Refusal: `wrong_process`, saying where to go.
    """
    where = _PROJECT if item.by_project else _ELSEWHERE.get(item.process)
    if where is not None:
        raise Refusal(Code.WRONG_PROCESS, where, [Fault("item_code", where)], clause=item.citation)


def require_windowed(item: Item) -> None:
    """Refuse a window for an item that nobody applies for in one.

    A call has a window of its own, what is offered needs none, and vouchers are asked for while there are any. A project, or a loan, is
    entered all the year; what is claimed of it each year or half-year is claimed in windows, where there are any.

    Raises:
        Refusal: `wrong_process`, saying where to go.
    """
    if not item.money:
        where = instead_of_money(item)
        raise Refusal(Code.WRONG_PROCESS, where, [Fault("item_code", where)], clause=item.citation)
    if item.process not in {Process.INTEREST_SUBSIDY, Process.MATCHING}:
        require_applied_for(item)


def require_grant(item: Item) -> None:
    """Refuse to demand money of an item back, or to decide it anew, that was not granted but invested.

    Raises:
        Refusal: `wrong_process`, saying where to go.
    """
    if item.process is Process.EQUITY:
        where = Text(
            "股权投资按投资协议处理：请在该项投资中提请退出或者核销。",
            "It was invested and not granted: propose to dispose of the investment, or to write it off (/investments).",
        )
        raise Refusal(Code.WRONG_PROCESS, where, [Fault("application", where)], clause=item.citation)


def instead_of_money(item: Item) -> Text:
    """Return what to do about an item that carries no money: to make an enquiry where it guides, else to ask for what it gives."""
    path, words = _INSTEAD[item.process]
    lead = DEPARTMENT_NAMES[item.departments[0]]
    return Text(
        f"该事项不涉及资金申报，{words.zh.format(path=path, department=lead.zh)}。",
        f"This item carries no money to apply for: {words.en.format(path=path, department=lead.en.lower())}.",
    )


def elsewhere(item: Item) -> dict[str, Json] | None:
    """Return where one goes about an item that is not applied for as it is, and why, as JSON; None for others."""
    for process, path, text in ((Process.INTEREST_SUBSIDY, LOANS, _LOAN), (Process.VOUCHER, VOUCHERS, _VOUCHER)):
        if item.process is process:
            return {"path": path, "text": text.as_dict()}
    return None if item.money else {"path": _INSTEAD[item.process][0], "text": instead_of_money(item).as_dict()}


def require_enquired_about(item: Item) -> None:
    """Refuse an enquiry about an item that is applied for: its demand is an application.

    Raises:
        Refusal: `wrong_process`.
    """
    if item.process is not Process.GUIDANCE:
        where = Text("该事项不是引导性事项，请提出申请。", "This item does not only guide: apply for it.")
        raise Refusal(Code.WRONG_PROCESS, where, [Fault("item_code", where)], clause=item.citation)
