"""The committee meets: cases are put on its agenda, its members vote, and each case takes what was resolved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import AgendaItem, AuditEvent, Involvement, LedgerAccount, Person
from policy.working_days import BEIJING
from tests.office import DEPUTY, HEAD, MOMENT, OFFICER, WAN, Case, Office
from tests.workflows.letters import letters_of
from tests.workflows.meetings import CHAIR, MEMBERS, MINUTES_NO, called, convened, minuted, resolve, seats, tabled, vote
from tests.workflows.test_application_decision import to_committee

AGAINST = {"decision": "voted_against", "reason": "不属于特别重大任务"}


async def matter(office: Office, case: Case) -> AgendaItem:
    """Return the matter that a case is, or was last, on an agenda."""
    query = select(AgendaItem).where(AgendaItem.case_id == case.id).order_by(AgendaItem.meeting_id.desc())
    found: AgendaItem = (await office.all(query))[0]
    return found


async def last(office: Office, case: Case, event: str) -> dict[str, Any]:
    """Return the particulars of the last event of a kind."""
    query = select(AuditEvent).where(AuditEvent.case_id == case.id, AuditEvent.event == event).order_by(AuditEvent.sequence.desc())
    return dict((await office.all(query))[0].detail)


# -- the agenda ---------------------------------------------------------------------------------------------------------------------


async def test_case_waits_for_the_meeting_without_a_task_when_it_is_on_an_agenda(skipping: Office) -> None:
    case = await to_committee(skipping)
    await tabled(case, await called(skipping))
    assert await case.tasks() == []
    assert (await case.row()).stage == "committee"


@pytest.mark.parametrize("number", ["MT-2026-999999", "elsewhere", "convened"])
async def test_case_is_not_put_on_the_agenda_of_a_meeting_that_does_not_take_it(skipping: Office, number: str) -> None:
    case = await to_committee(skipping)
    if number == "elsewhere":
        number = (await called(skipping, department="comfin")).number
    elif number == "convened":
        number = (await convened(skipping, await to_committee(skipping))).number
    refusal = await case.refusal_of_answer("meeting_listing", OFFICER, decision="tabled", meeting=number, proposed_fen=WAN)
    assert refusal == "invalid_input"


@pytest.mark.parametrize(("more", "refusal"), [(0, None), (1, "budget_exhausted")])
async def test_agenda_promises_no_fen_more_than_the_budget_has(skipping: Office, more: int, refusal: str | None) -> None:
    first, second = await to_committee(skipping), await to_committee(skipping)
    await skipping.change(update(LedgerAccount).where(LedgerAccount.kind == "available").values(balance_fen=500 * WAN))
    meeting = await called(skipping)
    await tabled(first, meeting, 300 * WAN)
    listed = {"decision": "tabled", "meeting": meeting.number, "proposed_fen": 200 * WAN + more}
    if refusal is None:
        await second.answer("meeting_listing", OFFICER, **listed)
    else:
        assert await second.refusal_of_answer("meeting_listing", OFFICER, **listed) == refusal


async def test_meeting_about_nothing_is_not_convened(skipping: Office) -> None:
    meeting = await called(skipping)
    assert await meeting.refusal_of_answer("meeting_convening", OFFICER, decision="convened") == "incomplete"


async def test_cases_wait_for_another_meeting_when_theirs_is_called_off(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await called(skipping)
    await tabled(case, meeting)
    await meeting.answer("meeting_convening", OFFICER, decision="meeting_called_off", reason="材料不全")
    await meeting.reach("called_off")
    assert (await case.task("meeting_listing")).role == "officer"
    assert (await last(skipping, case, "postponed"))["reason"] == "会议已取消"
    await resolve(skipping, case)
    await case.reach("decision")


# -- the vote -----------------------------------------------------------------------------------------------------------------------


async def test_each_case_takes_its_own_resolution_when_several_are_on_the_agenda(skipping: Office) -> None:
    granted, refused = await to_committee(skipping), await to_committee(skipping)
    meeting = await convened(skipping, granted, refused)
    await vote(meeting, granted)
    await vote(meeting, refused, **AGAINST)
    await minuted(meeting)
    assert (await granted.reach("decision")).award_fen == 300 * WAN
    assert (await refused.reach("refused")).award_fen is None
    await meeting.reach("closed")
    assert (await last(skipping, refused, "decision_refused"))["reason"] == f"经专题会审议未予通过（{MINUTES_NO}）"


async def test_amount_is_the_median_of_those_who_agree(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await convened(skipping, case)
    for place, fen in ((1, 100 * WAN), (2, 300 * WAN), (3, 200 * WAN)):
        await vote(meeting, case, (place,), decision="voted_for", award_fen=fen)
    await minuted(meeting)
    assert (await case.reach("decision")).award_fen == 200 * WAN


async def test_member_cannot_agree_to_more_than_was_proposed(skipping: Office) -> None:
    meeting = await convened(skipping, await to_committee(skipping))
    refused = await meeting.refusal_of_answer("meeting_vote", decision="voted_for", award_fen=300 * WAN + 1)
    assert refused == "invalid_input"


async def test_nobody_votes_in_the_place_of_a_member(skipping: Office) -> None:
    meeting = await convened(skipping, await to_committee(skipping))
    task = await meeting.task("meeting_vote")
    other = next(one for one in MEMBERS if one.subject != task.assignee)
    assert await meeting.refusal("complete_task", meeting.completion_of(task, other, {"decision": "abstained"})) == "forbidden"
    assert await meeting.refusal("assign_task", await meeting.assignment("meeting_vote", CHAIR, other.subject)) == "forbidden"


async def test_matter_is_postponed_when_too_few_vote_in_time(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await convened(skipping, case)
    await vote(meeting, case, (1,))
    await meeting.skip(timedelta(days=30))
    await meeting.reach("minutes")
    await minuted(meeting)
    await case.task("meeting_listing")
    assert (await last(skipping, case, "postponed"))["reason"] == "参加表决的人数不足"
    assert (await matter(skipping, case)).result == "postponed"


async def test_member_who_stands_aside_is_not_among_those_entitled(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await convened(skipping, case, members=seats(4))
    await vote(meeting, case, (2,), decision="recused", reason="曾任申请单位顾问")
    await vote(meeting, case, (1, 3))
    await vote(meeting, case, (4,), decision="abstained")
    await minuted(meeting)
    await case.reach("decision")
    about = (await last(skipping, case, "minuted"))["about"]
    assert (about["agreed"], about["entitled"], about["minutes_no"]) == (2, 3, MINUTES_NO)


@pytest.mark.parametrize("why", ["interest", "other_part", "revoked", "away", "away_today", "away_with_deputy"])
async def test_member_is_not_asked_who_may_not_vote(skipping: Office, why: str) -> None:
    case = await to_committee(skipping)
    fourth = MEMBERS[3].subject
    today = datetime.now(BEIJING).date()
    changes: dict[str, dict[str, Any]] = {
        "interest": {"interests": [(await case.row()).enterprise_uscc]},
        "revoked": {"revoked_at": datetime.now(BEIJING)},
        "away": {"absent_from": today, "absent_to": today + timedelta(days=60)},
        # By the clock of the case it may be another day than here.
        "away_today": {"absent_from": today - timedelta(days=1), "absent_to": today + timedelta(days=1), "deputy": MEMBERS[4].subject},
        "away_with_deputy": {"absent_from": today, "absent_to": today + timedelta(days=60), "deputy": MEMBERS[4].subject},
    }
    meeting = await called(skipping, members=seats(4))
    await tabled(case, meeting)
    if why == "other_part":
        await skipping.add(Involvement(subject=fourth, family=case.id, duty="prepare", step="desk_review"))
    else:
        await skipping.change(update(Person).where(Person.subject == fourth).values(**changes[why]))
    await meeting.answer("meeting_convening", OFFICER, decision="convened")
    assert {task.assignee for task in await meeting.tasks()} == set(seats(3))
    assert (await matter(skipping, case)).recused == [fourth]


async def test_meeting_is_not_convened_when_too_few_may_vote(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await called(skipping)
    await tabled(case, meeting)
    interested = update(Person).where(Person.subject == MEMBERS[2].subject).values(interests=[(await case.row()).enterprise_uscc])
    await skipping.change(interested)
    assert await meeting.refusal_of_answer("meeting_convening", OFFICER, decision="convened") == "incomplete"


async def test_whoever_voted_has_no_other_part_in_the_case(skipping: Office) -> None:
    case = await to_committee(skipping)
    await resolve(skipping, case)
    await case.reach("decision")
    done = await skipping.all(select(Involvement.subject).where(Involvement.family == case.id, Involvement.step == "meeting_vote"))
    assert set(done) == set(seats(3))


# -- the minutes --------------------------------------------------------------------------------------------------------------------


async def test_minutes_come_back_to_the_officer_when_the_chair_returns_them(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await convened(skipping, case)
    await vote(meeting)
    today = datetime.now(BEIJING).date().isoformat()
    written = {"decision": "minutes_written", "minutes_no": MINUTES_NO, "held_on": today, "minutes": "会议审议了议题。"}
    await meeting.answer("meeting_minutes", OFFICER, **written)
    assert await meeting.refusal_of_answer("minutes_signature", MEMBERS[1], decision="minutes_signed") == "forbidden"
    await meeting.answer("minutes_signature", CHAIR, decision="minutes_returned", reason="未写明金额")
    assert (await case.row()).stage == "committee"
    await minuted(meeting)
    await case.reach("decision")


@pytest.mark.parametrize("days", [-1, 1])
async def test_minutes_are_refused_when_they_are_of_another_day(skipping: Office, days: int) -> None:
    meeting = await convened(skipping, await to_committee(skipping))
    await vote(meeting)
    day = (datetime.now(BEIJING).date() + timedelta(days=days)).isoformat()
    written = {"minutes_no": MINUTES_NO, "held_on": day, "minutes": "会议审议了议题。"}
    # Votes take no time here, so that only the day after is beyond today.
    assert await meeting.refusal_of_answer("meeting_minutes", OFFICER, decision="minutes_written", **written) == "invalid_input"


async def to_minutes(office: Office, case: Case) -> Case:
    meeting = await convened(office, case)
    await vote(meeting)
    await meeting.task("meeting_minutes")
    return meeting


GONE: dict[str, dict[str, Any]] = {
    "revoked": {"revoked_at": datetime.now(BEIJING)},
    "away": {"absent_from": datetime.now(BEIJING).date(), "absent_to": datetime.now(BEIJING).date() + timedelta(days=60)},
}


async def leave(office: Office, why: str, *members: int) -> None:
    gone = [MEMBERS[member].subject for member in members]
    await office.change(update(Person).where(Person.subject.in_(gone)).values(**GONE[why]))


async def write(meeting: Case) -> None:
    written = {"minutes_no": MINUTES_NO, "held_on": datetime.now(BEIJING).date().isoformat(), "minutes": "会议审议了议题。"}
    await meeting.answer("meeting_minutes", OFFICER, decision="minutes_written", **written)


@pytest.mark.parametrize("why", ["revoked", "away"])
@pytest.mark.parametrize(("gone", "signer"), [((0,), 1), ((0, 1), 2)])
async def test_next_member_signs_when_whoever_chaired_is_not_here_any_more(
    skipping: Office, why: str, gone: tuple[int, ...], signer: int
) -> None:
    case = await to_committee(skipping)
    meeting = await to_minutes(skipping, case)
    await leave(skipping, why, *gone)
    await write(meeting)
    assert (await meeting.task("minutes_signature")).assignee == MEMBERS[signer].subject
    await meeting.answer("minutes_signature", MEMBERS[signer], decision="minutes_signed")
    await case.reach("decision")


async def test_next_member_signs_when_whoever_chaired_stood_aside_of_all_of_it(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await convened(skipping, case)
    await vote(meeting, case, (1,), decision="recused", reason="配偶在该单位任职")
    await vote(meeting)
    await write(meeting)
    assert (await meeting.task("minutes_signature")).assignee == MEMBERS[1].subject


@pytest.mark.parametrize(("why", "refusal"), [("revoked", "revoked"), ("silent", "forbidden")])
async def test_signature_is_passed_on_when_it_is_not_given_in_time(skipping: Office, why: str, refusal: str) -> None:
    case = await to_committee(skipping)
    meeting = await to_minutes(skipping, case)
    await write(meeting)
    task = await meeting.task("minutes_signature")
    assert task.assignee == CHAIR.subject
    if why == "revoked":
        await leave(skipping, why, 0)
    assert task.due_at is not None
    await meeting.skip_until(task.due_at + MOMENT)
    await meeting.happened("signature_passed_on")
    assert (await meeting.task("minutes_signature")).assignee == MEMBERS[1].subject
    assert await meeting.refusal_of_answer("minutes_signature", CHAIR, decision="minutes_signed") == refusal
    await meeting.answer("minutes_signature", MEMBERS[1], decision="minutes_signed")
    await case.reach("decision")


async def test_two_approvers_decide_on_what_was_resolved_with_the_minutes_before_them(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await resolve(skipping, case)
    task = await case.task("decision")
    assert {"meeting": meeting.number, "minutes_no": MINUTES_NO, "agreed": 3, "entitled": 3}.items() <= task.about.items()
    await case.answer("decision", HEAD, decision="approved")
    await case.answer("second_decision", DEPUTY, decision="approved")
    await case.reach("public_notice")


# -- what happens meanwhile ---------------------------------------------------------------------------------------------------------


async def test_matter_falls_away_when_its_application_is_withdrawn_meanwhile(skipping: Office) -> None:
    kept, gone = await to_committee(skipping), await to_committee(skipping)
    meeting = await convened(skipping, kept, gone)
    await vote(meeting, gone, (1,))
    await gone.withdraw()
    # Nobody is asked any more to vote on it.
    assert {task.about["case_id"] for task in await meeting.tasks()} == {str(kept.id)}
    await vote(meeting)
    await minuted(meeting)
    await kept.reach("decision")
    await meeting.reach("closed")
    assert (await matter(skipping, gone)).state == "fell_away"
    [(_, minutes)] = await letters_of(meeting)
    [said] = [line for line in minutes.splitlines() if gone.number in line]
    assert said.endswith("该申请在审议期间已撤回、终止或者退回核验，不作决议。")


async def test_votes_are_counted_at_once_when_the_only_matter_is_withdrawn(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await convened(skipping, case)
    await case.withdraw()
    about = (await meeting.task("meeting_minutes")).about
    assert [(one["number"], one["result"]) for one in about["agenda"]] == [(case.number, "fell_away")]
    assert "matter_fell_away" in await meeting.events()


async def test_meeting_is_not_convened_when_all_that_was_on_its_agenda_was_withdrawn(skipping: Office) -> None:
    case, meeting = await to_committee(skipping), await called(skipping)
    await tabled(case, meeting)
    await case.withdraw()
    assert await meeting.refusal_of_answer("meeting_convening", OFFICER, decision="convened") == "incomplete"


async def test_nothing_is_resolved_on_what_is_withdrawn_while_minutes_wait_to_be_signed(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await to_minutes(skipping, case)
    await write(meeting)
    await case.withdraw()
    await meeting.answer("minutes_signature", CHAIR, decision="minutes_signed")
    await meeting.reach("closed")
    fell = await matter(skipping, case)
    assert (fell.state, fell.result, fell.award_fen) == ("fell_away", None, None)
    assert "不作决议" in (await letters_of(meeting))[0][1]


async def test_budget_of_what_was_withdrawn_is_free_for_another_matter_of_the_same_meeting(skipping: Office) -> None:
    first, second = await to_committee(skipping), await to_committee(skipping)
    await skipping.change(update(LedgerAccount).where(LedgerAccount.kind == "available").values(balance_fen=300 * WAN))
    meeting = await called(skipping)
    await tabled(first, meeting, 300 * WAN)
    await first.withdraw()
    await tabled(second, meeting, 300 * WAN)


async def test_case_on_hold_takes_its_resolution_once_it_goes_on(skipping: Office) -> None:
    case = await to_committee(skipping)
    meeting = await convened(skipping, case)
    await case.hold()
    await vote(meeting)
    await minuted(meeting)
    await meeting.reach("settling")
    await case.resume()
    await case.reach("decision")
    await meeting.reach("closed")
