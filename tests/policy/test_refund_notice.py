"""退付通知书的测试。The notice of a refund says why there was something to pay back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policy.letters.refund_notice import Refunded, refund_notice
from policy.processes.refund.told import comes_next
from tests.policy.test_papers import DAY, REDECISION, UNTIL

PAID_TOO_MUCH = Refunded("R-1", UNTIL, 30_000_000, 300, DAY)
INTEREST, BOTH = replace(PAID_TOO_MUCH, interest_fen=300), replace(PAID_TOO_MUCH, interest_fen=200)
RETURNED = replace(PAID_TOO_MUCH, returned=True)


def said(refunded: Refunded, language: str = "zh") -> str:
    """Return a notice: its title, and what it says."""
    paper = refund_notice(REDECISION, refunded, language)
    return "\n".join((paper.title, *paper.paragraphs))


@pytest.mark.parametrize(
    ("refunded", "expected"),
    [
        (PAID_TOO_MUCH, ("退付多缴款项的", "缴入国库", "人民币3元（大写：人民币叁元整）没有对应的应缴款项")),
        (INTEREST, ("退付已收取的逾期利息、加收款项的", "缴入国库", "人民币3元（大写：人民币叁元整）作为逾期利息、加收款项收取")),
        (BOTH, ("退付多缴款项和已收取的", "人民币2元（大写：人民币贰元整）作为逾期利息", "另有人民币1元", "共计人民币3元")),
        (RETURNED, ("退付银行退回款项的", "我局拨付贵单位的款项", "由银行于")),
    ],
    ids=["too-much", "interest", "both", "returned"],
)
def test_notice_of_a_refund_says_its_cause_when_money_is_paid_back(refunded: Refunded, expected: tuple[str, ...]) -> None:
    assert [words for words in expected if words not in said(refunded)] == []


@pytest.mark.parametrize(
    ("refunded", "untrue"),
    [
        (PAID_TOO_MUCH, ("利息", "银行")),
        (INTEREST, ("多缴", "没有对应", "银行")),
        (RETURNED, ("多缴", "缴入国库", "没有对应", "利息")),
        (replace(RETURNED, interest_fen=300), ("多缴", "缴入国库", "利息")),
    ],
    ids=["too-much", "interest", "returned", "returned-only"],
)
def test_notice_of_a_refund_says_no_other_cause_when_money_is_paid_back(refunded: Refunded, untrue: tuple[str, ...]) -> None:
    assert [words for words in untrue if words in said(refunded)] == []


@pytest.mark.parametrize("refunded", [PAID_TOO_MUCH, INTEREST, BOTH, RETURNED])
def test_notice_of_a_refund_is_whole_in_english_when_money_is_paid_back(refunded: Refunded) -> None:
    text = said(refunded, "en")
    assert ("{" in text, "was paid back" in text, ("interest" in text) == bool(refunded.interest_fen)) == (False, True, True)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("refund_cancelled", "本次退付已撤回，款项仍列应退"),
        ("payment_ended", "经审查停止本次退付，款项仍列应退"),
        ("receipt_counted", "款项已抵作退缴，不再退付"),
    ],
)
def test_next_step_says_how_a_refund_ended(event: str, says: str) -> None:
    found = comes_next(event, (), told=True)
    assert found is not None
    assert found.zh.startswith(says)
    assert comes_next("payment_confirmed", (), told=False) is None


def test_payer_reads_nothing_of_what_is_only_proposed_when_its_refund_waits_for_it() -> None:
    findings = [{"text": {"zh": "限制申报仅在拟议", "en": "a bar is only considered"}}]
    said = [comes_next("payment_kept", findings, told=told) for told in (False, True)]
    assert ["拟议" in one.zh for one in said if one] == [True, False]
