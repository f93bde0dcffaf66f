"""Whoever is no enterprise commits to nothing (general term 6): it gives its account, is paid, and no yearly check charges it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.tables import Commitment, Enterprise, Message, Undertaking
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, APPLICANT, OTHER_OFFICER, SIGNED, Case, Office
from tests.office.milestones import application_to
from tests.workflows.commitments import bound_by, check
from tests.workflows.conftest import Opening

GIVEN = {"decision": "account_given", "account": ACCOUNT}
PASSED = {"decision": "quality_passed", "opinion": "材料真实"}


async def becomes_known_as(office: Office, kind: str) -> None:
    """Have the applicant be known as another kind, as if the register had said so."""
    await office.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(kind=kind))


async def asked(office: Office, kind: str) -> Case:
    """Take an application of a beneficiary of a kind past its notice."""
    case = await application_to("notice", office)
    await becomes_known_as(office, kind)
    await case.clear_notice()
    return case


@pytest.mark.parametrize(
    ("kind", "step", "told"),
    [
        ("enterprise", "commitment", "请签署持续经营承诺并填写收款账户"),
        ("university_or_institute", "payee_account", "请填写收款账户"),
        ("person", "payee_account", "请填写收款账户"),
    ],
)
async def test_beneficiary_is_asked_what_its_kind_owes_when_the_notice_is_over(skipping: Office, kind: str, step: str, told: str) -> None:
    case = await asked(skipping, kind)
    assert [task.kind for task in await case.tasks()] == [step]
    messages = await skipping.all(select(Message).where(Message.case_id == case.id).order_by(Message.id.desc()))
    assert messages[0].zh == f"{(await case.row()).number}公示无异议，{told}。"


@pytest.mark.parametrize("kind", ["university_or_institute", "person"])
async def test_nothing_is_signed_when_an_account_is_all_that_is_given(skipping: Office, kind: str) -> None:
    case = await asked(skipping, kind)
    assert await case.refusal_of_answer("payee_account", APPLICANT, **SIGNED) == "invalid_input"
    await case.answer("payee_account", APPLICANT, **GIVEN)
    await case.task("payment_release")
    assert await skipping.all(select(Undertaking)) == []


@pytest.mark.parametrize("kind", ["university_or_institute", "person"])
async def test_application_ends_when_no_account_is_given_in_time(skipping: Office, kind: str) -> None:
    case = await asked(skipping, kind)
    task = await case.task("payee_account")
    assert task.due_at is not None
    await case.skip(task.due_at - task.opened_at + timedelta(minutes=1))
    row = await case.reach("lapsed")
    messages = await skipping.all(select(Message).where(Message.case_id == case.id).order_by(Message.id.desc()))
    assert messages[0].zh == f"{row.number}逾期未办理“填写收款账户”，申请终止。"


async def test_account_is_paid_to_when_a_second_look_comes_between(opening: Opening) -> None:
    async with opening(quality_share="1") as office:
        case = await asked(office, "university_or_institute")
        await case.answer("payee_account", APPLICANT, **GIVEN)
        await becomes_known_as(office, "enterprise")
        await case.answer("quality_check", OTHER_OFFICER, **PASSED)
        await case.pay()
        await case.reach("in_force")
        assert [office.database.seal.unveiled(payment.account) for payment in await case.payments()] == [ACCOUNT]
        # Nothing binds it, whatever it is known as by now.
        assert await office.all(select(Commitment)) == []
        assert await check(office) == (0, 0, 0)


async def test_commitment_stands_when_who_signed_it_is_no_enterprise_any_more(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    commitment = await bound_by(case)
    await becomes_known_as(skipping, "university_or_institute")
    assert (await commitment.row()).stage == "in_force"
    assert await check(skipping) == (1, 0, 0)
