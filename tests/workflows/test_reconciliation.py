"""Reconciliation with the treasury's statement, on real time: what is found, caught up, closed, and never paid twice."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.testing import WorkflowEnvironment

from activities.signatures.reconciliation import DayReconciled
from models.queries import receipt as receipts
from models.tables import (
    Application,
    AuditEvent,
    Disbursement,
    LedgerTransfer,
    Receipt,
    ReceiptPart,
    Reconciliation,
    ReconciliationDifference,
)
from policy.working_days import BEIJING
from runtime.schedules import SCHEDULES, make_schedules
from sandbox.enterprises import CHENXIN
from tests.office import (
    ACCOUNT,
    APPLICANT,
    CLOSED_ACCOUNT,
    FINANCE,
    OTHER_FINANCE,
    RETURNED_LATER_ACCOUNT,
    WAN,
    Case,
    Office,
    real_time_office,
    until,
)
from tests.office.milestones import application_to
from tests.patience import PATIENCE
from tests.workflows.reclaim import paid_award, reclaim
from tests.workflows.refunds import begun, drafted, released

AWARD = 50 * WAN
# A bank's return comes after some seconds: here nobody watches that long.
UNWATCHED: dict[str, Any] = {"durations": {"bank_return_watch": 1, "stuck": 1}, "return_after": 4.0}


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Office]:
    async with real_time_office(temporal_env.client, database_url, **UNWATCHED) as running:
        yield running


def today() -> date:
    return datetime.now(BEIJING).date()


async def reconcile(office: Office, day: date | None = None) -> DayReconciled:
    """Reconcile a day, today if none is given."""
    async with asyncio.timeout(PATIENCE):
        done: DayReconciled = await office.client.execute_workflow(
            "Reconciliation",
            day or today(),
            # Tests share Temporal: the day alone would join another test's.
            id=f"reconciliation/{day or today()}/{uuid.uuid4().hex[:8]}",
            task_queue=office.settings.task_queue,
            result_type=DayReconciled,
        )
    return done


async def found(office: Office, state: str = "open") -> list[tuple[str, str]]:
    """Return the differences in a state."""
    query = select(ReconciliationDifference).where(ReconciliationDifference.state == state).order_by(ReconciliationDifference.kind)
    return [(row.kind, row.reference) for row in await office.all(query)]


async def paid(office: Office, account: dict[str, str] = ACCOUNT) -> Case:
    if account == ACCOUNT:
        return await paid_award(office)
    case = await office.apply_for()
    await case.to_payment(account)
    await case.pay()
    await case.reach("in_force")
    return case


async def stray(office: Office, number: str = "STRAY-1", amount_fen: int = 7) -> None:
    (await office.sandbox.post("/admin/stray-payments", json={"instruction_no": number, "amount_fen": amount_fen})).raise_for_status()


async def alter(office: Office, number: str, amount_fen: int) -> None:
    (await office.sandbox.put(f"/admin/payments/{number}", json={"amount_fen": amount_fen})).raise_for_status()


async def transfers(office: Office) -> int:
    return int((await office.all(select(func.count()).select_from(LedgerTransfer)))[0])


async def test_nothing_is_found_when_both_sides_agree(office: Office) -> None:
    await paid(office)
    done = await reconcile(office)
    assert (done.matched, done.differences, done.to_ask) == (1, 0, [])
    row = (await office.all(select(Reconciliation)))[0]
    assert (row.day, row.paid_fen, row.returned_fen, row.received_fen, row.matched, row.differences) == (today(), AWARD, 0, 0, 1, 0)


async def sheet(office: Office) -> dict[str, int]:
    """Return the sheet of the only day: how many instructions are in each bucket, having checked that they sum."""
    [row] = await office.all(select(Reconciliation))
    counts = {name: getattr(row, name) for name in ("accepted", "warned", "refused", "missing")}
    assert (sum(counts.values()), row.accepted_fen + row.warned_fen + row.refused_fen + row.missing_fen) == (
        row.instructed,
        row.instructed_fen,
    )
    return {name: count for name, count in counts.items() if count}


async def test_instruction_of_the_day_is_accepted_or_returned_on_its_sheet(office: Office) -> None:
    await paid(office)
    await reconcile(office)
    assert await sheet(office) == {"accepted": 1}
    returned = await office.apply_for(facts={"certificate_no": "bda-2026-77"})
    await returned.to_payment(CLOSED_ACCOUNT)
    await returned.pay()
    await returned.happened("bank_returned")
    await reconcile(office)
    assert await sheet(office) == {"accepted": 1, "refused": 1}


async def test_payment_of_another_amount_is_warned_of_on_the_sheet(office: Office) -> None:
    case = await paid(office)
    await alter(office, (await case.payments())[0].number, AWARD - 1)
    await reconcile(office)
    assert await sheet(office) == {"warned": 1}


async def test_instruction_the_treasury_does_not_know_is_missing_on_the_sheet(office: Office) -> None:
    case = await paid(office)
    await office.change(update(Disbursement).where(Disbursement.case_id == case.id).values(number="LOST-1"))
    await reconcile(office)
    assert await sheet(office) == {"missing": 1}


def end_of_month() -> date:
    """Return the last day of the next month, which is never today: the whole is compared with it."""
    return (today().replace(day=1) + timedelta(days=64)).replace(day=1) - timedelta(days=1)


async def test_whole_agrees_when_everything_paid_stands_in_the_treasurys_account(office: Office) -> None:
    await paid(office)
    assert (await reconcile(office, end_of_month())).differences == 0
    [row] = await office.all(select(Reconciliation))
    assert (row.standing_ours_fen, row.standing_theirs_fen) == (AWARD, AWARD)


async def test_whole_shows_what_no_day_showed_and_settles_when_it_stands_alike(office: Office) -> None:
    case = await paid(office)
    number = (await case.payments())[0].number
    await reconcile(office)
    await alter(office, number, AWARD - 1)
    # Nobody looks at that day again; the end of a month looks at all of them.
    await office.change(update(Disbursement).values(paid_at=datetime.now(BEIJING) - timedelta(days=40)))
    await reconcile(office, end_of_month())
    assert await found(office) == [("standing_differs", number)]
    await alter(office, number, AWARD)
    assert (await reconcile(office, end_of_month())).settled == 1
    assert await found(office) == []


async def test_day_without_movements_is_reconciled_as_well(office: Office) -> None:
    assert (await reconcile(office, date(2026, 1, 1))).matched == 0


async def test_payment_nobody_instructed_is_found_once_however_often_it_is_looked_for(office: Office) -> None:
    await stray(office)
    for runs in (1, 2, 3):
        assert (await reconcile(office)).differences == 1
        assert await found(office) == [("unknown_payment", "STRAY-1")]
        assert (await office.all(select(Reconciliation.runs))) == [runs]
    assert await transfers(office) == 2


async def test_two_runs_at_once_find_it_once(office: Office) -> None:
    await stray(office)
    await asyncio.gather(*(reconcile(office) for _ in range(4)))
    assert await found(office) == [("unknown_payment", "STRAY-1")]


@pytest.mark.parametrize("off_fen", [-1, 1])
async def test_payment_of_another_amount_is_found_and_closed_when_the_statement_is_mended(office: Office, off_fen: int) -> None:
    case = await paid(office)
    number = (await case.payments())[0].number
    await alter(office, number, AWARD + off_fen)
    assert (await reconcile(office)).matched == 0
    assert await found(office) == [("amount_differs", number)]
    row = (await office.all(select(ReconciliationDifference)))[0]
    assert (row.ours_fen, row.theirs_fen) == (AWARD, AWARD + off_fen)
    await alter(office, number, AWARD)
    assert (await reconcile(office)).settled == 1
    assert await found(office) == []
    assert await found(office, "resolved") == [("amount_differs", number)]


async def test_payment_to_somebody_else_under_our_number_is_found_and_books_nothing(office: Office) -> None:
    case = await application_to("payment", office)
    await office.fault("treasury.settlement", "never")
    await case.pay()
    await case.happened("payment_instructed")
    # As after a restore: another account stands in our books than the one that the treasury was told under this number.
    other = ACCOUNT | {"number": office.database.seal.veil("6222000011113333")}
    await office.change(update(Disbursement).where(Disbursement.case_id == case.id).values(account=other))
    await office.mend()
    await case.happened("treasury_mismatched")
    number = (await case.payments())[0].number
    await until(lambda: _paid_by_treasury(office), "the payment")
    await reconcile(office)
    assert await found(office) == [("payee_differs", number), ("stuck_mismatched", number)]
    assert not (await case.row()).paid_fen
    assert (await office.balances())["expenditure"] == 0


async def _paid_by_treasury(office: Office) -> bool | None:
    return bool(await office.treasury_payments()) or None


async def test_number_of_a_payment_is_not_given_again_when_the_books_are_of_an_earlier_moment(office: Office) -> None:
    case = await office.apply_for()
    await case.to_payment(CLOSED_ACCOUNT)
    (before,) = await case.payments()
    assert re.fullmatch(rf"{case.number}-P1-[0-9a-f]{{8}}", before.number)
    await case.pay()
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    (_, after) = await case.payments()
    assert after.number.startswith(f"{case.number}-P2-")
    assert after.number[-8:] != before.number[-8:]


async def test_return_after_the_case_has_ended_is_booked_and_paid_to_a_new_account_once(office: Office) -> None:
    case = await paid(office, RETURNED_LATER_ACCOUNT)
    assert await case.handle.result() == "in_force"
    await until(_returned(office), "the bank's return")
    await asyncio.sleep(0.2)
    assert (await case.row()).paid_fen == AWARD
    done = await reconcile(office)
    assert [told.child.start.number for told in done.to_ask] == [case.number]
    again = office.running(await case.row())
    await again.happened("bank_returned")
    assert (await again.row()).paid_fen == 0
    await again.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    await again.pay()
    assert (await again.reach("in_force")).paid_fen == AWARD
    payments = await office.treasury_payments()
    assert [payment["amount_fen"] for payment in payments if not payment["returned"]] == [AWARD]
    balances = await office.balances()
    assert (balances["expenditure"], sum(balances.values())) == (AWARD, 0)
    assert (await reconcile(office)).differences == 0
    assert await found(office, "resolved") == [("returned_not_booked", payments[0]["instruction_no"])]


def _returned(office: Office) -> Any:
    async def find() -> bool | None:
        return any(payment["returned"] for payment in await office.treasury_payments()) or None

    return find


async def test_steps_of_a_case_that_is_started_again_go_on_from_the_last(office: Office) -> None:
    case = await paid(office, RETURNED_LATER_ACCOUNT)
    await case.handle.result()
    await until(_returned(office), "the bank's return")
    before = set(await office.all(select(AuditEvent.key).where(AuditEvent.case_id == case.id)))
    await reconcile(office)
    await case.happened("bank_returned")
    after = set(await office.all(select(AuditEvent.key).where(AuditEvent.case_id == case.id)))
    assert before < after


async def test_payment_the_treasury_made_is_booked_when_its_report_was_lost(temporal_env: WorkflowEnvironment, database_url: str) -> None:
    async with real_time_office(temporal_env.client, database_url, treasury_poll_seconds=3600) as office:
        await office.fault("treasury.callback", "never")
        case = await office.apply_for()
        await case.to_payment()
        await case.pay()

        async def made() -> bool | None:
            return bool(await office.treasury_payments()) or None

        await until(made, "the payment")
        await case.happened("payment_instructed")
        number = (await case.payments())[0].number
        done = await reconcile(office)
        assert [(told.about, done.differences) for told in done.to_ask] == [(number, 1)]
        assert (await case.reach("in_force")).paid_fen == AWARD
        assert (await reconcile(office)).settled == 1
        assert await found(office, "resolved") == [("paid_not_booked", number)]


async def test_stuck_instruction_is_listed_told_and_closed_when_it_moves_on(office: Office) -> None:
    await office.fault("treasury.settlement", "never")
    case = await office.apply_for()
    await case.to_payment()
    await case.pay()
    await case.happened("payment_instructed")
    number = (await case.payments())[0].number
    await asyncio.sleep(0.2)
    done = await reconcile(office)
    assert await found(office) == [("stuck_instructed", number)]
    assert [told.about for told in done.to_ask] == [number]
    assert (await reconcile(office, today() - timedelta(days=1))).differences == 1
    await office.mend()
    await case.reach("in_force")
    # A later night closes what an earlier one found.
    assert (await reconcile(office, today() + timedelta(days=1))).settled == 1
    assert await found(office) == []


async def test_payment_we_booked_is_found_when_the_treasury_never_made_it(office: Office) -> None:
    case = await paid(office)
    number = (await case.payments())[0].number
    await office.change(update(Disbursement).where(Disbursement.number == number).values(number=f"{number}-lost"))
    await reconcile(office)
    assert await found(office) == [("booked_not_paid", f"{number}-lost"), ("unknown_payment", number)]
    assert len(await case.payments()) == 1


async def test_receipt_is_found_until_somebody_records_it(office: Office) -> None:
    claim = await reclaim(office, await paid_award(office))
    await claim.accept()
    reference = await claim.receive(100, today())
    await reconcile(office)
    assert await found(office) == [("receipt_unknown", reference)]
    await claim.record(100, reference, today())
    assert (await reconcile(office, today() + timedelta(days=1))).settled == 1
    assert await found(office) == []


async def test_books_agree_with_the_statement_when_money_that_fits_no_debt_was_paid_back(office: Office) -> None:
    claim = await reclaim(office, await paid_award(office), 100)
    await claim.accept()
    await claim.repay(130, today())
    await claim.case.reach("settled")
    reference = await claim.receive(7, today())
    await reconcile(office)
    assert await found(office) == [("receipt_unknown", reference)]
    for kept in await office.all(select(Receipt).order_by(Receipt.id)):
        case = await begun(office, await drafted(office, kept, "sti"))
        await released(case, FINANCE, OTHER_FINANCE)
        await case.reach("refunded")
    assert (await reconcile(office)).settled == 1
    assert await found(office) == []
    async with office.database.reading() as session:
        assert await receipts.standing_of_day(session, today()) == (100, 0, 37, 0)


@pytest.mark.parametrize("off_fen", [-1, 1])
async def test_books_differ_when_another_amount_than_was_paid_back_is_marked_so(office: Office, off_fen: int) -> None:
    claim = await reclaim(office, await paid_award(office), 100)
    await claim.accept()
    await claim.repay(130, today())
    await claim.case.reach("settled")
    (kept,) = await office.all(select(Receipt))
    case = await begun(office, await drafted(office, kept))
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    await office.change(update(Receipt).values(amount_fen=130 + max(off_fen, 0)))
    await office.change(update(ReceiptPart).where(ReceiptPart.state == "refunded").values(amount_fen=30 + off_fen))
    await reconcile(office)
    assert ("ledger_differs", claim.award.number) in await found(office)


async def test_days_receipts_are_divided_owed_back_and_undivided_to_the_fen(office: Office) -> None:
    claim = await reclaim(office, await paid_award(office), 100)
    await claim.accept()
    await claim.repay(130, today())
    await claim.case.reach("settled")
    unrecorded = await claim.receive(7, today())
    await reconcile(office)
    assert await found(office) == [("receipt_unknown", unrecorded)]
    async with office.database.reading() as session:
        assert await receipts.standing_of_day(session, today()) == (100, 30, 0, 7)
    assert await office.all(select(Reconciliation.received_fen)) == [137]
    await office.change(update(ReceiptPart).where(ReceiptPart.state == "owed_back").values(amount_fen=29))
    await office.add(received_on_no_statement())
    await reconcile(office)
    row = (await office.all(select(ReconciliationDifference).where(ReconciliationDifference.kind == "ledger_differs")))[0]
    assert (row.reference, row.ours_fen, row.theirs_fen) == (claim.award.number, 29, 30)
    assert ("receipt_not_stated", "R-nowhere") in await found(office)


def received_on_no_statement(amount_fen: int = 7) -> Receipt:
    return Receipt(
        reference="R-nowhere",
        reference_folded="r-nowhere",
        amount_fen=amount_fen,
        payer_uscc=CHENXIN,
        payer_name="演示晨芯",
        received_on=today(),
        known_at=datetime.now(BEIJING),
    )


async def test_debt_books_what_was_set_aside_for_it_though_nobody_told_it_at_the_time(office: Office) -> None:
    claim = await reclaim(office, await paid_award(office), 100)
    await claim.accept()
    receipt = received_on_no_statement(100)
    await office.add(receipt)
    await office.add(ReceiptPart(receipt_id=receipt.id, clawback_id=claim.case.id, amount_fen=100))
    done = await reconcile(office)
    assert [told.about for told in done.to_ask] == [claim.case.number]
    await claim.case.reach("settled")


async def test_ledger_is_found_to_differ_from_what_was_paid(office: Office) -> None:
    case = await paid(office)
    await office.change(update(Application).where(Application.id == case.id).values(paid_fen=AWARD - 1))
    await reconcile(office)
    row = (await office.all(select(ReconciliationDifference)))[0]
    assert (row.kind, row.reference, row.ours_fen, row.theirs_fen) == ("ledger_differs", case.number, AWARD - 1, AWARD)
    await office.change(update(Application).where(Application.id == case.id).values(paid_fen=AWARD))
    assert (await reconcile(office)).settled == 1


async def twins(office: Office, **changes: Any) -> str:
    """Pay two cases of different subjects, write the first's subject otherwise for the second, and return both instructions' numbers."""
    numbers, subjects = [], []
    for certificate in ("BDA-2026-〔1〕", "BDA-2026-2"):
        case = await office.apply_for(facts={"certificate_no": certificate})
        await case.to_payment(ACCOUNT)
        await case.pay()
        await case.reach("in_force")
        numbers.append((await case.payments())[0].number)
        subjects.append(str((await case.row()).subject))
    assert (await reconcile(office)).differences == 0
    changes["subject"] = subjects[0].replace("(", "[").replace(")", "]")
    await office.change(update(Application).where(Application.id == case.id).values(changes))
    return " ".join(numbers)


async def test_two_instructions_for_one_matter_are_found_once_and_not_again_when_they_were_explained(office: Office) -> None:
    both = await twins(office)
    for _ in range(2):
        assert (await reconcile(office)).differences == 1
        assert await found(office) == [("suspected_double_payment", both)]
    assert (await reconcile(office, today() + timedelta(days=1))).differences == 1
    row = (await office.all(select(ReconciliationDifference)))[0]
    assert (row.ours_fen, row.theirs_fen) == (AWARD, None)
    explained = {"state": "resolved", "resolved_by": "finance-1", "resolved_at": datetime.now(BEIJING), "reason": "两项不同的认定"}
    await office.change(update(ReconciliationDifference).values(explained))
    for day in (today(), today() + timedelta(days=1)):
        assert (await reconcile(office, day)).differences == 0


async def test_two_instructions_are_not_suspected_when_their_years_differ(office: Office) -> None:
    await twins(office, facts={"year": 2025})
    assert (await reconcile(office)).differences == 0


async def test_suspicion_is_closed_when_the_matter_is_another_after_all(office: Office) -> None:
    both = await twins(office)
    await reconcile(office)
    await office.change(update(Application).where(Application.subject.contains("[")).values(subject="bda-2026-2"))
    assert (await reconcile(office, today() + timedelta(days=1))).settled == 1
    assert await found(office, "resolved") == [("suspected_double_payment", both)]


async def test_reconciliation_waits_for_the_treasury_when_it_is_out(office: Office) -> None:
    await stray(office)
    await office.fault("treasury.statement", "down", times=1)
    assert (await reconcile(office)).differences == 1


async def test_nightly_run_reconciles_the_day_before_or_joins_who_does(office: Office) -> None:
    yesterday = today() - timedelta(days=1)
    done = await office.client.execute_workflow(
        "Reconciliation",
        id=f"reconciliation/nightly/{uuid.uuid4().hex[:8]}",
        task_queue=office.settings.task_queue,
        result_type=DayReconciled,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
    assert done.day == yesterday
    assert await office.all(select(Reconciliation.day)) == [yesterday]


async def test_night_reconciles_by_schedule(office: Office) -> None:
    entry = replace(next(entry for entry in SCHEDULES if entry.workflow == "Reconciliation"), id=f"reconciliation-{uuid.uuid4().hex[:8]}")
    for _ in range(2):
        # A second worker brings it up to date.
        await make_schedules(office.client, office.settings.task_queue, entries=(entry,))
    schedule = office.client.get_schedule_handle(entry.id)
    described = await schedule.describe()
    following = described.info.next_action_times[0].astimezone(BEIJING)
    assert (following.hour, following.minute) == (3, 30)
    await schedule.trigger()

    async def reconciled() -> bool | None:
        return (today() - timedelta(days=1)) in await office.all(select(Reconciliation.day)) or None

    await until(reconciled, "the reconciliation")
    await schedule.delete()


async def test_nothing_is_paid_while_as_much_to_the_same_account_is_unexplained_under_the_number_of_no_case(office: Office) -> None:
    first = await office.apply_for(facts={"certificate_no": "BDA-2026-1"})
    await first.to_payment(ACCOUNT)
    await first.pay()
    await first.reach("in_force")
    number = (await first.payments())[0].number
    await reconcile(office)
    # As if the books had forgotten that case whole; another of that amount is paid while it is known.
    await office.change(text("UPDATE cases SET number = number || '-A'"))
    await office.add(ReconciliationDifference(day=today(), kind="unknown_payment", reference=number, theirs_fen=AWARD))
    again = await office.apply_for(facts={"certificate_no": "BDA-2026-2"})
    await again.to_payment(ACCOUNT)
    await again.pay()
    await office.until_failed("PaidUnderAnotherNumberError", again)
    assert len(await office.treasury_payments()) == 1
    explained = {"state": "resolved", "resolved_by": "finance-1", "resolved_at": datetime.now(BEIJING), "reason": "另一事项"}
    await office.change(update(ReconciliationDifference).values(explained))
    await again.reach("in_force")
    assert len(await office.treasury_payments()) == 2
