"""要求缴款的文书。Every paper that asks for money names the account, the number to pay under and the day, or whom to ask."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Account, Bodies
from policy.letters.investment_notice import Invested, investment_paper
from policy.letters.matter import Matter
from policy.letters.paper import Paper, set_paper
from policy.letters.voucher_notice import settlement_demanded
from policy.processes.investment.lifecycle import Event
from policy.processes.voucher.requested import voucher_item
from runtime.pages.letters import samples
from tests.policy.baselines import WAN

DAY, UNTIL = date(2029, 5, 11), date(2029, 6, 25)
BODIES = Bodies("某市人民政府", "某区人民法院", account=Account("某区国库", "1100 0001", "某代理银行"))
TERMS = {"share_bp": 417, "valuation_fen": 5_995 * WAN, "rate_bp": 435, "window_from": "2029-05-11", "window_to": "2030-05-11"}
INVESTED = Invested(250 * WAN, date(2026, 5, 11), TERMS, 300 * WAN, until=UNTIL)
ASKS = {
    "zh": re.compile(r"请[^。]*(?:缴入|退缴)国库"),
    "en": re.compile(r"[Pp]lease (?:pay|[^.]*?\bpay)[^.]* to the treasury"),
}
ACCOUNT = {"zh": "缴款账户", "en": "account"}
UNDER = {"zh": "附言中注明", "en": "in the transfer"}


def asking(kind: str, bodies: Bodies, language: str) -> Paper:
    """Return a paper that asks for a price, or for what was settled wrongly."""
    if kind == "settlement":
        return settlement_demanded(
            voucher_item(), Matter("VS-2029-000012", "甲平台", "sti", DAY), date(2029, 4, 1), 10 * WAN, UNTIL, bodies, language
        )
    return investment_paper(
        ITEMS["equity-investment"], Matter("EI-2029-000045", "甲公司", "sti", DAY), Event(kind), INVESTED, bodies, language
    )


KINDS = {
    Event.BUY_BACK_TAKEN: ("投资编号EI-2029-000045", "人民币300万元"),
    Event.FIRST_RIGHT_TAKEN: ("投资编号EI-2029-000045", "人民币300万元"),
    "settlement": ("结算编号VS-2029-000012", "人民币10万元"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_paper_says_where_to_pay_when_it_asks_for_money(language: str) -> None:
    written = {title: set_paper(paper, language) for title, paper in samples(language).items()}
    asking = {title: text for title, text in written.items() if ASKS[language].search(text)}
    assert {"An investment whose price is asked for", "What was taken back and has to be paid"} < set(asking)
    assert [title for title, text in asking.items() if ACCOUNT[language] not in text or UNDER[language] not in text] == []


@pytest.mark.parametrize(("kind", "said"), KINDS.items())
def test_paper_names_amount_account_number_and_day_when_it_asks_for_money(kind: str, said: tuple[str, str]) -> None:
    text = set_paper(asking(kind, BODIES, "zh"), "zh")
    wanted = (*said, "请于2029年6月25日前（含当日）", "户名为某区国库，账号为1100 0001，开户银行为某代理银行")
    assert [one for one in wanted if one not in text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_paper_says_whom_to_ask_when_nobody_has_said_the_account(kind: str) -> None:
    text = set_paper(asking(kind, replace(BODIES, account=None), "zh"), "zh")
    assert "缴款账户请向" in text
    assert KINDS[kind][0] in text
