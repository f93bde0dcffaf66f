"""投资条款的表述。How letters say on which terms is invested: amount, share, value, the window of a buy-back, its formula and interest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from policy.letters.wording import day_in
from policy.money import in_yuan
from policy.processes.investment.terms import in_percent
from policy.text import Text

_TERMS: Final = Text(
    "投资金额{amount}，投后估值{valuation}，持股{share}。创始人可在{window_from}至{window_to}期间优先回购，"
    "回购价款为投资本金加按{rate}年利率、以实际天数计算的单利（一年按365天计）。",
    "{amount} are invested for {share} of the enterprise, which is valued at {valuation} after it. Its founders may buy it back first from "
    "{window_from} to {window_to}, for what was invested with simple interest of {rate} a year by exact days (365 to a year).",
)


def terms_in(language: str, terms: Mapping[str, object]) -> dict[str, str]:
    """Return the terms of an investment, as `policy.processes.investment.terms.Terms` writes them, as a letter says them."""
    money = {"valuation": in_yuan(int(str(terms["valuation_fen"]))).in_language(language)}
    shares = {name: in_percent(int(str(terms[f"{name}_bp"]))) for name in ("share", "rate")}
    days = {name: day_in(language, date.fromisoformat(str(terms[name]))) for name in ("window_from", "window_to")}
    return money | shares | days


def terms_said(language: str, amount_fen: int, terms: Mapping[str, object]) -> str:
    """Return the sentences that say on which terms an amount is invested."""
    amount = in_yuan(amount_fen).in_language(language)
    return _TERMS.in_language(language).format(amount=amount, **terms_in(language, terms))
