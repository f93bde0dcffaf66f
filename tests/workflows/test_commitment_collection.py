"""承诺的归集。What a paid award binds an enterprise to, from when, until when, and by which terms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.tables import Commitment
from policy.processes.commitment.terms import last_day
from tests.office import ACCOUNT, APPLICANT, CLOSED_ACCOUNT, SIGNED, Office, until
from tests.office.milestones import application_to
from tests.workflows.commitments import bound_by, paid, rule_set, undertaking_of, undertakings


async def test_signatory_reads_the_terms_when_the_commitment_is_put_before_her(skipping: Office) -> None:
    await rule_set(skipping, stay_years=3, repay="pro_rata")
    case = await application_to("commitment", skipping)
    terms = (await case.task("commitment")).about["terms"]
    assert (terms["stay_years"], terms["repay"], terms["documents"]) == (3, "pro_rata", ["京技管〔2026〕9号"])
    assert "3年" in terms["text"]["zh"]
    assert len(terms["rules_hash"]) == 64


async def test_commitment_carries_what_was_read_when_a_rule_came_before_the_signature(skipping: Office) -> None:
    await rule_set(skipping, stay_years=3, repay="pro_rata")
    case = await application_to("commitment", skipping)
    await rule_set(skipping, stay_years=9, repay="full")
    await case.answer("commitment", APPLICANT, **SIGNED)
    signed = await undertaking_of(case)
    assert signed.repay == "pro_rata"
    assert signed.ends_on == last_day(signed.starts_on, 3)


async def test_commitment_has_no_end_and_no_repayment_when_no_rule_says(skipping: Office) -> None:
    case = await skipping.apply_for()
    commitment = await paid(case)
    signed = await undertaking_of(case)
    assert (signed.ends_on, signed.repay) == (None, "none")
    assert [undertaking.until for undertaking in await undertakings(skipping)] == [None]
    assert (await commitment.row()).wakes_at is None


async def test_commitment_is_collected_when_its_award_is_paid(skipping: Office) -> None:
    await rule_set(skipping, stay_years=3)
    case = await application_to("payment", skipping)
    assert await skipping.all(select(Commitment)) == []
    commitment = await bound_by(case)
    assert (await commitment.row()).stage == "in_force"
    signed = await undertaking_of(case)
    assert [(undertaking.undertaking_id, undertaking.until) for undertaking in await undertakings(skipping)] == [
        (signed.id, signed.ends_on)
    ]


async def test_second_award_joins_the_first_when_it_is_paid(skipping: Office) -> None:
    first = await skipping.apply_for()
    commitment = await paid(first)
    second = await skipping.apply_for("science-award")
    await paid(second)
    assert (await commitment.events()).count("commitment_collected") == 2
    assert len(await undertakings(skipping)) == 2
    assert len(await skipping.all(select(Commitment))) == 1


async def test_award_binds_once_when_the_bank_returned_it_and_it_was_paid_again(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment(CLOSED_ACCOUNT)
    await case.pay()
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    commitment = await bound_by(case)
    assert (await commitment.events()).count("commitment_collected") == 1


async def test_everything_is_over_when_the_last_commitment_was_served(skipping: Office) -> None:
    await rule_set(skipping, stay_years=3)
    case = await skipping.apply_for()
    commitment = await paid(case)
    ends_on = (await undertaking_of(case)).ends_on
    assert ends_on is not None
    await commitment.skip(timedelta(days=3 * 366 + 60))
    assert await commitment.handle.result() == "fulfilled"
    assert [(undertaking.ended_on, undertaking.cause) for undertaking in await undertakings(skipping)] == [(ends_on, "served")]


async def test_commitment_begins_again_when_an_award_is_paid_after_the_end(skipping: Office) -> None:
    await rule_set(skipping, stay_years=1)
    commitment = await paid(await skipping.apply_for())
    await commitment.skip(timedelta(days=500))
    await commitment.reach("fulfilled")
    await paid(await skipping.apply_for("science-award"))
    await commitment.reach("in_force")
    assert (await commitment.events()).count("commitment_collected") == 2


async def test_commitment_gets_an_end_when_a_rule_sets_a_term_later(skipping: Office) -> None:
    case = await skipping.apply_for()
    commitment = await paid(case)
    await rule_set(skipping, stay_years=5)
    await commitment.handle.signal("nudge", "a rule")
    signed = await undertaking_of(case)

    async def ended() -> bool | None:
        return (await undertakings(skipping))[0].until == last_day(signed.starts_on, 5) or None

    await until(ended, "an end")


@pytest.mark.parametrize("statement", ["UPDATE undertakings SET repay = 'none'", "DELETE FROM undertakings"])
async def test_undertaking_cannot_be_changed(skipping: Office, statement: str) -> None:
    await (await skipping.apply_for()).to_payment()
    with pytest.raises(DBAPIError, match="append-only"):
        await skipping.change(text(statement))
