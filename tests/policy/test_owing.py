"""What would settle a debt on a day: principal, the interest that still runs, and the surcharge; to the fen and to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest

from models.tables import Clawback
from policy.processes.clawback.came_back import CameBack
from policy.processes.clawback.lifecycle import PAYING, Stage
from policy.processes.clawback.owing import Account, DueBy, Owed, asked_when_late, due_by, next_if_covered, said_at_serving
from policy.processes.clawback.repayment import Due, allocate
from policy.working_days import BEIJING, LegalCalendar

DAILY = Fraction("0.0005")
DUE_ON = date(2026, 6, 30)
DUE_AT = datetime.combine(DUE_ON, time(23, 59, 59), BEIJING)
CALENDAR = LegalCalendar({}, frozenset())
DEBT = Account(5_582_700, 0, 0, DAILY)


def owed(account: Account, on: date) -> Owed:
    at = datetime.combine(on, time(9), BEIJING)
    return account.owed(on, [Due(1, account.principal_fen, CALENDAR.days_late(DUE_AT, on, at))])


@pytest.mark.parametrize(
    ("days", "interest_fen"), [(-1, 0), (0, 0), (1, 2791), (2, 5582), (9, 25_122), (10, 27_913), (11, 30_704), (365, 1_018_842)]
)
def test_interest_of_what_is_unpaid_runs_to_the_day_it_is_asked_about(days: int, interest_fen: int) -> None:
    on = DUE_ON + timedelta(days=days)
    found = owed(DEBT, on)
    assert (found.on, found.principal_fen, found.interest_fen, found.left_fen) == (on, 5_582_700, interest_fen, 5_582_700 + interest_fen)


def test_no_interest_is_owed_when_no_rule_sets_a_rate() -> None:
    assert owed(replace(DEBT, late_rate=None), DUE_ON + timedelta(days=365)).interest_fen == 0


@pytest.mark.parametrize(("principal_fen", "before_fen_days", "interest_fen"), [(199, 0, 0), (199, 1800, 0), (199, 1801, 1), (200, 0, 0)])
def test_interest_is_rounded_down_once_over_what_came_in_late_and_what_is_left(
    principal_fen: int, before_fen_days: int, interest_fen: int
) -> None:
    assert owed(Account(principal_fen, before_fen_days, 0, DAILY), DUE_ON + timedelta(days=1)).interest_fen == interest_fen


def test_interest_that_is_paid_is_not_owed_again() -> None:
    assert owed(Account(10_000, 40_000, 15, DAILY), DUE_ON).interest_fen == 5


def test_part_that_is_not_due_yet_is_owed_without_interest() -> None:
    found = Account(10_000, 0, 0, DAILY).owed(DUE_ON, [Due(1, 4000, 10), Due(2, 6000, -5)])
    assert (found.principal_fen, found.interest_fen) == (10_000, 20)


@pytest.mark.parametrize(("more_fen", "left_fen", "beyond_fen"), [(-1, 1, 0), (0, 0, 0), (1, 0, 1)])
@pytest.mark.parametrize("account", [DEBT, replace(DEBT, surcharge_fen=7), replace(DEBT, late_fen_days=1999, interest_repaid_fen=0)])
def test_receipt_of_what_is_owed_on_its_day_settles_the_debt(account: Account, more_fen: int, left_fen: int, beyond_fen: int) -> None:
    on = DUE_ON + timedelta(days=10)
    due = owed(account, on)
    received = allocate(
        due.left_fen + more_fen,
        [Due(1, account.principal_fen, 10)],
        account.late_fen_days,
        account.interest_repaid_fen,
        account.late_rate,
        account.surcharge_fen,
    )
    paid_fen = sum(received.parts.values()) + received.interest_paid_fen
    assert (due.left_fen - paid_fen, received.beyond_fen) == (left_fen, beyond_fen)


def test_amounts_are_told_each_by_itself_with_the_day() -> None:
    found = Owed(date(2026, 7, 10), 5_582_700, 27_913)
    assert found.said().zh == "截至2026年7月10日尚欠56,106.13元，其中本金55,827元、逾期利息279.13元"
    assert found.said().en == "by 2026-07-10 56,106.13 yuan are owed: 55,827 yuan of principal, 279.13 yuan of late interest"
    assert "、逾期利息及加收款项279.13元" in replace(found, surcharged=True).said().zh


@pytest.mark.parametrize(
    ("late_fen", "left_fen", "said"),
    [(100, 100, "请立即退缴"), (101, 100, "请立即退缴"), (99, 100, "已到期的0.99元请立即退缴，其余按期退缴")],
)
def test_debtor_is_asked_at_once_for_no_more_than_what_is_due(late_fen: int, left_fen: int, said: str) -> None:
    assert asked_when_late(late_fen, left_fen).zh == said


LATER = DUE_ON + timedelta(days=90)


@pytest.mark.parametrize(
    ("owed_today", "first", "last"),
    [
        # Interest is owed and was not asked for by then; the surcharge was.
        (Owed(DUE_ON, 100, 17, surcharged=True, surcharge_fen=10), DueBy(DUE_ON, 40), DueBy(LATER, 60, 10, 7)),
        (Owed(DUE_ON, 70, 10, surcharged=True, returned_fen=30, surcharge_fen=10), DueBy(DUE_ON, 10), DueBy(LATER, 60, 10)),
        (Owed(DUE_ON, 100, 10, surcharged=True, surcharge_fen=10).besides(50), DueBy(DUE_ON, 0), DueBy(LATER, 50, 10)),
        (Owed(DUE_ON, 100, 17, surcharged=True, surcharge_fen=10).besides(109), DueBy(DUE_ON, 0), DueBy(LATER, 0, 8)),
    ],
)
def test_what_is_owed_on_top_is_due_with_the_last_part(owed_today: Owed, first: DueBy, last: DueBy) -> None:
    dues = due_by(owed_today, [(DUE_ON, 40), (LATER, 60)])
    assert dues == [first, last]
    assert sum(due.left_fen for due in dues) == owed_today.left_fen


@pytest.mark.parametrize(("repaid_fen", "surcharge_fen"), [(0, 7), (20, 7), (22, 5), (27, 0)])
def test_late_interest_is_paid_before_the_surcharge(repaid_fen: int, surcharge_fen: int) -> None:
    found = Account(10_000, 40_000, repaid_fen, DAILY, 7).owed(DUE_ON, [Due(1, 10_000, 0)])
    assert (found.interest_fen, found.surcharge_fen) == (27 - repaid_fen, surcharge_fen)


@pytest.mark.parametrize(("returned_fen", "interest_fen"), [(0, 50), (1, 49), (5_000, 25), (9_999, 0), (10_000, 0)])
def test_no_interest_runs_of_what_a_bank_has_returned(returned_fen: int, interest_fen: int) -> None:
    found = owed(Account(10_000, 0, 0, DAILY, returned_fen=returned_fen), DUE_ON + timedelta(days=10))
    assert (found.principal_fen, found.interest_fen, found.returned_fen) == (10_000 - returned_fen, interest_fen, returned_fen)
    assert found.is_covered is (returned_fen == 10_000)


def test_what_a_bank_has_returned_counts_towards_what_is_due_first() -> None:
    found = Account(10_000, 0, 0, DAILY, returned_fen=4000).owed(DUE_ON, [Due(1, 4000, 10), Due(2, 6000, -5)])
    assert (found.left_fen, found.interest_fen) == (6000, 0)


@pytest.mark.parametrize(("returned_fen", "surcharge_fen"), [(0, 1000), (9_995, 0), (9_989, 1), (10_000, 0), (10_001, 0)])
@pytest.mark.parametrize(("stands_fen", "less_fen"), [(None, 0), (5_000, 500)])
def test_no_surcharge_is_owed_of_what_a_bank_has_returned(
    returned_fen: int, surcharge_fen: int, stands_fen: int | None, less_fen: int
) -> None:
    rests_on = {} if stands_fen is None else {"interest_of_fen": stands_fen}
    demand = Clawback(amount_fen=10_000, reckoning={"surcharge": "0.1"} | rests_on)
    assert demand.surcharge_besides(returned_fen) == max(surcharge_fen - less_fen, 0)


@pytest.mark.parametrize(
    ("back", "said", "not_said"),
    [
        (CameBack(), "可在期限内同意退缴", "银行"),
        (CameBack(40, 40), "尚须退缴0.60元；可在期限内", "退还"),
        (CameBack(40, 50, 10), "其余0.10元，不抵作其他应退缴款项的，退还贵单位", "无需"),
        (CameBack(100, 100), "无需另行退缴；有异议的，可在期限内提出申辩", "分期"),
        (CameBack(100, 120, 20), "其余0.20元", "分期"),
    ],
)
def test_enterprise_that_is_served_is_told_what_the_bank_has_returned_and_what_becomes_of_the_rest(
    back: CameBack, said: str, not_said: str
) -> None:
    told = said_at_serving(100, back).zh
    assert said in told
    assert not_said not in told


@pytest.mark.parametrize(
    ("set_off_fen", "principal_fen", "interest_fen", "covered"),
    [(1, 99, 7, False), (100, 0, 7, False), (103, 0, 4, False), (107, 0, 0, True)],
)
def test_principal_is_left_first_besides_what_is_set_aside(
    set_off_fen: int, principal_fen: int, interest_fen: int, *, covered: bool
) -> None:
    found = Owed(DUE_ON, 100, 7).besides(set_off_fen)
    assert (found.principal_fen, found.interest_fen, found.is_covered) == (principal_fen, interest_fen, covered)


@pytest.mark.parametrize("stage", Stage)
def test_next_step_asks_for_no_payment_when_a_bank_has_returned_what_is_left(stage: Stage) -> None:
    said = next_if_covered(stage)
    assert (said is not None) is (stage in {Stage.NOTICED, *PAYING})
    assert said is None or "无需" in said.zh


@pytest.mark.parametrize(("returned_fen", "said"), [(0, True), (99, True), (100, False)])
def test_served_demand_says_what_is_owed_back_when_something_is_left_of_it(returned_fen: int, *, said: bool) -> None:
    told = said_at_serving(100, CameBack(counted_fen=returned_fen), 30)
    assert (("先行抵作退缴，只需退缴余额" in told.zh), ("count as repaid first" in told.en)) == (said, said)
