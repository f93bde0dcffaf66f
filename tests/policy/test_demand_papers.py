"""退缴与承诺过程文书的测试。The papers of a demand and of a breach on their way and at their end, and of a re-decision given up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policy.letters.breach_course import Course, breach_closed, breach_confirmed, remedy_ordered
from policy.letters.clawback_ended import Ended, Received, clawback_ended
from policy.letters.clawback_notice import Demand, clawback_notice
from policy.letters.clawback_progress import Progress, Turn, clawback_progress, enforcement, reminder
from policy.letters.filing_receipt import Filing
from policy.letters.matter import Cited
from policy.letters.paper import Paper, document_number, set_paper
from policy.letters.redecision_dropped import Lowered, redecision_dropped, restitution_dropped
from policy.letters.redecision_notice import (
    Fallen,
    Stopped,
    redecision_intended,
    redecision_notice,
    supplement_fallen,
    supplement_stopped,
)
from policy.letters.repaying import Due, Repaying
from policy.money import parse_rate
from policy.processes.clawback.came_back import CameBack, Other
from policy.processes.clawback.lifecycle import CLAWBACK as DEBTS
from policy.processes.clawback.lifecycle import Stage
from policy.processes.clawback.owing import LATE_INTEREST, WITH_SURCHARGE, Owed
from policy.processes.commitment.lifecycle import CLOSINGS
from policy.processes.commitment.states import FilingState
from policy.processes.redecision.reckoning import Outcome
from tests.architecture.chinese import faults_of
from tests.policy.test_papers import BODIES, CLAWBACK, COMMITMENT, DAY, ITEM, LATE, REDECISION, UNTIL, redecided

STANDING = (Turn.ACCEPTED, Turn.UNANSWERED, Turn.DISMISSED, Turn.REDUCED, Turn.REFUSED)
AWARD, AMOUNT = "BDA-2026-06-000017", 50_000_000
DUE = Due(date(2026, 6, 23), AMOUNT)
RATE = parse_rate("0.0005")
STANDS = Demand(AWARD, "error", AMOUNT, None, Repaying([DUE], 30, RATE))
OWED = Owed(date(2026, 6, 29), AMOUNT, 150_000)
ENDED = Ended(AWARD, "error", Stage.SETTLED, AMOUNT, [Received(date(2026, 6, 23), AMOUNT, 0)], LATE_INTEREST)
GRANTED = Cited("关于“研发费用增长支持”申请的支持决定通知书", "京技科创支〔2026〕06-000017号", date(2026, 3, 30))
SUSPECTED = Cited("违反持续经营承诺告知书", "京技营商违告〔2026〕000012号", date(2026, 4, 27))
UPHELD = Cited("违反持续经营承诺认定书", "京技营商违认〔2026〕000012号", date(2026, 5, 4))
COURSE = Course(["taxed_in_area"], [AWARD], "登记信息有误。", SUSPECTED)
FILED = Filing("relocation", UNTIL, DAY, FilingState.APPROVED_WITHOUT_REPAYMENT)


def progress(turn: Turn, language: str = "zh", **given: Any) -> str:
    """Return the paper of a demand that took a turn."""
    return set_paper(clawback_progress(ITEM, CLAWBACK, Progress(turn, STANDS, **given), BODIES, language), language)


def ended(language: str = "zh", **given: Any) -> str:
    """Return the paper of a demand that has ended."""
    return set_paper(clawback_ended(ITEM, CLAWBACK, replace(ENDED, **given), language), language)


def papers(language: str) -> dict[str, Paper]:
    """Return one paper of every kind and turn."""
    turns = {f"{turn}": clawback_progress(ITEM, CLAWBACK, Progress(turn, STANDS, 60_000_000), BODIES, language) for turn in Turn}
    stages = [stage for stage in Stage if stage in DEBTS.terminal]
    answered = Filing("relocation", UNTIL, DAY, FilingState.OVERTAKEN)
    return turns | {
        "reminder": reminder(ITEM, CLAWBACK, STANDS, [DUE], OWED, BODIES, language),
        "reminder of an older event": reminder(ITEM, CLAWBACK, STANDS, [], None, BODIES, language),
        "enforced": enforcement(ITEM, CLAWBACK, STANDS, "", OWED, BODIES, language),
        **{f"ended {stage}": clawback_ended(ITEM, CLAWBACK, replace(ENDED, stage=stage, left=OWED), language) for stage in stages},
        "remedy": remedy_ordered(COMMITMENT, COURSE, UNTIL, language),
        "confirmed": breach_confirmed(COMMITMENT, replace(COURSE, found=LATE, upheld=UPHELD), BODIES, language),
        **{
            f"closed, {outcome}": breach_closed(COMMITMENT, replace(COURSE, upheld=UPHELD), outcome, [answered], language)
            for outcome in CLOSINGS.values()
        },
        "dropped": redecision_dropped(ITEM, REDECISION, AWARD, GRANTED, language),
        "dropped after a decision": redecision_dropped(ITEM, REDECISION, AWARD, GRANTED, language, BODIES),
        "lowered and dropped": redecision_dropped(
            ITEM, REDECISION, AWARD, GRANTED, language, BODIES, GRANTED, Lowered(5_000_000, 20_000_000)
        ),
        "promised and dropped": restitution_dropped(ITEM, REDECISION, AWARD, GRANTED, "已由另一申请支持。", BODIES, language),
        **{
            f"fallen, {why}": supplement_fallen(
                ITEM, REDECISION, Fallen(AWARD, 30_000_000, "证书系伪造。", objected=why == "objection"), GRANTED, BODIES, language
            )
            for why in ("objection", "award")
        },
        "not paid": supplement_stopped(ITEM, REDECISION, Stopped(AWARD, "企业已注销。"), GRANTED, BODIES, language),
        "redecided": redecision_notice(ITEM, REDECISION, replace(redecided(Outcome.DEBT, 5_000_000), changes=GRANTED), BODIES, language),
    }


@pytest.mark.parametrize("kind", papers("zh"))
def test_every_paper_is_whole_and_written_as_officials_write(kind: str) -> None:
    page = set_paper(papers("zh")[kind], "zh")
    assert "《北京经济技术开发区关于加快推进国际科技创新中心建设 打造高精尖产业主阵地的若干意见》（京技管〔2022〕8号）" in page
    assert "（印章）\n2026年5月11日" in page
    assert not re.search(r"[{}]|None|。。|，，", page)
    assert not [found for line in page.splitlines() for found in faults_of(line, alone=False)]
    assert not re.search(r"[{}]|None|\.\.", set_paper(papers("en")[kind], "en"))


def test_papers_of_different_kinds_have_different_numbers() -> None:
    kinds = [kind for kind in papers("zh") if not kind.startswith(("ended", "closed", "reminder of"))]
    numbers = [document_number(papers("zh")[kind], "zh") for kind in kinds]
    # That a demand stands is one kind, whatever made it stand; a plan is decided on once; a supplement falls, or is dropped, in four ways.
    assert len(numbers) - len(set(numbers)) == 8


@pytest.mark.parametrize(("returned_fen", "says"), [(0, True), (AMOUNT - 1, True), (AMOUNT, False)])
def test_notice_says_what_the_treasury_owes_back_when_something_is_left_to_pay(returned_fen: int, *, says: bool) -> None:
    demand = replace(STANDS, until=UNTIL, owed_back_fen=1_000_000, returned=CameBack(counted_fen=returned_fen))
    page = set_paper(clawback_notice(ITEM, CLAWBACK, demand, BODIES, "zh"), "zh")
    assert ("国库现有应退还贵单位的人民币1万元（大写：人民币壹万元整），退缴要求确定后先行抵作退缴" in page) is says


def test_end_of_a_demand_says_what_of_it_was_due_after_all_when_a_redecision_found_so() -> None:
    page = ended(due_fen=10_000_000, found_by="RD-2026-000069")
    assert "我局曾通知贵单位退缴" in page
    assert "其中10万元经再决定（RD-2026-000069）认定属应支持的资金，不应由贵单位退缴，由我局按该再决定另行支付。" in page


GIVES_REMEDIES = (
    "confirmed",
    "not paid",
    "redecided",
    "dropped after a decision",
    "lowered and dropped",
    "promised and dropped",
    "fallen, objection",
    "fallen, award",
)


@pytest.mark.parametrize("kind", [Turn.DISMISSED, Turn.REDUCED, Turn.REFUSED, Turn.LOWERED, *GIVES_REMEDIES])
def test_paper_that_goes_against_an_enterprise_names_review_and_lawsuit(kind: str) -> None:
    page = set_paper(papers("zh")[kind], "zh")
    assert "60日内向某市人民政府申请行政复议" in page
    assert "6个月内向某区人民法院提起行政诉讼" in page


@pytest.mark.parametrize("turn", Turn)
def test_paper_of_a_demand_says_how_much_by_when_and_what_lateness_costs(turn: Turn) -> None:
    page = progress(turn)
    assert "人民币50万元" in page or turn is Turn.EXTENDED
    assert "请于2026年6月23日前（含当日）将上述款项退缴国库。" in page
    assert "每日按0.05%计收逾期利息" in page
    assert "注明追回编号CB-2026-000003" in page


def test_paper_of_instalments_names_every_day_and_amount() -> None:
    plan = replace(STANDS, repaying=Repaying([Due(date(2026, 6, 23), 1), Due(date(2026, 12, 23), AMOUNT - 1)], 30))
    page = set_paper(clawback_progress(ITEM, CLAWBACK, Progress(Turn.GRANTED, plan), BODIES, "zh"), "zh")
    assert "关于准予分期退缴“研发费用增长支持”支持资金的决定书" in page
    assert (
        "2026年6月23日前退缴人民币0.01元（大写：人民币壹分）；2026年12月23日前退缴人民币499,999.99元（大写：人民币肆拾玖万玖仟玖佰玖拾玖元玖角玖分）。"
        in page
    )


def test_plan_is_named_without_its_days_when_an_older_event_did_not_keep_them() -> None:
    older = replace(STANDS, repaying=Repaying([], 30))
    page = set_paper(clawback_progress(ITEM, CLAWBACK, Progress(Turn.GRANTED, older), BODIES, "zh"), "zh")
    assert "批准分期退缴的，按批准的计划退缴。" in page


@pytest.mark.parametrize("turn", [Turn.DISMISSED, Turn.REFUSED])
def test_paper_gives_the_reason_of_whoever_decided(turn: Turn) -> None:
    assert "理由：查实。" in progress(turn, reason="查实。")


def test_demand_that_is_lowered_to_what_was_paid_asks_for_nothing() -> None:
    paid = Progress(Turn.LOWERED, replace(STANDS, repaying=Repaying([], 30, RATE)), 60_000_000)
    page = set_paper(clawback_progress(ITEM, CLAWBACK, paid, BODIES, "zh"), "zh")
    assert "由人民币60万元（大写：人民币陆拾万元整）调减为人民币50万元" in page
    assert "此前已退缴的款项计入上述金额。" in page
    assert "国库" not in page


RECKONED = {"paid_fen": AMOUNT, "surcharge": "0.1"}
OTHER = Other("CB-2026-000002", Stage.REPAYMENT, 30_000_000, 0, 20_000_000)
ASKS = ("加收", "利息", "请于", "请自", "工作日", "账户", "surcharge", "interest", "on top", "lease pay", "account")


def notice(back: CameBack, language: str = "zh") -> str:
    """Return the paper of a demand with a surcharge and interest, of whose award a bank has returned something."""
    demand = replace(STANDS, until=UNTIL, repaying=Repaying([], 30, RATE), reckoning=RECKONED, returned=back)
    return set_paper(clawback_notice(ITEM, CLAWBACK, demand, BODIES, language), language)


@pytest.mark.parametrize(("language", "says"), [("zh", "请在2026年5月25日前提出陈述申辩"), ("en", "please object by 25 May 2026")])
def test_notice_asks_for_no_money_and_hears_the_debtor_when_a_bank_has_returned_all_of_it(language: str, says: str) -> None:
    page = notice(CameBack(AMOUNT, AMOUNT), language)
    assert says in page
    assert ("该项资金中的人民币50万元" if language == "zh" else "500,000 yuan") in page
    assert [said for said in ASKS if said in page] == []


@pytest.mark.parametrize("returned_fen", [0, 1, AMOUNT - 1])
def test_notice_asks_for_a_surcharge_on_what_no_bank_has_returned(returned_fen: int) -> None:
    page = notice(CameBack(returned_fen, returned_fen))
    surcharge = {0: "退缴金额的10%加收5万元", 1: "尚须退缴的499,999.99元的10%加收49,999.99元", AMOUNT - 1: "尚须退缴的0.01元的10%加收0元"}
    assert surcharge[returned_fen] in page
    assert "前答复" in page


@pytest.mark.parametrize(
    ("language", "says"), [("zh", "其中20万元抵作追回CB-2026-000002所要求退缴的30万元"), ("en", "clawback CB-2026-000002")]
)
def test_notice_names_the_other_demand_that_has_its_part_of_what_the_bank_returned(language: str, says: str) -> None:
    assert says in notice(CameBack(AMOUNT, AMOUNT + 20_000_000, 0, [OTHER]), language)
    assert says in notice(CameBack(0, 20_000_000, 0, [OTHER]), language)
    assert says not in notice(CameBack(AMOUNT, AMOUNT, 0, [replace(OTHER, counted_fen=0)]), language)


@pytest.mark.parametrize("turn", [None, Turn.ACCEPTED])
@pytest.mark.parametrize(("rest_fen", "says"), [(0, False), (1, True)])
def test_paper_says_that_the_rest_of_what_the_bank_returned_comes_back(turn: Turn | None, rest_fen: int, *, says: bool) -> None:
    back = CameBack(AMOUNT, AMOUNT + rest_fen, rest_fen)
    page = progress(turn, owed=Owed(DAY, 0, 0, returned_fen=AMOUNT), returned=back) if turn else notice(back)
    assert ("其余人民币0.01元" in page and "退还贵单位" in page) is says


@pytest.mark.parametrize("turn", [*STANDING, Turn.LOWERED])
def test_paper_of_a_demand_asks_for_nothing_when_a_bank_has_returned_what_is_left(turn: Turn) -> None:
    served = replace(STANDS, until=UNTIL if turn is Turn.LOWERED else None, repaying=Repaying([DUE], 30, RATE))
    covered = Progress(turn, served, 60_000_000, owed=Owed(DAY, 0, 0, returned_fen=AMOUNT), stands=turn is not Turn.LOWERED)
    page = set_paper(clawback_progress(ITEM, CLAWBACK, covered, BODIES, "zh"), "zh")
    assert "无需另行退缴" in page
    assert ("请在2026年5月25日前提出陈述申辩" in page) is (turn is Turn.LOWERED)
    assert [said for said in ASKS if said in page] == []


def test_demand_that_is_lowered_before_it_stands_still_asks_for_an_answer() -> None:
    served = replace(STANDS, until=UNTIL, repaying=Repaying([], 30))
    page = set_paper(clawback_progress(ITEM, CLAWBACK, Progress(Turn.LOWERED, served, 60_000_000, stands=False), BODIES, "zh"), "zh")
    assert "请在2026年5月25日前答复" in page
    assert "起30个工作日内，将上述款项退缴国库" in page


@pytest.mark.parametrize(("rate", "says"), [(RATE, True), (None, False)])
def test_extension_speaks_of_interest_when_a_rule_sets_a_rate(rate: Any, says: bool) -> None:  # noqa: FBT001 - a case
    later = replace(STANDS, repaying=Repaying([DUE], 30, rate))
    page = set_paper(clawback_progress(ITEM, CLAWBACK, Progress(Turn.EXTENDED, later), BODIES, "zh"), "zh")
    assert ("延期前已经产生的逾期利息仍应缴纳" in page) == says
    assert ("利息" in page) == says


@pytest.mark.parametrize(
    ("left_fen", "says"), [(AMOUNT, "抵作退缴；尚须退缴人民币50万元（大写：人民币伍拾万元整）。"), (0, "抵作退缴，贵单位无需另行退缴；")]
)
def test_demand_that_stands_says_what_of_its_debtors_own_money_pays_it(left_fen: int, says: str) -> None:
    page = progress(Turn.ACCEPTED, owed=Owed(DAY, left_fen, 0, set_off_fen=200_000))
    assert "国库应退还贵单位的人民币2,000元（大写：人民币贰仟元整）" + says in page
    assert ("请于" in page) == (left_fen > 0)


def test_demand_that_was_lowered_says_what_of_the_interest_is_owed_back() -> None:
    page = progress(Turn.LOWERED, before_fen=2 * AMOUNT, interest_back_fen=1_500_000)
    assert "已收取的逾期利息、加收款项中的人民币15,000元（大写：人民币壹万伍仟元整）没有事由，应予退还" in page


def test_first_sentence_names_what_is_owed_on_top_with_what_is_demanded() -> None:
    demand = replace(STANDS, surcharge_fen=5_000_000)
    for page in (
        set_paper(clawback_notice(ITEM, CLAWBACK, demand, BODIES, "zh"), "zh"),
        set_paper(clawback_progress(ITEM, CLAWBACK, Progress(Turn.ACCEPTED, demand), BODIES, "zh"), "zh"),
    ):
        assert "人民币50万元（大写：人民币伍拾万元整），另加收人民币5万元（大写：人民币伍万元整），合计人民币55万元" in page


def test_reminder_names_what_is_overdue_what_would_settle_it_and_what_follows() -> None:
    page = set_paper(papers("zh")["reminder"], "zh")
    assert "下列款项逾期未退缴：应于2026年6月23日前退缴的人民币50万元（大写：人民币伍拾万元整）。" in page
    assert (
        "截至2026年6月29日（含当日），贵单位尚欠本金人民币50万元（大写：人民币伍拾万元整）、逾期利息人民币1,500元（大写：人民币壹仟伍佰元整），合计人民币501,500元（大写：人民币伍拾万零壹仟伍佰元整）"
        in page
    )
    assert "请贵单位自收到本催告书之日起十日内（按工作日计算）将逾期款项退缴国库。" in page
    assert "期满仍未退缴的，我局可以依法申请人民法院强制执行" in page
    assert "可以向我局陈述和申辩" in page


def test_reminder_names_no_interest_when_none_is_owed() -> None:
    page = set_paper(reminder(ITEM, CLAWBACK, STANDS, [DUE], replace(OWED, interest_fen=0), BODIES, "zh"), "zh")
    assert "贵单位尚欠人民币50万元（大写：人民币伍拾万元整）；当日足额缴清" in page


@pytest.mark.parametrize(("court", "says"), [("大兴区人民法院", "申请大兴区人民法院强制执行"), ("", "申请人民法院强制执行")])
def test_paper_of_an_enforcement_names_the_court(court: str, says: str) -> None:
    assert says in set_paper(enforcement(ITEM, CLAWBACK, STANDS, court, OWED, BODIES, "zh"), "zh")


@pytest.mark.parametrize(
    ("received", "says"),
    [
        ([(23, AMOUNT, 0)], "国库已收到：2026年6月23日人民币50万元，合计人民币50万元。"),
        ([(23, 1, 0), (24, AMOUNT - 1, 0)], "2026年6月23日人民币0.01元、2026年6月24日人民币499,999.99元，合计人民币50万元。"),
        ([(23, 1, 0), (23, AMOUNT - 1, 0)], "国库已收到：2026年6月23日人民币50万元，合计"),
        ([(30, AMOUNT, 175_000)], "人民币501,750元，合计人民币501,750元，其中本金人民币50万元、逾期利息人民币1,750元。"),
    ],
)
def test_settled_demand_names_principal_interest_and_days_and_that_nothing_is_left(received: list[tuple[int, int, int]], says: str) -> None:
    page = ended(received=[Received(date(2026, 6, day), principal, interest) for day, principal, interest in received])
    assert says in page
    assert "上述款项已全部退缴，贵单位就此不再欠缴任何款项，本案办结。" in page


def test_settled_demand_tells_what_a_bank_returned_and_what_was_not_owed_from_what_was_paid() -> None:
    page = ended(received=[Received(DAY, 1, 0), Received(DAY, AMOUNT - 1, 0, returned=True)], beyond_fen=200_000)
    assert "人民币0.01元、" in page
    assert "人民币499,999.99元（银行退回），合计人民币50万元。" in page
    assert "此外收到的人民币2,000元不属应退缴的款项" in page


def test_settled_demand_calls_a_surcharge_by_its_name() -> None:
    page = ended(received=[Received(DAY, AMOUNT, 5)], interest_of=WITH_SURCHARGE)
    assert "逾期利息及加收款项人民币0.05元。" in page


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage.WAIVED, "截至2026年6月29日，剩余本金人民币50万元、逾期利息人民币1,500元。\n　　剩余款项已经批准减免，本案办结。"),
        (Stage.CLOSED, "人民法院的执行程序已经终结，本案办结。"),
        (Stage.CANCELLED, "该项退缴要求予以撤销，贵单位无需退缴，本案办结。"),
    ],
)
def test_demand_that_has_ended_asks_for_nothing(stage: Stage, says: str) -> None:
    page = ended(stage=stage, left=OWED, received=())
    assert says in page
    assert "国库已收到" not in page
    assert "办结的通知书\n京技科创退结〔2026〕000003号" in page
    assert "请" not in page.replace("申请", "")


@pytest.mark.parametrize(
    ("ground", "says"),
    [("upheld", "经审查，贵单位的陈述申辩成立（未迁出）。"), ("gone", "经核实，要求退缴的事由已不存在。"), (None, "该项退缴要求予以撤销")],
)
def test_demand_that_was_cancelled_says_why_when_that_was_kept(ground: str | None, says: str) -> None:
    page = ended(stage=Stage.CANCELLED, ground=ground, reason="未迁出" if ground == "upheld" else "", received=())
    assert says in page
    assert "我局曾通知贵单位退缴" in page


def test_demand_of_a_redecision_names_its_letter() -> None:
    letter = Cited("关于“研发费用增长支持”支持资金的再决定通知书", "京技科创再决〔2026〕000005号", DAY)
    demand = Demand(AWARD, "correction", AMOUNT, UNTIL, Repaying([], 30), {"reason": "统计口径有误"}, changed_by=letter)
    page = set_paper(clawback_notice(ITEM, CLAWBACK, demand, BODIES, "zh"), "zh")
    assert "按2026年5月11日作出的《关于“研发费用增长支持”支持资金的再决定通知书》（京技科创再决〔2026〕000005号），" in page
    assert "该项资金多拨付（统计口径有误），应退缴人民币50万元" in page


@pytest.mark.parametrize("heard", [True, False])
def test_paper_of_a_redecision_names_the_letter_it_changes(heard: bool) -> None:  # noqa: FBT001 - a case
    changed = replace(redecided(Outcome.DEBT, 5_000_000), changes=GRANTED)
    intended, decided = (
        redecision_intended(ITEM, REDECISION, changed, UNTIL, "zh"),
        redecision_notice(ITEM, REDECISION, changed, BODIES, "zh"),
    )
    page = set_paper(intended if heard else decided, "zh")
    assert "原决定见2026年3月30日作出的《关于“研发费用增长支持”申请的支持决定通知书》（京技科创支〔2026〕06-000017号）。" in page


FAILURE = {"code": "above_target", "holds": False}
UNMET = "年度研发费用未超过年度目标值，不符合第（六）条规定的支持条件"


@pytest.mark.parametrize("outcome", [Outcome.DEBT, Outcome.REDUCTION])
def test_papers_of_a_redecision_name_the_condition_that_fails_by_the_corrected_facts(outcome: Outcome) -> None:
    changed = replace(redecided(outcome, 0), failures=[FAILURE])
    for paper in (redecision_intended(ITEM, REDECISION, changed, UNTIL, "zh"), redecision_notice(ITEM, REDECISION, changed, BODIES, "zh")):
        assert f"按更正后的事实，不再符合支持条件：{UNMET}。" in set_paper(paper, "zh")


@pytest.mark.parametrize("outcome", [Outcome.NOTHING, Outcome.RELIEF])
def test_notice_of_a_redecision_names_the_condition_that_fails_whatever_follows(outcome: Outcome) -> None:
    page = set_paper(redecision_notice(ITEM, REDECISION, replace(redecided(outcome, 0), failures=[FAILURE]), BODIES, "zh"), "zh")
    assert UNMET in page


@pytest.mark.parametrize("outcome", Outcome)
def test_notice_of_a_redecision_names_no_condition_when_none_fails(outcome: Outcome) -> None:
    assert "不再符合支持条件" not in set_paper(redecision_notice(ITEM, REDECISION, redecided(outcome, 1), BODIES, "zh"), "zh")


def test_enterprise_that_was_heard_in_vain_is_told_that_the_decision_stands() -> None:
    page = set_paper(papers("zh")["dropped"], "zh")
    assert "不再作出该项再决定，原支持决定继续有效，贵单位无需办理任何事项。" in page


@pytest.mark.parametrize("outcome", CLOSINGS.values())
def test_breach_that_was_let_go_names_what_it_was_about_and_asks_for_nothing(outcome: str) -> None:
    page = set_paper(breach_closed(COMMITMENT, replace(COURSE, upheld=UPHELD), outcome, [], "zh"), "zh")
    assert "我局以2026年4月27日作出的《违反持续经营承诺告知书》（京技营商违告〔2026〕000012号）告知" in page
    assert "贵单位未在亦庄新城范围内纳税" in page
    assert "理由：登记信息有误。\n" in page
    assert f"申请编号为{AWARD}。" in page
    assert "不因本案要求贵单位退回资金或者办理其他事项" in page
    assert ("《违反持续经营承诺认定书》" in page) == (outcome == "overturned")


@pytest.mark.parametrize(
    ("state", "says", "asked"),
    [
        (FilingState.APPROVED_WITHOUT_REPAYMENT, "予以备案，不需退回资金。", False),
        (FilingState.APPROVED_WITH_REPAYMENT, "予以备案，按协议退回资金；退缴事项另行通知。", True),
        (FilingState.OVERTAKEN, "本备案终止办理不改变所涉承诺的效力。", False),
    ],
)
def test_breach_that_was_let_go_answers_the_filing_it_was_about(state: FilingState, says: str, asked: bool) -> None:  # noqa: FBT001 - a case
    course = replace(COURSE, found=LATE, reason="变动在区内")
    page = set_paper(breach_closed(COMMITMENT, course, "unfounded", [replace(FILED, state=state)], "zh"), "zh")
    assert "（迁出，变动日期为2026年5月25日）一并答复如下：" in page
    assert says in page
    # Where money is repaid by the filing the paper does not say that none is.
    assert ("不因本案要求贵单位退回资金" in page) != asked
    # Nor that a commitment binds which the filing has ended.
    assert ("不改变贵单位所签承诺的效力" in page) == (state is FilingState.OVERTAKEN)


def test_paper_of_a_breach_leaves_out_the_awards_that_an_older_event_did_not_keep() -> None:
    page = set_paper(breach_closed(COMMITMENT, replace(COURSE, awards=()), "unfounded", [], "zh"), "zh")
    assert "申请编号" not in page


def test_order_to_remedy_says_what_by_when_and_what_follows() -> None:
    page = set_paper(papers("zh")["remedy"], "zh")
    assert "责令限期整改。整改理由和要求：登记信息有误。" in page
    assert "请在2026年5月25日前完成整改，并通过本系统报告整改情况" in page


def test_finding_that_stands_names_its_letter_and_is_the_last_word() -> None:
    page = set_paper(papers("zh")["confirmed"], "zh")
    assert "贵单位对2026年5月4日作出的《违反持续经营承诺认定书》（京技营商违认〔2026〕000012号）申请复核。" in page
    assert "本复核意见为我局最终处理意见" in page


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("fallen, objection", "公示期间收到的异议经核实成立，理由：证书系伪造。"),
        ("fallen, award", "公示之后，原支持的情况已变动（证书系伪造）。"),
    ],
)
def test_paper_of_a_supplement_that_fell_says_by_which_letter_how_much_was_published_and_why(kind: str, why: str) -> None:
    page = set_paper(papers("zh")[kind], "zh")
    assert f"我局以{GRANTED.written('zh')}拟就" in page
    assert f"补充支持人民币30万元（大写：人民币叁拾万元整），并已公示。{why}该补充支持资金不予拨付" in page


@pytest.mark.parametrize("write", [redecision_intended, redecision_notice])
def test_paper_that_takes_the_place_of_another_names_it(write: Any) -> None:
    changed = redecided(Outcome.DEBT, 5_000_000)
    last = BODIES if write is redecision_notice else UNTIL
    pages = [set_paper(write(ITEM, REDECISION, replace(changed, replaces=cited), last, "zh"), "zh") for cited in (None, GRANTED)]
    said = f"本文书代替{GRANTED.written('zh')}，后者不再执行。"
    assert [said in page for page in pages] == [False, True]
