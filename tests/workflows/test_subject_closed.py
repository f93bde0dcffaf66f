"""What support was got by fraud for is closed for good; an error of ours, paid back, is open again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.queries.application import require_open_subject
from models.tables import Assessment, Clawback, ClawbackInstalment, Message, Receipt, ReceiptPart, Redecision
from models.tables import Case as AnyCase
from policy.errors import Refusal
from policy.judging.others import without_others
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, Case, Office, message, until
from tests.workflows.debarments import LIFTING, bar, followed, let_go
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import SECOND, Anew, anew, balanced, paid_prize, treasury_paid
from tests.workflows.refunds import begun, drafted, released

ACCUSED, CLOSED = "此前就同一支持对象骗取支持资金", "所申请的支持对象此前有单位以骗取方式获得支持"


async def paid_back(office: Office, cause: str) -> Case:
    """Reclaim a paid reward for a cause, and have it paid back."""
    award = await paid_prize(office)
    claim = await reclaim(office, award, SECOND, cause=cause)
    await claim.accept()
    await claim.repay(SECOND, await day_of(office, claim.case))
    await claim.case.reach("settled")
    if cause == "fraud":
        # New awards wait until it is decided whether its enterprise is barred.
        await let_go(await followed(office, claim.case))
    return award


@pytest.mark.parametrize("certificate_no", ["BJ-2026-07", "bj－2026－07"])
async def test_application_is_assessed_to_nothing_when_the_certificate_earned_support_by_fraud(
    skipping: Office, certificate_no: str
) -> None:
    await paid_back(skipping, "fraud")
    case = await skipping.apply_for("science-award", facts={"certificate_no": certificate_no})
    await case.to_review()
    await case.recommend()
    await case.reach("refused")
    assert (await case.events())[-1] == "assessed_to_nothing"
    [assessed] = await skipping.all(select(Assessment).where(Assessment.application_id == case.id))
    assert [reason["code"] for reason in assessed.reasons if not reason["holds"]] == ["subject_open"]
    assert assessed.tree["closed_by"].startswith("CB-")


async def test_approval_is_refused_when_the_fraud_is_found_after_the_assessment(skipping: Office) -> None:
    award = await paid_prize(skipping)
    case = await skipping.apply_for("science-award", facts={"grade": "first"})
    await case.to_decision()
    claim = await reclaim(skipping, award, SECOND, cause="fraud")
    await claim.accept()
    await claim.repay(SECOND, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    await let_go(await followed(skipping, claim.case))
    assert await case.refusal_of_answer("decision", HEAD, decision="approved") == "subject_closed"


def compared(award: Case, answer: str) -> dict[str, Any]:
    """Return the answer to what looks like an award."""
    return {"decision": "compared", "cases": {award.number: {"answer": answer, "reason": "已核对证书原件"}}}


async def asked_about(office: Office, award: Case, **options: Any) -> Case:
    """Apply for what looks like an award whose money came back, up to the question whether it is the same."""
    case = await office.apply_for("science-award", **options)
    await case.to_review()
    await case.recommend()
    asked = (await case.task("comparison")).about["cases"]
    assert list(asked) == [award.number]
    return case


@pytest.mark.parametrize(
    "options",
    [
        {"facts": {"certificate_no": "BJ202607"}},
        {"facts": {"certificate_no": "BJ-2O26-O7"}},
        {"facts": {"certificate_no": "第BJ-2026-07号"}},
        {"uscc": YUNHENG},
        {"uscc": YUNHENG, "facts": {"certificate_no": "BJ2026.07"}},
    ],
)
async def test_award_is_refused_when_an_officer_finds_the_certificate_to_be_the_one_that_earned_support_by_fraud(
    skipping: Office, options: dict[str, Any]
) -> None:
    case = await asked_about(skipping, award := await paid_back(skipping, "fraud"), **options)
    await case.answer("comparison", OFFICER, **compared(award, "same"))
    await case.reach("refused")
    assert (await case.events())[-1] == "assessed_to_nothing"


@pytest.mark.parametrize(("uscc", "is_accused"), [(CHENXIN, True), (YUNHENG, False)])
async def test_refusal_accuses_of_fraud_only_the_enterprise_whose_award_it_was(skipping: Office, uscc: str, *, is_accused: bool) -> None:
    award = await paid_back(skipping, "fraud")
    case = await asked_about(skipping, award, uscc=uscc, facts={"certificate_no": "BJ202607"})
    await case.answer("comparison", OFFICER, **compared(award, "same"))
    await case.reach("refused")
    [assessed] = await skipping.all(select(Assessment).where(Assessment.application_id == case.id))
    explained = without_others(assessed.tree)
    assert ("closed_by" in explained, "subject_closed" in explained["facts"]) == (is_accused, is_accused)
    told = await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == uscc))
    written = [text for _, text in await letters_of(case)] + list(told)
    about = {ACCUSED: [said for said in written if ACCUSED in said], CLOSED: [said for said in written if CLOSED in said]}
    assert (bool(about[ACCUSED]), bool(about[CLOSED])) == (is_accused, not is_accused)
    assert is_accused or not any(award.number in said or assessed.tree["closed_by"] in said for said in written)


@pytest.mark.parametrize("options", [{"facts": {"certificate_no": "BJ202607"}}, {"uscc": YUNHENG}])
async def test_certificate_is_supported_when_an_officer_finds_it_to_be_another_than_the_one_that_earned_support_by_fraud(
    skipping: Office, options: dict[str, Any]
) -> None:
    case = await asked_about(skipping, award := await paid_back(skipping, "fraud"), **options)
    await case.answer("comparison", OFFICER, **compared(award, "different"))
    await case.reach("decision")
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("public_notice", "commitment")


@pytest.mark.parametrize("options", [{"facts": {"certificate_no": "BJ202607"}}, {"uscc": YUNHENG}])
async def test_certificate_is_supported_when_an_officer_finds_it_to_be_the_one_that_was_paid_in_error_and_came_back(
    skipping: Office, options: dict[str, Any]
) -> None:
    case = await asked_about(skipping, award := await paid_back(skipping, "error"), **options)
    await case.answer("comparison", OFFICER, **compared(award, "same"))
    await case.reach("decision")
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("public_notice", "commitment")


async def test_other_certificate_of_the_same_enterprise_is_open(skipping: Office) -> None:
    await paid_back(skipping, "fraud")
    case = await skipping.apply_for("science-award", facts={"certificate_no": "BJ-2026-08"})
    assert (await case.row()).stage == "acceptance"


async def test_same_certificate_is_open_again_when_it_was_paid_in_error(skipping: Office) -> None:
    await paid_back(skipping, "error")
    case = await skipping.apply_for("science-award")
    await case.to_notice()
    assert (await case.row()).award_fen == SECOND


async def test_nothing_more_is_given_by_a_redecision_when_the_award_was_got_by_fraud(skipping: Office) -> None:
    found = await anew(skipping, await paid_back(skipping, "fraud"), {"grade": "first"})
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "subject_closed"


async def test_redecision_waits_and_is_not_refused_for_good_while_a_fraud_is_only_proposed(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND, cause="fraud")
    found = await anew(skipping, award, {"grade": "first"})
    assert (await claim.row()).stage == "proposed"
    # It waits as with every demand that is open: what nobody has approved is not told to be a fraud.
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "breach_open"


# -- a fraud that was none -----------------------------------------------------------------------------------------------------------------


async def lifted(office: Office, ground: str = "own_error", *, repaid_fen: int = SECOND) -> tuple[Case, Case, Case]:
    """Demand a prize back for a fraud, bar its enterprise, and lift that; return award, demand and debarment."""
    award = await paid_prize(office)
    claim = await reclaim(office, award, SECOND, cause="fraud")
    await claim.accept()
    if repaid_fen:
        await claim.repay(repaid_fen, await day_of(office, claim.case))
    case = await followed(office, claim.case)
    await bar(case)
    await case.ask("request", message("lifting_asked", OFFICER, **LIFTING | {"ground": ground}))
    await case.answer("debarment_lifting", DEPUTY, decision="lifted")
    return award, claim.case, case


async def restored(office: Office, award: Case) -> Anew:
    """Return the re-decision that restores what was paid back."""

    async def find() -> Redecision | None:
        return next(iter(await office.all(select(Redecision).where(Redecision.application_id == award.id))), None)

    found = office.running(await until(find, "the re-decision"))
    await found.has_started()
    return Anew(office, award, found)


@pytest.mark.parametrize("ground", ["own_error", "set_aside"])
async def test_subject_is_open_again_when_the_fraud_was_found_in_error(skipping: Office, ground: str) -> None:
    _, _, case = await lifted(skipping, ground)
    await case.reach("lifted")
    # Held by the award that stands for the same, once that is restored; not closed for good.
    again = await skipping.apply_for("science-award")
    async with skipping.database.reading() as session:
        await require_open_subject(session, await again.row(), [])


async def test_what_was_paid_back_is_paid_again_when_the_fraud_was_found_in_error(skipping: Office) -> None:
    award, _, case = await lifted(skipping)
    await case.reach("lifted")
    found = await restored(skipping, award)
    row = await found.row()
    assert (row.facts, row.outcome, row.reckoning["amount_fen"], row.proposed_by) == ({}, "supplement", SECOND, OFFICER.subject)
    assert f"由再决定{row.number}退还" in str(await skipping.all(select(Message.zh).where(Message.case_id == case.id)))
    await found.supplement()
    assert (await found.application()).standing_fen == SECOND
    assert await treasury_paid(skipping, row.number) == [SECOND]
    await balanced(skipping)


@pytest.mark.parametrize("repaid_fen", [0, 100])
async def test_what_was_not_paid_back_is_demanded_no_longer_when_the_fraud_was_found_in_error(skipping: Office, repaid_fen: int) -> None:
    award, demand, _ = await lifted(skipping, repaid_fen=repaid_fen)
    found = await restored(skipping, award)
    reckoning = (await found.row()).reckoning
    assert (reckoning["relieved_fen"], reckoning["amount_fen"]) == (SECOND - repaid_fen, repaid_fen or SECOND)
    await found.decide()
    await demand.reach("settled" if repaid_fen else "cancelled")
    assert (await balanced(skipping))["receivable"] == 0


@pytest.mark.parametrize("parts", ["one receipt", "interest apart"])
async def test_interest_is_paid_back_by_two_when_the_fraud_was_found_in_error(skipping: Office, parts: str) -> None:
    claim = await late(skipping)
    today = await day_of(skipping, claim.case)
    owed = await claim.owed()
    for amount_fen in [owed.left_fen] if parts == "one receipt" else [owed.principal_fen, owed.interest_fen]:
        await claim.repay(amount_fen, today)
    await claim.case.reach("settled")
    interest_fen = (await claim.row()).interest_repaid_fen
    assert interest_fen == owed.interest_fen > 0
    await clear(skipping, claim)
    assert ((await claim.row()).interest_fen, (await claim.row()).interest_repaid_fen) == (0, 0)
    [receipt_id] = await skipping.all(select(ReceiptPart.receipt_id).where(ReceiptPart.state == "owed_back"))
    [receipt] = await skipping.all(select(Receipt).where(Receipt.id == receipt_id))
    case = await begun(skipping, await drafted(skipping, receipt))
    await released(case, FINANCE, OTHER_FINANCE)
    assert (await case.reach("refunded")).paid_fen == interest_fen
    await (await restored(skipping, claim.award)).supplement()
    books = await balanced(skipping)
    assert (books["expenditure"], books["recovered"], books["owed_back"]) == (SECOND, SECOND, 0)
    told = await skipping.all(select(Message.zh).where(Message.case_id == claim.case.id, Message.role == "finance"))
    assert any("利息" in text for text in told)


@pytest.mark.parametrize("repaid_fen", [0, 100])
async def test_no_interest_is_asked_any_more_when_the_fraud_was_found_in_error(skipping: Office, repaid_fen: int) -> None:
    claim = await late(skipping)
    if repaid_fen:
        await claim.repay(repaid_fen, await day_of(skipping, claim.case))
    await clear(skipping, claim)
    await (await restored(skipping, claim.award)).decide()
    row = await claim.case.reach("settled" if repaid_fen else "cancelled")
    assert (row.repaid_fen, row.interest_fen) == (repaid_fen, 0)
    assert await skipping.all(select(ReceiptPart).where(ReceiptPart.state == "owed_back")) == []


async def late(office: Office) -> Reclaim:
    """Demand a prize back for a fraud, with interest by the day, and be late with it."""
    claim = await reclaim(office, await paid_prize(office), SECOND, cause="fraud")
    await office.change(update(Clawback).values(late_rate="0.0005"))
    await claim.accept()
    # A case whose child is open skips no time, and whether its enterprise is barred is a child of the demand.
    long_ago = await day_of(office, claim.case) - timedelta(days=30)
    due_at = datetime.combine(long_ago, time.max, BEIJING)
    await office.change(update(ClawbackInstalment).values(due_on=long_ago, due_at=due_at))
    return claim


async def clear(office: Office, claim: Reclaim) -> None:
    """Find that there was no fraud: bar its enterprise, and lift that by two."""
    case = await followed(office, claim.case)
    await bar(case)
    await case.ask("request", message("lifting_asked", OFFICER, **LIFTING | {"ground": "own_error"}))
    await case.answer("debarment_lifting", DEPUTY, decision="lifted")
    await case.reach("lifted")


async def test_enterprise_reads_what_happens_with_what_it_paid_back(skipping: Office) -> None:
    award, _, case = await lifted(skipping)
    said = [text for event, text in await letters_of(case) if event == "lifted"]
    assert "贵单位已退缴的30万元，由我局作出再决定后退还，原支持对象无须另行申报。" in said[0]
    assert "可以按规定再次申报" not in said[0]
    found = await restored(skipping, award)
    await found.decide()
    [(_, decided)] = await letters_of(found.case)
    assert "其后以骗取资金为由要求退缴。经核实，该认定有误（证书属实）" in decided


async def test_enterprise_is_told_when_what_the_lifting_announced_is_not_decided(skipping: Office) -> None:
    award, _, _ = await lifted(skipping)
    found = await restored(skipping, award)
    assert (await found.row()).told_at is not None
    await found.decide(decision="redecision_refused", reason="已由另一申请支持")
    told = await skipping.all(select(Message.zh).where(Message.case_id == found.case.id, Message.enterprise_uscc.is_not(None)))
    assert [said for said in told if "不再作出再决定" in said]
    assert [event for event, _ in await letters_of(found.case)] == ["redecision_refused"]


async def test_approver_decides_when_no_redecision_can_be_proposed(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND, cause="fraud")
    await claim.accept()
    case = await followed(skipping, claim.case)
    await bar(case)
    other = await anew(skipping, award, {"grade": "first"})
    await case.ask("request", message("lifting_asked", OFFICER, **LIFTING))
    await case.answer("debarment_lifting", DEPUTY, decision="lifted")
    assert (await case.task("restitution")).about["refusal"]["code"] == "duplicate"
    retry = {"decision": "restitution_retried"}
    assert await case.refusal_of_answer("restitution", DEPUTY, **retry) == "four_eyes"
    await other.decide(decision="redecision_refused", reason="以退还为准")
    await case.answer("restitution", HEAD, **retry)
    await case.reach("lifted")
    found = await skipping.all(select(Redecision).where(Redecision.application_id == award.id).order_by(Redecision.id))
    assert [row.facts for row in found] == [{"grade": "first"}, {}]


async def test_nothing_is_restored_when_nothing_was_paid_back_and_the_rest_was_waived(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND, cause="fraud")
    await claim.accept()
    case = await followed(skipping, claim.case)
    await bar(case)
    # How a demand is waived is its own process's affair.
    await skipping.change(update(AnyCase).where(AnyCase.id == claim.case.id).values(stage="waived"))
    await case.ask("request", message("lifting_asked", OFFICER, **LIFTING))
    await case.answer("debarment_lifting", DEPUTY, decision="lifted")
    await case.reach("lifted")
    assert (await case.events())[-1] == "nothing_to_restore"
    assert await skipping.all(select(Redecision)) == []


async def test_restitution_may_be_settled_otherwise_with_a_reason_the_enterprise_reads(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND, cause="fraud")
    await claim.accept()
    case = await followed(skipping, claim.case)
    await bar(case)
    await anew(skipping, award, {"grade": "first"})
    await case.ask("request", message("lifting_asked", OFFICER, **LIFTING))
    await case.answer("debarment_lifting", DEPUTY, decision="lifted")
    await case.answer("restitution", HEAD, decision="restitution_settled", reason="由在办的再决定一并办理")
    await case.reach("lifted")
    told = await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc.is_not(None)))
    assert any("由在办的再决定一并办理" in said for said in told)


async def test_subject_stays_closed_when_nobody_found_the_fraud_in_error(skipping: Office) -> None:
    award = await paid_back(skipping, "fraud")
    again = await skipping.apply_for("science-award")
    async with skipping.database.reading() as session:
        with pytest.raises(Refusal) as refused:
            await require_open_subject(session, await again.row(), [award.id])
    assert refused.value.code == "subject_closed"
