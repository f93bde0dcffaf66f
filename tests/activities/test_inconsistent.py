"""矛盾的写入。What contradicts a rule of the database is refused once, in plain words, and the case goes on."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.case.activities import CaseActivities
from activities.signatures.case import Transition
from models.tables import Appropriation, LedgerTransfer
from tests.activities.award import AWARD_FEN, COMMITTEE, DECIDED, SHOWN, Award
from tests.office import HEAD
from tests.vouching import vouched


def minuted(award: Award, award_fen: int) -> Transition:
    """Return an act by which a committee names an amount."""
    return Transition("application", str(award.id), "minuted", uuid.uuid4().hex, datetime.now(UTC), HEAD, None, {"award_fen": award_fen})


async def test_act_is_refused_once_when_it_contradicts_a_rule(award: Award) -> None:
    await award.happens("referred")
    with pytest.raises(ApplicationError) as refused:
        await CaseActivities(award.deployment).record_transition(
            await vouched(award.database, (await award.row()).number, minuted(award, -1))
        )
    assert (refused.value.type, refused.value.non_retryable) == ("inconsistent", True)
    assert "award_not_negative" in refused.value.args[0] or "award_not_negative" in str(refused.value.details)
    assert (await award.row()).stage == COMMITTEE
    assert (await award.records(minuted(award, AWARD_FEN))).stage == DECIDED


@pytest.mark.parametrize(("attempt", "error"), [(1, IntegrityError), (2, IntegrityError), (3, ApplicationError)])
async def test_act_is_tried_again_a_few_times_when_another_wrote_the_same(award: Award, attempt: int, error: type[Exception]) -> None:
    await award.appropriate(2 * AWARD_FEN)
    await award.happens("referred")
    await award.happens("minuted", award_fen=AWARD_FEN)
    key = uuid.uuid4().hex
    async with award.database.writing() as session:
        appropriation_id = (await session.scalars(select(Appropriation.id))).one()
        session.add(
            LedgerTransfer(
                key=f"{key}/pre_commitment/available",
                appropriation_id=appropriation_id,
                case_id=award.id,
                kind="pre_commitment",
                debit="available",
                credit="pre_commitment",
                amount_fen=1,
                made_by=HEAD.subject,
            )
        )
    made = Transition("application", str(award.id), "approved", key, datetime.now(UTC), HEAD, None, {})
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=attempt)
    with pytest.raises(error):
        await environment.run(CaseActivities(award.deployment).record_transition, await vouched(award.database, "AW-2026-000001", made))
    assert (await award.row()).stage != SHOWN
