"""服务券申领。What a voucher is asked for by, as its form and a notice of correction name it, and a settlement by which papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.acceptance.submission import Form
from policy.text import Text

ITEM_CODE: Final = "innovation-voucher"
PLATFORM: Final = "common_platform"
"""The kind of entry of the register that whoever is paid by vouchers has."""
FIELDS: Final[Mapping[str, Text]] = {
    "service": Text("拟购买的专业技术服务", "The service that is to be bought"),
    "statement": Text("用途说明", "What it is needed for"),
}
FORM: Final = Form(facts=FIELDS)
_PAPERS: Final = {one.code: one.title for one in item_called(ITEM_CODE).evidence}
SETTLED_BY: Final = Form(evidence=_PAPERS, required=frozenset(_PAPERS))
"""What a platform hands in to be paid: contracts and invoices of what is settled."""


def require_papers(given: Collection[str]) -> None:
    """Refuse a settlement without its contracts and invoices, naming what is missing at once.

    Args:
        given: The codes of the evidence that was handed in.

    Raises:
        Refusal: `incomplete`.
    """
    missing = [(code, title) for code, title in SETTLED_BY.evidence.items() if code not in given]
    if missing:
        faults = [Fault(f"evidence.{code}", Text(f"缺少：{title.zh}", f"Missing: {title.en}")) for code, title in missing]
        lacking = Text("结算材料不完整。", "Papers of what is settled are missing.")
        raise Refusal(Code.INCOMPLETE, lacking, faults, clause=voucher_item().citation)


def voucher_item() -> Item:
    """Return the item that vouchers are issued for."""
    return item_called(ITEM_CODE)
