"""A voucher is issued by two, spent part by part with a one-time code, and what is left goes back to the budget."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.case.activities import CaseActivities
from activities.signatures.case import Message as SentMessage
from activities.signatures.case import TransitionOrder
from models.commands import voucher as commands
from models.queries import commitment as commitments
from models.tables import (
    AuditEvent,
    CollectedUndertaking,
    Commitment,
    DeliveryCode,
    Message,
    Recognition,
    Task,
    Voucher,
    VoucherSpend,
)
from policy.processes.voucher import code as codes
from policy.working_days import BEIJING, years_after
from sandbox.enterprises import CHENXIN, HAIXI, YUNHENG
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, WAN, Office, defective, message, person, until
from tests.office.case import MOMENT
from tests.vouching import kept
from tests.workflows.commitments import breaches, collected, found_gone
from tests.workflows.letters import letters_of
from tests.workflows.test_before_payment import suspend
from tests.workflows.test_commitment_breach import to_standing
from tests.workflows.vouchers import (
    FACE,
    PLATFORM,
    SIGNED,
    asked,
    contract,
    delivery,
    issued,
    prove,
    recognise,
    rule,
    spend,
    spend_of,
    to_decision,
    walk_to_issue,
)

COLLEAGUE = person("applicant-chenxin-2")


async def held(office: Office) -> tuple[int, int]:
    """Return what is available and what is set aside, having checked that the books balance."""
    balances = await office.balances()
    assert sum(balances.values()) == 0
    return balances["available"], balances["pre_commitment"]


async def told(office: Office, uscc: str) -> list[str]:
    return list(await office.all(select(Message.zh).where(Message.enterprise_uscc == uscc).order_by(Message.id)))


# -- issued -----------------------------------------------------------------------------------------------------------------------------


async def test_voucher_is_issued_with_number_face_rate_and_term_and_its_face_is_set_aside(skipping: Office) -> None:
    available, _ = await held(skipping)
    case = await walk_to_issue(skipping)
    row: Voucher = await case.row()
    today = datetime.now(BEIJING).date()
    assert (row.face_fen, row.rate, row.taken_fen) == (FACE, "0.5", 0)
    assert (row.valid_from, row.valid_until) == (today, years_after(today, 1))
    assert await held(skipping) == (available - FACE, FACE)
    event, text = (await letters_of(case))[-1]
    assert event == "issued"
    assert all(said in text for said in (case.number, "人民币20万元", "50%"))
    assert "已发放，面额20万元" in (await told(skipping, CHENXIN))[-1]


async def test_commitment_binds_the_enterprise_from_its_first_voucher_on_and_is_not_signed_again(skipping: Office) -> None:
    await walk_to_issue(skipping)

    async def bound() -> Any:
        return (await skipping.all(select(CollectedUndertaking))) or None

    await until(bound, "a commitment that binds")
    [commitment] = await skipping.all(select(Commitment).where(Commitment.enterprise_uscc == CHENXIN))
    async with skipping.database.reading() as session:
        [one] = await commitments.collected(session, commitment.id)
        assert one.application.item_code == "innovation-voucher"
        assert [found.uscc for found, _ in await commitments.bound_enterprises(session, "", 10)] == [CHENXIN]
    second = await to_decision(skipping)
    await second.answer("voucher_decision", HEAD, decision="voucher_approved")
    await second.reach("valid")
    assert "commitment_signed" not in await second.events()


async def test_move_of_whoever_a_voucher_alone_binds_is_a_breach_that_asks_nothing_back(skipping: Office) -> None:
    await rule(skipping, rate="0.50", face_fen=FACE, stay_years=3, repay="full")
    case = await to_decision(skipping)
    await case.answer("voucher_decision", HEAD, decision="voucher_approved")
    # Its time stands still but for what a test skips.
    with skipping.starting():
        await case.answer("voucher_commitment", APPLICANT, **SIGNED)
        commitment = await collected(case)
    await found_gone(commitment)
    await commitment.reach("hearing")
    await to_standing(commitment)
    [breach] = await breaches(skipping)
    assert (breach.touched, breach.demands) == ([case.number], [])


async def test_nothing_is_issued_while_no_rule_sets_rate_and_face(skipping: Office) -> None:
    case = await to_decision(skipping)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.answer("voucher_decision", HEAD, decision="voucher_approved")
    cause: Any = refused.value.cause
    assert cause.type == "needs_parameter"
    assert [fault["field"] for fault in cause.details[2]["errors"]] == ["rate", "face_fen"]


async def test_refusal_names_the_one_parameter_that_is_unset(skipping: Office) -> None:
    await rule(skipping, rate="0.50")
    case = await to_decision(skipping)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.answer("voucher_decision", HEAD, decision="voucher_approved")
    cause: Any = refused.value.cause
    assert [fault["field"] for fault in cause.details[2]["errors"]] == ["face_fen"]


async def test_budget_of_the_year_has_to_cover_the_face(opening: Any) -> None:
    async with opening(budget_fen=FACE - 1) as office:
        await rule(office)
        case = await to_decision(office)
        assert await case.refusal_of_answer("voucher_decision", HEAD, decision="voucher_approved") == "budget_exhausted"


async def test_faces_of_a_year_stay_within_the_general_cap(skipping: Office) -> None:
    await rule(skipping, rate="0.50", face_fen=300 * WAN)
    first = await to_decision(skipping)
    await first.answer("voucher_decision", HEAD, decision="voucher_approved")
    second = await to_decision(skipping)
    assert await second.refusal_of_answer("voucher_decision", HEAD, decision="voucher_approved") == "already_awarded"


@pytest.mark.parametrize("days", [-1, 400])
async def test_term_ends_within_a_year(skipping: Office, days: int) -> None:
    await rule(skipping)
    case = await to_decision(skipping)
    until = (datetime.now(BEIJING).date() + timedelta(days=days)).isoformat()
    assert await case.refusal_of_answer("voucher_decision", HEAD, decision="voucher_approved", until=until) == "invalid_input"


async def test_enterprise_with_a_serious_record_is_refused_with_its_letter(skipping: Office) -> None:
    case = await asked(skipping, person("applicant-haixi"))
    await case.answer("voucher_check", OFFICER, decision="accepted")
    row: Voucher = await case.reach("refused")
    assert row.enterprise_uscc == HAIXI
    assert "不予发放" in (await letters_of(case))[-1][1]


async def test_correction_comes_back_to_be_checked_and_lapses_when_it_does_not_come(skipping: Office) -> None:
    case = await asked(skipping)
    await case.answer("voucher_check", OFFICER, **defective("statement", "用途不明"))
    await skipping.change(update(Voucher).values(statement="用于车规芯片流片"))
    await case.answer("voucher_correction", APPLICANT, decision="corrected")
    await case.answer("voucher_check", OFFICER, **defective("service", "服务不明"))
    due = (await case.task("voucher_correction")).due_at
    assert due is not None
    await case.skip_until(due + MOMENT)
    await case.reach("lapsed")


async def test_refused_or_sent_back_by_an_approver_who_says_why(skipping: Office) -> None:
    await rule(skipping)
    case = await to_decision(skipping)
    await case.answer("voucher_decision", HEAD, decision="voucher_returned", reason="用途再核")
    await case.answer("voucher_check", OFFICER, decision="accepted")
    await case.reach("decision")
    await case.answer("voucher_decision", HEAD, decision="voucher_refused", reason="拟购服务不属于专业技术服务")
    await case.reach("refused")
    assert "拟购服务不属于专业技术服务" in (await letters_of(case))[-1][1]


async def test_what_is_refused_at_the_check_has_its_letter(skipping: Office) -> None:
    case = await asked(skipping)
    await case.answer("voucher_check", OFFICER, decision="acceptance_refused", reason="并非企业购买")
    await case.reach("refused")
    assert "并非企业购买" in (await letters_of(case))[-1][1]


async def test_budget_is_free_again_when_nobody_signs_in_time(skipping: Office) -> None:
    await rule(skipping)
    case = await to_decision(skipping)
    before = await held(skipping)
    await case.answer("voucher_decision", HEAD, decision="voucher_approved")
    due = (await case.task("voucher_commitment")).due_at
    assert due is not None
    await case.skip_until(due + MOMENT)
    await case.reach("lapsed")
    assert await held(skipping) == before


async def test_budget_is_free_again_when_it_is_withdrawn_before_it_is_signed(skipping: Office) -> None:
    await rule(skipping)
    case = await to_decision(skipping)
    before = await held(skipping)
    await case.answer("voucher_decision", HEAD, decision="voucher_approved")
    await case.task("voucher_commitment")
    await case.withdraw()
    await case.reach("withdrawn")
    assert await held(skipping) == before


async def test_nothing_is_asked_for_while_vouchers_are_suspended(skipping: Office) -> None:
    await suspend(skipping, "innovation-voucher", datetime.now(BEIJING).date())
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await asked(skipping)
    assert getattr(refused.value.cause, "type", None) == "window_closed"


# -- spent ------------------------------------------------------------------------------------------------------------------------------


async def test_contract_reserves_its_part_and_delivery_spends_it_and_both_sides_are_told(skipping: Office) -> None:
    case = await issued(skipping)
    made = await spend(case, 10 * WAN)
    assert (made.state, made.amount_fen, made.confirmed_by) == ("spent", 5 * WAN, APPLICANT.subject)
    assert ((await case.row()).taken_fen, await skipping.all(select(DeliveryCode))) == (5 * WAN, [])
    assert any("登记了服务合同PT-1，预留5万元" in said for said in await told(skipping, CHENXIN))
    assert "服务合同PT-1已确认交付" in (await told(skipping, YUNHENG))[-1]


async def test_last_contract_takes_no_more_than_is_left_and_the_next_one_nothing(skipping: Office) -> None:
    case = await issued(skipping)
    await spend(case, 30 * WAN, "PT-1")
    assert (await spend(case, 30 * WAN, "PT-2")).amount_fen == 5 * WAN
    assert await case.refusal("request", contract(1 * WAN, "PT-3")) == "voucher_spent"
    assert (await case.row()).taken_fen == FACE


async def test_contract_is_refused_when_no_fen_of_it_is_paid_by_a_voucher(skipping: Office) -> None:
    case = await issued(skipping)
    assert await case.refusal("request", contract(0)) == "invalid_input"
    assert await case.refusal("request", contract(1)) == "invalid_input"
    row: Voucher = await case.row()
    assert row.taken_fen == 0


async def test_delivery_is_not_confirmed_without_the_code_nor_by_a_colleague_who_did_not_prove_it(skipping: Office) -> None:
    case = await issued(skipping)
    await case.ask("request", contract(10 * WAN))
    assert await case.refusal_of_answer("delivery_confirmation", APPLICANT, decision="delivery_confirmed") == "wrong_stage"
    await prove(skipping, await spend_of(skipping), COLLEAGUE)
    assert await case.refusal_of_answer("delivery_confirmation", APPLICANT, decision="delivery_confirmed") == "wrong_stage"
    await skipping.change(update(DeliveryCode).values(expires_at=datetime.now(UTC)))
    assert await case.refusal_of_answer("delivery_confirmation", COLLEAGUE, decision="delivery_confirmed") == "wrong_stage"
    assert (await spend_of(skipping)).state == "reserved"


async def test_code_counts_for_five_tries_and_is_kept_as_what_it_comes_to(skipping: Office) -> None:
    case = await issued(skipping)
    await case.ask("request", contract(10 * WAN))
    made = await spend_of(skipping)
    async with skipping.database.writing() as session:
        code, _ = await commands.draw_code(session, PLATFORM, made)
    [kept] = await skipping.all(select(DeliveryCode))
    assert code.encode() not in kept.digest + kept.salt
    answers = []
    for tried in (*["WRONGONE"] * codes.TRIES, code):
        async with skipping.database.writing() as session:
            answers.append(await commands.prove_code(session, APPLICANT, made, tried))
    assert [answer.code if answer else None for answer in answers] == ["invalid_input"] * (codes.TRIES + 1)
    # Another one is drawn, and counts however it is typed.
    async with skipping.database.writing() as session:
        code, _ = await commands.draw_code(session, PLATFORM, made)
    async with skipping.database.writing() as session:
        assert await commands.prove_code(session, APPLICANT, made, f" {code[:4].lower()}-{code[4:]} ") is None


async def test_code_is_nowhere_in_what_temporal_keeps_nor_in_tasks_events_and_requests(skipping: Office) -> None:
    case = await issued(skipping)
    await case.ask("request", contract(10 * WAN))
    made = await spend_of(skipping)
    async with skipping.database.writing() as session:
        code, _ = await commands.draw_code(session, PLATFORM, made)
    async with skipping.database.writing() as session:
        assert await commands.prove_code(session, APPLICANT, made, code) is None
    await case.complete(await delivery(skipping, made), APPLICANT, {"decision": "delivery_confirmed"})
    assert code not in (await case.handle.fetch_history()).to_json()
    for table in (AuditEvent, Task, Message, VoucherSpend):
        rows = await skipping.all(select(table))
        assert not any(code in str(vars(row)) for row in rows)


async def test_contract_the_enterprise_does_not_know_is_declined_and_its_part_can_be_spent_again(skipping: Office) -> None:
    case = await issued(skipping)
    await case.ask("request", contract(40 * WAN))
    await case.answer("delivery_confirmation", APPLICANT, decision="contract_declined", reason="未签订该合同")
    assert ((await case.row()).taken_fen, (await spend_of(skipping)).state) == (0, "dropped")
    assert "未签订该合同" in (await told(skipping, YUNHENG))[-1]
    await case.ask("request", contract(40 * WAN))
    assert (await case.row()).taken_fen == FACE


async def test_platform_takes_back_what_is_not_delivered_and_nobody_else_does(skipping: Office) -> None:
    case = await issued(skipping)
    await case.ask("request", contract(40 * WAN))
    made = await spend_of(skipping)
    cancelling = {"spend": str(made.id), "reason": "合同解除"}
    assert await case.refusal("request", message("contract_cancelled", person("applicant-qinghe"), **cancelling)) == "not_found"
    await case.ask("request", message("contract_cancelled", PLATFORM, **cancelling))
    assert ((await case.row()).taken_fen, await case.tasks()) == (0, [])
    assert await case.refusal("request", message("contract_cancelled", PLATFORM, **cancelling)) == "wrong_stage"


async def test_contract_is_registered_once_and_by_a_recognised_platform_alone(skipping: Office) -> None:
    case = await issued(skipping)
    await case.ask("request", contract(2 * WAN, "PT-1"))
    assert await case.refusal("request", contract(2 * WAN, "pt—1")) == "duplicate"
    assert await case.refusal("request", contract(2 * WAN, "X-1", person("applicant-qinghe"))) == "forbidden"
    await recognise(skipping, CHENXIN)
    assert await case.refusal("request", contract(2 * WAN, "X-2", APPLICANT)) == "forbidden"
    await skipping.change(update(Recognition).values(ended_on=datetime.now(BEIJING).date()))
    assert await case.refusal("request", contract(2 * WAN, "PT-2")) == "forbidden"


async def test_refund_can_be_spent_again_while_it_is_valid(skipping: Office) -> None:
    case = await issued(skipping)
    made = await spend(case, 40 * WAN)
    refunding = message("spend_refunded", PLATFORM, spend=str(made.id), reason="服务未达约定")
    await case.ask("request", refunding)
    assert ((await case.row()).taken_fen, (await spend_of(skipping)).state) == (0, "refunded")
    assert "服务未达约定" in (await told(skipping, CHENXIN))[-1]
    assert await case.refusal("request", message("spend_refunded", PLATFORM, spend=str(made.id), reason="再退")) == "wrong_stage"
    assert (await spend(case, 40 * WAN, "PT-2")).amount_fen == FACE


async def test_fifty_racing_contracts_of_one_voucher_take_exactly_its_face(skipping: Office) -> None:
    case = await issued(skipping)
    # More than ten at a time Temporal keeps waiting at its door.
    door = asyncio.Semaphore(9)

    async def race(number: int) -> str:
        try:
            async with door:
                await spend(case, 3 * WAN, f"PT-{number}")
        except WorkflowUpdateFailedError as refused:
            return str(getattr(refused.cause, "type", ""))
        return "spent"

    # 1.5万 each of 20万: thirteen whole ones, and what is left.
    ended = await asyncio.gather(*(race(number) for number in range(50)))
    assert (ended.count("spent"), ended.count("voucher_spent")) == (14, 36)
    spends = await skipping.all(select(VoucherSpend))
    assert sum(one.amount_fen for one in spends if one.state == "spent") == FACE == (await case.row()).taken_fen


async def test_fifty_transactions_at_once_take_exactly_the_face_and_each_delivery_counts_once(skipping: Office) -> None:
    """Without a workflow that would make them take turns: PostgreSQL alone keeps them from taking more."""
    case = await issued(skipping)
    activities, at = CaseActivities(skipping.parts.deployment()), datetime.now(UTC)

    async def recorded(asked_for: SentMessage, key: str) -> str:
        await kept(skipping.database, ("voucher", case.number, case.id), "request", asked_for, skipping.attestor)
        order = TransitionOrder(
            process="voucher",
            case_id=str(case.id),
            event=asked_for.event,
            key=key,
            occurred_at=at,
            task_id=asked_for.task_id,
            request=asked_for.key,
        )
        try:
            await activities.record_transition(order)
        except ApplicationError as refused:
            return str(refused.type)
        return "recorded"

    ended = await asyncio.gather(*(recorded(contract(3 * WAN, f"PT-{number}"), f"race/{number}") for number in range(50)))
    assert (ended.count("recorded"), ended.count("voucher_spent")) == (14, 36)
    spends = await skipping.all(select(VoucherSpend))
    assert sum(one.amount_fen for one in spends) == FACE == (await case.row()).taken_fen
    # Each of them is confirmed twice at the same moment.
    confirming = []
    for one in spends:
        await prove(skipping, one)
        task = await delivery(skipping, one)
        confirming += [case.completion_of(task, APPLICANT, {"decision": "delivery_confirmed"}) for _ in range(2)]
    ended = await asyncio.gather(*(recorded(asked_for, f"confirm/{place}") for place, asked_for in enumerate(confirming)))
    assert (ended.count("recorded"), ended.count("task_closed")) == (14, 14)
    spends = await skipping.all(select(VoucherSpend))
    assert [one.state for one in spends] == ["spent"] * 14
    assert sum(one.amount_fen for one in spends) == FACE


# -- run out, and voided ----------------------------------------------------------------------------------------------------------------


async def test_budget_of_what_ran_out_is_available_again_and_unconfirmed_contracts_end(skipping: Office) -> None:
    available, _ = await held(skipping)
    case = await issued(skipping)
    await case.ask("request", contract(10 * WAN))
    expires_at = (await case.row()).expires_at
    await case.skip_until(expires_at + MOMENT)
    await case.reach("unused")
    assert await held(skipping) == (available, 0)
    assert (await spend_of(skipping)).state == "dropped"
    assert "未在有效期内确认交付" in (await told(skipping, YUNHENG))[-1]
    assert "已期满" in (await told(skipping, CHENXIN))[-1]
    event, letter = (await letters_of(case))[-1]
    assert (event, "有效期已满，未曾使用，额度" in letter, "就此办结" in letter) == ("expired", True, True)


async def test_holder_is_reminded_once_thirty_days_before_the_last_day(skipping: Office) -> None:
    case = await issued(skipping)
    await spend(case, 10 * WAN)
    row = await case.row()
    assert row.wakes_at == row.expires_at - timedelta(days=30)
    await case.skip_until(row.wakes_at + MOMENT)
    await case.happened("expiry_reminded")
    assert "15万元未使用" in (await told(skipping, CHENXIN))[-1]
    row = await case.row()
    assert (row.stage, row.wakes_at) == ("valid", row.expires_at)
    await case.skip_until(row.expires_at + MOMENT)
    await case.reach("settling")
    assert (await case.events()).count("expiry_reminded") == 1


@pytest.mark.parametrize(("days", "reminds"), [(29, False), (30, False), (31, True)])
async def test_holder_is_not_reminded_of_a_voucher_that_is_issued_for_thirty_days(skipping: Office, days: int, *, reminds: bool) -> None:
    await rule(skipping)
    case = await to_decision(skipping)
    until = (datetime.now(BEIJING).date() + timedelta(days=days)).isoformat()
    await case.answer("voucher_decision", HEAD, decision="voucher_approved", opinion="同意", until=until)
    await case.answer("voucher_commitment", APPLICANT, **SIGNED)
    row = await case.reach("valid")
    assert (row.wakes_at != row.expires_at) is reminds


async def test_refund_of_what_ran_out_goes_to_the_budget_and_ends_it(skipping: Office) -> None:
    available, _ = await held(skipping)
    case = await issued(skipping)
    made = await spend(case, 10 * WAN)
    await case.skip_until((await case.row()).expires_at + MOMENT)
    await case.reach("settling")
    assert await held(skipping) == (available - made.amount_fen, made.amount_fen)
    await case.ask("request", message("spend_refunded", PLATFORM, spend=str(made.id), reason="合同解除"))
    await case.reach("unused")
    assert await held(skipping) == (available, 0)


async def test_voided_by_another_than_asked_for_it_and_what_was_spent_stays_spent(skipping: Office) -> None:
    available, _ = await held(skipping)
    case = await issued(skipping)
    made = await spend(case, 10 * WAN, "PT-1")
    await case.ask("request", contract(10 * WAN, "PT-2"))
    proposing = message("void_proposed", OTHER_OFFICER, reason="虚构服务需求")
    await case.ask("request", proposing)
    assert await case.refusal("request", message("void_proposed", OTHER_OFFICER, reason="再提")) == "duplicate"
    await case.answer("void_decision", DEPUTY, decision="void_dropped", reason="证据不足")
    await case.ask("request", message("void_proposed", OTHER_OFFICER, reason="虚构服务需求"))
    await case.answer("void_decision", DEPUTY, decision="voided", reason="经查实")
    await case.reach("settling")
    assert await held(skipping) == (available - made.amount_fen, made.amount_fen)
    assert [(await spend_of(skipping, number)).state for number in ("PT-1", "PT-2")] == ["spent", "dropped"]
    event, text = (await letters_of(case))[-1]
    assert event == "voided"
    assert "虚构服务需求" in text
    assert await case.refusal("request", contract(1 * WAN, "PT-3")) == "wrong_stage"
