"""资金账户。What each account of the books is called: where the money of a budget line is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.text import Text

# source: what the area's budget gave (its balance is the negative of it). in_transit: with the treasury, not yet confirmed.
# investment: equity, at what was paid for it.
# receivable: paid out and demanded back. recovered: paid back, with the interest for being late, which comes from the source of all money.
# owed_back: received although nobody owed it, and due to whoever paid it; it comes from outside as well, and goes there.
ACCOUNTS: Final[Mapping[str, Text]] = {
    "source": Text("资金来源（负数为已转入）", "Where it came from; negative, what came in"),
    "available": Text("可用额度", "Available"),
    "pre_commitment": Text("预承诺", "Promised before a decision"),
    "obligation": Text("承付", "Obligated"),
    "in_transit": Text("在途", "In transit"),
    "expenditure": Text("支出", "Paid"),
    "investment": Text("股权投资", "Invested"),
    "receivable": Text("应收", "Demanded back"),
    "recovered": Text("已收回", "Paid back"),
    "owed_back": Text("应退", "Received and owed back"),
}
"""The accounts, each with its name."""
