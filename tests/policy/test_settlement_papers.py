"""The paper of what is settled: paid to the platform, netted in part, or wholly, so that nothing is paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from policy.letters.matter import Matter
from policy.letters.voucher_notice import settlement_accepted
from policy.processes.voucher.requested import voucher_item

FEN = 3_000_000
SPEND = {"voucher": "IV-2029-000003", "contract_no": "HT-1", "delivered_on": "2029-03-20", "amount_fen": FEN}


def text(netted: Mapping[str, int], language: str) -> str:
    """Return what the paper says of a contract of which some is netted."""
    about = Matter("VS-2029-000012", "甲平台", "sti", date(2029, 5, 8))
    return "\n".join(settlement_accepted(voucher_item(), about, date(2029, 4, 1), [SPEND], language, netted=netted).paragraphs)


@pytest.mark.parametrize(
    ("netted", "is_paid"),
    [({}, True), ({"VS-1": FEN - 1}, True), ({"VS-1": FEN}, False), ({"VS-1": FEN - 1, "VS-2": 1}, False)],
    ids=["none", "part", "whole", "whole_of_two"],
)
def test_paper_says_that_nothing_is_paid_when_all_of_it_is_netted(netted: Mapping[str, int], *, is_paid: bool) -> None:
    zh, en = text(netted, "zh"), text(netted, "en")
    assert ("将拨付至贵单位提供的账户" in zh, "paid to the account" in en) == (is_paid, is_paid)
    assert ("本次不再拨付" in zh, "nothing is paid to you" in en) == (not is_paid, not is_paid)
    assert ("实际拨付" in zh) is (is_paid and bool(netted))
