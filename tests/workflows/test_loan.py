"""A loan is registered once, by the word of its bank or by paper and a second person; what becomes of it ends its registration."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.tables import Loan, Message
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import APPLICANT, WAN, Case, Office, message
from tests.office.case import MOMENT
from tests.workflows.letters import letters_of
from tests.workflows.loans import (
    COMFIN,
    OTHER_COMFIN,
    PAPER_BANK,
    STI,
    accept,
    bank_has,
    by_paper,
    drafted,
    registered,
    submitted,
)

NOTED = {"change": "prepaid", "ended_on": "2026-03-31", "reason": "部分提前还款"}


async def refusal_of(office: Office, **given: Any) -> tuple[str, str]:
    """Return the code and the particulars with which a submission is refused."""
    row = await drafted(office, **given)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await office.begin(row, APPLICANT, "贷款登记")
    return str(getattr(refused.value.cause, "type", None)), str(getattr(refused.value.cause, "details", ""))


async def told(office: Office, case: Case) -> list[str]:
    """Return what the borrower was told."""
    query = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN)
    return list(await office.all(query.order_by(Message.id)))


# -- registered -------------------------------------------------------------------------------------------------------------------------


async def test_loan_is_registered_when_its_bank_confirms_it(skipping: Office) -> None:
    case = await registered(skipping)
    row: Loan = await case.row()
    assert (row.confirmed_by, (row.answer or {})["status"]) == ("bank", "active")
    assert row.wakes_at is not None
    assert row.wakes_at.astimezone(BEIJING).strftime("%m-%d %H:%M") in {"01-01 00:00", "07-01 00:00"}
    event, text = (await letters_of(case))[-1]
    assert event == "bank_confirmed"
    assert "经向贷款银行核实一致" in text
    assert "已登记" in (await told(skipping, case))[-1]


async def test_loan_is_registered_by_paper_and_a_second_person_when_its_bank_has_no_interface(skipping: Office) -> None:
    case = await submitted(skipping, bank=PAPER_BANK)
    await accept(case)
    await case.reach("paper_check")
    about = (await case.task("loan_paper_check")).about
    assert (about["paper"], about["principal_fen"]) == ("贷款合同第1页", 2000 * WAN)
    assert await case.refusal_of_answer("loan_paper_check", COMFIN, decision="paper_confirmed") == "four_eyes"
    await case.answer("loan_paper_check", OTHER_COMFIN, decision="paper_confirmed")
    row: Loan = await case.reach("registered")
    assert row.confirmed_by == "paper"
    assert "双人核对" in (await letters_of(case))[-1][1]


async def test_loan_goes_back_to_its_check_when_the_second_person_doubts_it(skipping: Office) -> None:
    case = await submitted(skipping, bank=PAPER_BANK)
    await accept(case)
    await case.answer("loan_paper_check", OTHER_COMFIN, decision="paper_doubted", reason="合同金额不符")
    await case.reach("check")
    await accept(case)
    await case.reach("paper_check")


@pytest.mark.parametrize("mode", ["down", "error_500", "garbage", "wrong_subject", "slow"])
async def test_outage_of_the_bank_never_decides(skipping: Office, mode: str) -> None:
    await bank_has(skipping)
    await skipping.fault("bank", mode)
    case = await submitted(skipping)
    await accept(case)
    await skipping.until_failed("bank", case)
    assert (await case.row()).stage == "confirmation"
    await skipping.mend()
    await case.reach("registered")


CONTRADICTIONS: list[tuple[dict[str, Any], str]] = [
    ({"principal_fen": 2000 * WAN - 1}, "填报为"),
    ({"principal_fen": 0}, "不是正数"),
    ({"uscc": YUNHENG}, "借款人不是申请单位"),
    ({"begins_on": "2025-01-02"}, "起始日为2025-01-02"),
    ({"ends_on": "2027-12-30"}, "到期日为2027-12-30"),
    ({"ends_on": "2024-12-31"}, "到期日早于起始日"),
    ({"status": "repaid"}, "没有日期"),
    ({"status": "changed", "changed_on": "2099-01-01"}, "晚于答复日期"),
]


@pytest.mark.parametrize(("changes", "said"), CONTRADICTIONS)
async def test_officer_looks_into_it_when_the_bank_says_otherwise(skipping: Office, changes: dict[str, Any], said: str) -> None:
    await bank_has(skipping, **changes)
    case = await submitted(skipping)
    await accept(case)
    about = (await case.task("loan_clarification")).about
    assert said in "".join(one["zh"] for one in about["contradictions"])
    assert (await case.row()).stage == "confirmation"
    await bank_has(skipping)
    await case.answer("loan_clarification", COMFIN, decision="bank_asked_again", opinion="银行已更正")
    await case.reach("registered")


async def test_enterprise_corrects_what_it_declared_otherwise_than_its_bank(skipping: Office) -> None:
    await bank_has(skipping)
    case = await submitted(skipping, principal_fen=1900 * WAN)
    await accept(case)
    defects = [{"code": "principal_fen", "reason": "与银行登记不一致"}]
    await case.answer("loan_clarification", COMFIN, decision="correction_requested", defects=defects)
    await case.reach("correction")
    assert "与银行登记不一致" in (await letters_of(case))[-1][1]
    async with skipping.database.writing() as session:
        row = await session.get_one(Loan, case.id)
        row.principal_fen = 2000 * WAN
    await case.answer("loan_correction", APPLICANT, decision="corrected")
    await accept(case)
    await case.reach("registered")


async def test_loan_is_refused_with_its_letter_when_the_bank_does_not_know_it(skipping: Office) -> None:
    await bank_has(skipping, loan_no="HT-8")
    case = await submitted(skipping)
    await accept(case)
    await case.answer("loan_clarification", COMFIN, decision="registration_refused", reason="银行查无此贷款")
    await case.reach("refused")
    event, text = (await letters_of(case))[-1]
    assert event == "registration_refused"
    assert "银行查无此贷款" in text
    assert "行政复议" in text


async def test_loan_is_refused_at_its_check(skipping: Office) -> None:
    case = await submitted(skipping)
    await case.answer("loan_check", COMFIN, decision="acceptance_refused", reason="流动资金贷款")
    await case.reach("refused")
    assert "流动资金贷款" in (await letters_of(case))[-1][1]


async def test_loan_lapses_when_it_is_not_corrected_in_time(skipping: Office) -> None:
    case = await submitted(skipping)
    await case.answer("loan_check", COMFIN, decision="correction_requested", defects=[{"code": "purpose", "reason": "不明确"}])
    due_at = (await case.task("loan_correction")).due_at
    assert due_at is not None
    await case.skip_until(due_at + MOMENT)
    await case.reach("lapsed")


async def test_loan_is_withdrawn_before_it_is_registered(skipping: Office) -> None:
    case = await submitted(skipping)
    await case.withdraw()
    assert (await case.row()).stage == "withdrawn"
    # Whoever withdrew it may file it again.
    await submitted(skipping)


# -- what is refused --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("principal_fen", [500 * WAN - 1, 3000 * WAN + 1])
async def test_loan_is_refused_when_it_is_a_fen_out_of_bounds(skipping: Office, principal_fen: int) -> None:
    code, details = await refusal_of(skipping, principal_fen=principal_fen)
    assert code == "invalid_input"
    assert "principal_fen" in details
    assert "第(八)条" in details


@pytest.mark.parametrize("principal_fen", [500 * WAN, 500 * WAN + 1, 3000 * WAN - 1, 3000 * WAN])
async def test_loan_is_taken_in_at_both_bounds(skipping: Office, principal_fen: int) -> None:
    assert (await (await submitted(skipping, principal_fen=principal_fen)).row()).stage == "check"


@pytest.mark.parametrize("principal_fen", [1, 500 * WAN - 1, 3000 * WAN + 1])
async def test_loan_of_a_plan_has_no_bounds_and_is_the_office_of_innovations(skipping: Office, principal_fen: int) -> None:
    case = await submitted(skipping, "plan-interest", principal_fen=principal_fen)
    assert (await case.task("loan_check")).department == "sti"


async def test_loan_is_incomplete_without_its_contract(skipping: Office) -> None:
    code, details = await refusal_of(skipping, evidence=False)
    assert (code, "evidence.loan_contract" in details) == ("incomplete", True)


@pytest.mark.parametrize("changes", [{}, {"loan_no": "ht[2025] 7号"}, {"item": "plan-interest"}])
async def test_same_loan_is_registered_once_however_it_is_written_and_for_whichever_clause(
    skipping: Office, changes: dict[str, Any]
) -> None:
    first = await submitted(skipping)
    code, _ = await refusal_of(skipping, **changes)
    assert code == "duplicate"
    await first.withdraw()
    await submitted(skipping, **changes)


@pytest.mark.parametrize("changes", [{"loan_no": "HT〔2025〕8号"}, {"bank": PAPER_BANK}])
async def test_another_number_or_bank_is_another_loan(skipping: Office, changes: dict[str, Any]) -> None:
    await submitted(skipping)
    await submitted(skipping, **changes)


# -- looked at, changed and ended -------------------------------------------------------------------------------------------------------


async def look(case: Case) -> None:
    await case.handle.signal("nudge", "asked for")


async def test_half_year_that_is_over_is_told_to_the_borrower(skipping: Office) -> None:
    case = await registered(skipping)
    due: datetime = (await case.row()).wakes_at
    await case.skip_until(due + MOMENT)
    await case.happened("half_year_over")
    assert "可以申领贴息" in (await told(skipping, case))[-1]
    row: Loan = await case.row()
    assert row.wakes_at is not None
    assert timedelta(days=180) < row.wakes_at - due < timedelta(days=185)


async def test_half_year_of_a_loan_by_paper_is_told_too(skipping: Office) -> None:
    case = await by_paper(skipping)
    await skipping.fault("bank", "down")
    await case.skip_until((await case.row()).wakes_at + MOMENT)
    await case.happened("half_year_over")


async def test_loan_ends_at_once_when_it_was_repaid_before_it_was_registered(skipping: Office) -> None:
    await bank_has(skipping, status="repaid", changed_on="2025-12-31")
    case = await submitted(skipping)
    await accept(case)
    row: Loan = await case.reach("repaid")
    assert row.ended_on == date(2025, 12, 31)


async def test_loan_ends_when_its_bank_says_that_it_is_repaid(skipping: Office) -> None:
    case = await registered(skipping)
    await bank_has(skipping, status="repaid", changed_on="2026-03-31")
    await look(case)
    row: Loan = await case.reach("repaid")
    assert row.ended_on == date(2026, 3, 31)
    assert "已于2026年3月31日还清" in (await letters_of(case))[-1][1]
    # It stays registered: nobody registers it anew to claim its days again.
    assert (await refusal_of(skipping))[0] == "duplicate"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "prepaid", "changed_on": "2026-03-31"}, "部分提前还款"),
        ({"status": "changed", "changed_on": "2026-03-31"}, "变更合同"),
        ({"ends_on": "2027-06-30"}, "到期日为2027-06-30"),
        ({"principal_fen": 1500 * WAN}, "贷款额度为"),
    ],
)
async def test_officer_cancels_a_loan_whose_bank_reports_a_change(skipping: Office, changes: dict[str, Any], said: str) -> None:
    case = await registered(skipping)
    await bank_has(skipping, **changes)
    await look(case)
    assert said in (await case.task("loan_change")).about["reported"][0]["zh"]
    answer = {"decision": "loan_cancelled", "ended_on": "2026-03-31", "paper": "提前还款凭证", "reason": "部分提前还款"}
    await case.answer("loan_change", COMFIN, **answer)
    row: Loan = await case.reach("cancelled")
    assert row.ended_on == date(2026, 3, 31)
    event, text = (await letters_of(case))[-1]
    assert event == "loan_cancelled"
    assert "请重新登记" in text
    # As it is now it is another matter.
    await submitted(skipping)


async def test_report_is_taken_back_when_the_bank_says_again_what_was_registered(skipping: Office) -> None:
    case = await registered(skipping)
    await bank_has(skipping, principal_fen=1500 * WAN)
    await look(case)
    await case.task("loan_change")
    await bank_has(skipping)
    await look(case)
    await case.happened("bank_looked_at")
    assert not await case.tasks()
    assert (await case.row()).stage == "registered"


async def test_change_that_was_dismissed_is_no_news_when_it_is_reported_again(skipping: Office) -> None:
    case = await registered(skipping)
    await bank_has(skipping, ends_on="2027-06-30")
    await look(case)
    await case.answer("loan_change", COMFIN, decision="change_dismissed", reason="银行录入有误")
    await look(case)
    await case.happened("bank_looked_at")
    assert not await case.tasks()


async def test_loan_stands_when_its_bank_is_down_at_the_look(skipping: Office) -> None:
    case = await registered(skipping)
    await bank_has(skipping, status="repaid", changed_on="2026-03-31")
    await skipping.fault("bank.loans", "down")
    await look(case)
    await skipping.until_failed("bank", case)
    assert (await case.row()).stage == "registered"
    await skipping.mend()
    await case.reach("repaid")


async def test_borrower_states_a_change_and_an_officer_ends_the_loan(skipping: Office) -> None:
    case = await by_paper(skipping)
    stated = message("change_stated", APPLICANT, **(NOTED | {"change": "repaid", "reason": "已提前还清"}))
    await case.ask("request", stated)
    assert (await case.task("loan_change")).about["stated"]["change"] == "repaid"
    assert await case.refusal("request", message("change_stated", APPLICANT, **NOTED)) == "duplicate"
    await case.answer("loan_change", COMFIN, decision="loan_repaid", ended_on="2026-03-31", paper="结清证明")
    assert (await case.reach("repaid")).ended_on == date(2026, 3, 31)


async def test_officer_who_notes_a_change_does_not_confirm_it(skipping: Office) -> None:
    case = await by_paper(skipping)
    await case.ask("request", message("change_noted", COMFIN, **NOTED))
    answer = {"decision": "loan_cancelled", "ended_on": "2026-03-31", "paper": "还款凭证", "reason": "部分提前还款"}
    assert await case.refusal_of_answer("loan_change", COMFIN, **answer) == "four_eyes"


@pytest.mark.parametrize("ended_on", ["2024-12-31", "2028-01-01", (datetime.now(BEIJING).date() + timedelta(days=400)).isoformat()])
async def test_end_is_refused_when_its_day_is_none_of_the_loans(skipping: Office, ended_on: str) -> None:
    case = await by_paper(skipping)
    await case.ask("request", message("change_stated", APPLICANT, **NOTED))
    assert (
        await case.refusal_of_answer("loan_change", COMFIN, decision="loan_repaid", ended_on=ended_on, paper="结清证明") == "invalid_input"
    )


async def test_other_departments_do_not_check_a_loan(skipping: Office) -> None:
    case = await submitted(skipping)
    assert await case.refusal_of_answer("loan_check", STI, decision="accepted", paper="合同") == "forbidden"
