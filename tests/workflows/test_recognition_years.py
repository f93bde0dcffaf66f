"""An entry of the register over the years: looked at each year, announced, renewed or ended, and revoked by two after a hearing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.tables import Recognition
from policy.working_days import BEIJING, years_after
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, Case, Office, message
from tests.office.case import MOMENT
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import day_of
from tests.workflows.recognitions import LAST, entered
from tests.workflows.test_recognition import numbers

RENEWED = LAST + timedelta(days=3 * 365)


async def wake(case: Case, event: str) -> Recognition:
    """Let time pass until the entry wakes, and see that something happened by it."""
    row: Recognition = await case.row()
    assert row.wakes_at is not None
    before = (await case.events()).count(event)
    await case.skip_until(row.wakes_at + MOMENT)
    await case.happened(event)
    assert (await case.events()).count(event) == before + 1
    after: Recognition = await case.row()
    return after


async def to_end(case: Case) -> None:
    """Have the entry looked at for two years, until its end is announced."""
    for _ in range(2):
        await wake(case, "review_due")
        await case.answer("recognition_review", OTHER_OFFICER, decision="still_holds", opinion="正常运营")
    await wake(case, "expiry_announced")


async def test_entry_is_looked_at_each_year_announced_sixty_days_before_its_end_and_ended(skipping: Office) -> None:
    case = await entered(skipping)
    row: Recognition = await case.row()
    assert row.valid_from is not None
    assert row.wakes_at is not None
    assert row.wakes_at.astimezone(BEIJING).date() == years_after(row.valid_from, 1)
    await to_end(case)
    row = await case.row()
    assert (LAST - await day_of(skipping, case)).days in {59, 60}
    assert f"{LAST.year}年" in dict(await letters_of(case))["expiry_announced"]
    due_at = (await case.task("renewal")).due_at
    assert due_at is not None
    await case.skip_until(due_at + MOMENT)
    await case.happened("renewal_not_asked")
    await wake(case, "expired")
    assert await case.handle.result() == "expired"
    assert [len(await numbers(skipping, day, number=row.entry_no)) for day in (LAST, LAST + timedelta(days=1))] == [1, 0]


async def test_nobody_is_asked_twice_while_a_review_is_open(skipping: Office) -> None:
    case = await entered(skipping)
    row = await wake(case, "review_due")
    # The next that falls due is the notice before its end.
    assert row.wakes_at is not None
    assert (LAST - row.wakes_at.astimezone(BEIJING).date()).days == 60


async def test_entry_stands_past_its_last_day_while_its_renewal_is_decided_and_goes_on_once_it_is(skipping: Office) -> None:
    case = await entered(skipping)
    await to_end(case)
    await case.answer("renewal", APPLICANT, decision="renewal_asked", statement="持续引入国际项目")
    after = LAST + timedelta(days=1)
    number = (await case.row()).entry_no
    assert await numbers(skipping, after, number=number) == [number]
    await case.answer("renewal_check", OFFICER, decision="renewal_checked", opinion="情况属实")
    about = (await case.task("renewal_decision")).about
    assert about["renewal"] == "持续引入国际项目"
    early = LAST.isoformat()
    assert await case.refusal_of_answer("renewal_decision", HEAD, decision="renewed", until=early) == "invalid_input"
    await case.answer("renewal_decision", HEAD, decision="renewed", until=RENEWED.isoformat())
    row: Recognition = await case.row()
    assert (row.valid_until, row.renewing, row.announced) == (RENEWED, False, False)
    assert str(RENEWED.year) in dict(await letters_of(case))["renewed"]
    assert await numbers(skipping, RENEWED, number=number) == [number]


async def test_entry_ends_at_once_when_its_renewal_is_refused_after_its_last_day(skipping: Office) -> None:
    case = await entered(skipping)
    await to_end(case)
    await case.answer("renewal", APPLICANT, decision="renewal_asked", statement="持续引入国际项目")
    await case.skip_until((await case.row()).stage_entered_at + timedelta(days=3 * 365 + 5))
    assert (await case.row()).stage == "in_force"
    await case.answer("renewal_check", OFFICER, decision="renewal_checked", opinion="已停止运营")
    await case.answer("renewal_decision", HEAD, decision="renewal_refused", reason="已停止运营")
    await case.reach("expired")
    assert "已停止运营" in dict(await letters_of(case))["renewal_refused"]
    assert await numbers(skipping, LAST + timedelta(days=1), number=case.number) == []


async def test_entry_ends_on_its_day_when_its_holder_waives_renewal(skipping: Office) -> None:
    case = await entered(skipping)
    await to_end(case)
    await case.answer("renewal", APPLICANT, decision="renewal_waived")
    await wake(case, "expired")
    await case.reach("expired")


# -- revoked ----------------------------------------------------------------------------------------------------------------------------


async def proposed(office: Office) -> Case:
    """Return an entry that an officer proposes to revoke."""
    case = await entered(office)
    ends_on = (await day_of(office, case)).isoformat()
    await case.ask("request", message("revocation_proposed", OFFICER, ends_on=ends_on, reason="中心已停止运营"))
    return case


@pytest.mark.parametrize("said", ["statement_made", "statement_waived"])
async def test_entry_is_revoked_by_two_after_its_holder_was_heard(skipping: Office, said: str) -> None:
    case = await proposed(skipping)
    ends_on = date.fromisoformat((await case.task("revocation_statement")).about["revocation"]["ends_on"])
    assert await numbers(skipping, ends_on, number=case.number) == [case.number]
    await case.answer("revocation_statement", APPLICANT, decision=said, reason="正在恢复")
    about = (await case.task("revocation_decision")).about
    assert about["revocation"] == {"ends_on": ends_on.isoformat(), "reason": "中心已停止运营"}
    assert about.get("pleaded") == ("正在恢复" if said == "statement_made" else None)
    await case.answer("revocation_decision", DEPUTY, decision="revoked", reason="事实清楚")
    row: Recognition = await case.reach("revoked")
    assert (row.ended_on, row.valid_until) == (ends_on, LAST)
    assert await case.handle.result() == "revoked"
    event, text = (await letters_of(case))[-1]
    assert event == "revoked"
    assert ("未予采纳" in text) == (said == "statement_made")
    # What it was good for before stays good.
    assert [len(await numbers(skipping, day, number=case.number)) for day in (ends_on - timedelta(days=1), ends_on)] == [
        int(row.valid_from is not None and row.valid_from < ends_on),
        0,
    ]


async def test_silence_lets_it_be_decided_and_what_is_not_revoked_goes_on(skipping: Office) -> None:
    case = await proposed(skipping)
    due_at = (await case.task("revocation_statement")).due_at
    assert due_at is not None
    await case.skip_until(due_at + MOMENT)
    await case.happened("statement_lapsed")
    await case.answer("revocation_decision", THIRD_APPROVER, decision="revocation_dropped", reason="已恢复运营")
    row: Recognition = await case.reach("in_force")
    assert row.ended_on is None
    await wake(case, "review_due")


async def test_review_that_finds_it_wanting_proposes_to_revoke_it(skipping: Office) -> None:
    case = await entered(skipping)
    await wake(case, "review_due")
    answer = {"decision": "revocation_proposed", "opinion": "未见运营", "reason": "已停止运营"}
    late = (await day_of(skipping, case) + timedelta(days=2)).isoformat()
    assert await case.refusal_of_answer("recognition_review", OTHER_OFFICER, ends_on=late, **answer) == "invalid_input"
    await case.answer("recognition_review", OTHER_OFFICER, ends_on=(await day_of(skipping, case)).isoformat(), **answer)
    await case.reach("hearing")
