"""A payment that would be something else than what was released goes back to its release, also after it was confirmed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import update

from models.tables import Enterprise
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, FINANCE, Case, Office
from tests.office.milestones import application_to
from tests.workflows.redecisions import paid_anew


async def award(office: Office) -> Case:
    return await application_to("payment", office)


async def supplement(office: Office) -> Case:
    found = await paid_anew(office, "first")
    await found.decide()
    await found.case.reach("payment")
    return found.case


@pytest.mark.parametrize(("begin", "paid"), [(award, "in_force"), (supplement, "supplemented")])
async def test_payment_goes_back_to_its_release_when_its_payee_is_written_otherwise_before_the_treasury_was_told(
    skipping: Office, begin: Callable[[Office], Awaitable[Case]], paid: str
) -> None:
    case = await begin(skipping)
    before = len(await skipping.treasury_payments())
    await skipping.fault("treasury.query", "down")
    await case.pay()
    await skipping.until_failed("treasury", case)
    # The same name for whoever reads it, and another text than was released.
    await skipping.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name=f"{ACCOUNT['holder']} "))
    await skipping.mend()
    await case.happened("release_outdated")
    assert len(await skipping.treasury_payments()) == before
    await case.pay()
    await case.reach(paid)
    assert len(await skipping.treasury_payments()) == before + 1


@pytest.mark.parametrize(("begin", "paid"), [(award, "in_force"), (supplement, "supplemented")])
async def test_release_is_refused_and_shown_anew_when_it_is_not_what_was_shown(
    skipping: Office, begin: Callable[[Office], Awaitable[Case]], paid: str
) -> None:
    case = await begin(skipping)
    shown = await case.task("payment_release")
    await skipping.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name=f"{ACCOUNT['holder']} "))
    assert await case.refusal_of_answer("payment_release", FINANCE, decision="payment_released") == "release_outdated"
    [again] = [task for task in await case.tasks() if task.kind == "payment_release"]
    assert again.id != shown.id
    assert (shown.about["simulation"]["payee"], again.about["simulation"]["payee"]) == (ACCOUNT["holder"], f"{ACCOUNT['holder']} ")
    await case.pay()
    await case.reach(paid)
