"""The ways a meeting goes, to be recorded: a case carried, one postponed for want of votes, and a meeting called off."""

from __future__ import annotations

from tests.office import OFFICER, Case, Office
from tests.replay.way import Ways
from tests.workflows.meetings import called, minuted, tabled, vote
from tests.workflows.test_application_decision import to_committee


async def with_a_matter(office: Office) -> Case:
    case, meeting = await to_committee(office), await called(office)
    await tabled(case, meeting)
    return meeting


async def meeting_resolved(meeting: Case) -> None:
    await meeting.answer("meeting_convening", OFFICER, decision="convened")
    await vote(meeting)
    await minuted(meeting)
    await meeting.handle.result()


async def meeting_without_votes(meeting: Case) -> None:
    await meeting.answer("meeting_convening", OFFICER, decision="convened")
    await minuted(meeting)
    await meeting.handle.result()


async def meeting_called_off(meeting: Case) -> None:
    await meeting.answer("meeting_convening", OFFICER, decision="meeting_called_off", reason="材料不全")
    await meeting.handle.result()


PATHS: Ways = {
    meeting_resolved: {"begin": with_a_matter},
    meeting_without_votes: {"begin": with_a_matter, "durations": {"meeting_vote": 1}},
    meeting_called_off: {"begin": with_a_matter},
}
