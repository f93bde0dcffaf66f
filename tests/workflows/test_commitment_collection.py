"""承诺的归集。What a paid award binds an enterprise to, from when, until when, and by which terms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.tables import Stay
from policy.commitment import last_day
from tests.workflows.commitments import bindings, bound_by, commitment_of, decree, paid
from tests.workflows.office import ACCOUNT, APPLICANT, CLOSED_ACCOUNT, SIGNED, Office, until


async def test_signatory_reads_the_terms_when_the_commitment_is_put_before_her(skipping: Office) -> None:
    await decree(skipping, stay_years=3, repay="pro_rata")
    case = await skipping.apply_for()
    await case.to_commitment()
    terms = (await case.task("commitment")).about["terms"]
    assert (terms["stay_years"], terms["repay"], terms["documents"]) == (3, "pro_rata", ["京技管〔2026〕9号"])
    assert "3 年" in terms["text"]["zh"]
    assert len(terms["rules_hash"]) == 64


async def test_commitment_carries_what_was_read_when_a_rule_came_before_the_signature(skipping: Office) -> None:
    await decree(skipping, stay_years=3, repay="pro_rata")
    case = await skipping.apply_for()
    await case.to_commitment()
    await decree(skipping, stay_years=9, repay="full")
    await case.answer("commitment", APPLICANT, **SIGNED)
    signed = await commitment_of(case)
    assert signed.repay == "pro_rata"
    assert signed.ends_on == last_day(signed.starts_on, 3)


async def test_commitment_has_no_end_and_no_repayment_when_no_rule_says(skipping: Office) -> None:
    case = await skipping.apply_for()
    stay = await paid(case)
    signed = await commitment_of(case)
    assert (signed.ends_on, signed.repay) == (None, "none")
    assert [binding.until for binding in await bindings(skipping)] == [None]
    assert (await stay.row()).wakes_at is None


async def test_commitment_is_collected_when_its_award_is_paid(skipping: Office) -> None:
    await decree(skipping, stay_years=3)
    case = await skipping.apply_for()
    await case.to_payment()
    assert await skipping.all(select(Stay)) == []
    stay = await bound_by(case)
    assert (await stay.row()).stage == "in_force"
    signed = await commitment_of(case)
    assert [(binding.commitment_id, binding.until) for binding in await bindings(skipping)] == [(signed.id, signed.ends_on)]


async def test_second_award_joins_the_first_when_it_is_paid(skipping: Office) -> None:
    first = await skipping.apply_for()
    stay = await paid(first)
    second = await skipping.apply_for("science-award")
    await paid(second)
    assert (await stay.events()).count("commitment_collected") == 2
    assert len(await bindings(skipping)) == 2
    assert len(await skipping.all(select(Stay))) == 1


async def test_award_binds_once_when_the_bank_returned_it_and_it_was_paid_again(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment(CLOSED_ACCOUNT)
    await case.pay()
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    stay = await bound_by(case)
    assert (await stay.events()).count("commitment_collected") == 1


async def test_everything_is_over_when_the_last_commitment_was_served(skipping: Office) -> None:
    await decree(skipping, stay_years=3)
    case = await skipping.apply_for()
    stay = await paid(case)
    ends_on = (await commitment_of(case)).ends_on
    assert ends_on is not None
    await stay.skip(timedelta(days=3 * 366 + 60))
    assert await stay.handle.result() == "fulfilled"
    assert [(binding.ended_on, binding.cause) for binding in await bindings(skipping)] == [(ends_on, "served")]


async def test_commitment_begins_again_when_an_award_is_paid_after_the_end(skipping: Office) -> None:
    await decree(skipping, stay_years=1)
    stay = await paid(await skipping.apply_for())
    await stay.skip(timedelta(days=500))
    await stay.reach("fulfilled")
    await paid(await skipping.apply_for("science-award"))
    await stay.reach("in_force")
    assert (await stay.events()).count("commitment_collected") == 2


async def test_commitment_gets_an_end_when_a_rule_sets_a_term_later(skipping: Office) -> None:
    case = await skipping.apply_for()
    stay = await paid(case)
    await decree(skipping, stay_years=5)
    await stay.handle.signal("nudge", "a rule")
    signed = await commitment_of(case)

    async def ended() -> bool | None:
        return (await bindings(skipping))[0].until == last_day(signed.starts_on, 5) or None

    await until(ended, "an end")


@pytest.mark.parametrize("statement", ["UPDATE commitments SET repay = 'none'", "DELETE FROM commitments"])
async def test_signed_commitment_cannot_be_changed(skipping: Office, statement: str) -> None:
    await (await skipping.apply_for()).to_payment()
    with pytest.raises(DBAPIError, match="append-only"):
        await skipping.change(text(statement))
