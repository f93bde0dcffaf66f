"""Calls over REST: drafted by their department, approved by somebody else, read by everybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Call, Case
from tests.api.competing import CALL, SOLUTION, done, drafted, evaluated, in_seconds, published, solution, soon, stage, submitted
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.office import Office


async def test_call_is_nobodys_business_before_it_is_published(api: Desk) -> None:
    number = (await drafted(api))["number"]
    for person in (None, APPLICANT, FOREIGN_OFFICER):
        assert (await api.get(person, f"/calls/{number}")).status_code == 404
        assert number not in [row["number"] for row in (await api.get(person, "/calls")).json()["items"]]
    assert number in [row["number"] for row in (await api.get(HEAD, "/calls")).json()["items"]]
    assert (await api.get("auditor", f"/calls/{number}")).status_code == 200


async def test_call_is_everybodys_when_it_is_published(api: Desk) -> None:
    number = await published(api)
    shown = (await api.get(None, f"/calls/{number}")).json()
    assert shown["stage"]["code"] == "open"
    assert shown["challenges"][0]["budget_hint_fen"] == CALL["challenges"][0]["budget_hint_fen"]
    assert [row["number"] for row in (await api.get(None, "/calls", params={"stage": "open"})).json()["items"]] == [number]
    assert (await api.get(None, "/calls", params={"stage": "decided"})).json()["items"] == []


async def test_timeline_and_letters_of_a_call_are_for_whoever_works_on_it(api: Desk) -> None:
    number = await published(api)
    paths = [f"/cases/{number}/timeline", f"/cases/{number}/letters"]
    for person in (OFFICER, HEAD, "auditor", "operator"):
        timeline, letters = [await api.get(person, path) for path in paths]
        assert [event["event"]["code"] for event in timeline.json()] == ["submitted", "published"], person
        assert letters.json() == []
    for stranger in (APPLICANT, FOREIGN_OFFICER):
        assert [(await api.get(stranger, path)).status_code for path in paths] == [404, 404]


async def test_calls_are_listed_by_pages(api: Desk) -> None:
    numbers = [(await drafted(api))["number"] for _ in range(3)]
    first = (await api.get(OFFICER, "/calls", params={"limit": 2})).json()
    second = (await api.get(OFFICER, "/calls", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [row["number"] for row in first["items"] + second["items"]] == numbers[::-1]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closes_at": "2020-01-01T00:00:00+08:00"}, "invalid_input"),
        ({"closes_at": "2099-01-01T00:00:00"}, "invalid_input"),
        ({"challenges": []}, "invalid_input"),
        ({"challenges": CALL["challenges"] * 2}, "invalid_input"),
        ({"challenges": [CALL["challenges"][0] | {"winners": 0}]}, "invalid_input"),
        ({"criteria": []}, "invalid_input"),
        ({"item_code": "rd-growth"}, "wrong_process"),
        ({"item_code": "no-such-item"}, "unknown_item"),
        ({"item_code": "scenario-project"}, "forbidden"),
    ],
)
async def test_call_is_refused_when_something_is_wrong_with_it(api: Desk, changes: dict[str, Any], code: str) -> None:
    answer = await api.post(OFFICER, "/calls", CALL | {"closes_at": in_seconds(60)} | changes)
    assert code_of(answer) == code


async def test_window_may_not_end_before_it_begins(api: Desk) -> None:
    body = CALL | {"opens_at": in_seconds(100), "closes_at": in_seconds(99)}
    answer = await api.post(OFFICER, "/calls", body)
    assert code_of(answer) == "invalid_input"
    assert [error["field"] for error in answer.json()["errors"]] == ["closes_at"]


async def test_call_is_changed_by_whoever_read_it_last(api: Desk) -> None:
    number = (await drafted(api))["number"]
    tag = (await api.get(OFFICER, f"/calls/{number}")).headers["ETag"]
    title = {"title": {"zh": "改", "en": "Changed"}}
    assert (await api.ask(OFFICER, "PATCH", f"/calls/{number}", json=title)).status_code == 428
    changed = await api.ask(OFFICER, "PATCH", f"/calls/{number}", json=title, headers={"If-Match": tag})
    assert changed.json()["title"]["zh"] == "改"
    assert code_of(await api.ask(OFFICER, "PATCH", f"/calls/{number}", json=title, headers={"If-Match": tag})) == "precondition_failed"


async def test_call_is_not_changed_when_it_is_published(api: Desk) -> None:
    number = await published(api)
    tag = (await api.get(OFFICER, f"/calls/{number}")).headers["ETag"]
    changed = await api.ask(OFFICER, "PATCH", f"/calls/{number}", json={"title": CALL["title"]}, headers={"If-Match": tag})
    assert code_of(changed) == "wrong_stage"
    assert code_of(await api.ask(FOREIGN_OFFICER, "PATCH", f"/calls/{number}", json={}, headers={"If-Match": tag})) == "forbidden"


async def test_call_is_changed_and_submitted_again_when_it_was_sent_back(api: Desk) -> None:
    number = (await drafted(api))["number"]
    await api.post(OFFICER, f"/calls/{number}/submit")
    await done(api, HEAD, number, "call_approval", {"decision": "call_sent_back", "reason": "指标不明"})
    tag = (await api.get(OFFICER, f"/calls/{number}")).headers["ETag"]
    changed = await api.ask(OFFICER, "PATCH", f"/calls/{number}", json={"criteria": CALL["criteria"]}, headers={"If-Match": tag})
    assert changed.status_code == 200
    await done(api, OFFICER, number, "call_revision", {"decision": "call_revised"})
    await done(api, HEAD, number, "call_approval", {"decision": "published"})
    assert (await api.get(None, f"/calls/{number}")).status_code == 200


async def test_call_is_submitted_once(api: Desk) -> None:
    number = (await drafted(api))["number"]
    first = await api.post(OFFICER, f"/calls/{number}/submit", key="once")
    again = await api.post(OFFICER, f"/calls/{number}/submit", key="once")
    assert first.json() == again.json()
    assert code_of(await api.post(OFFICER, f"/calls/{number}/submit")) == "wrong_stage"


async def test_call_is_extended_but_never_cut(api: Desk) -> None:
    number = await published(api)
    later, sooner = in_seconds(7200), in_seconds(60)
    cut = await api.post(OFFICER, f"/calls/{number}/extend", {"closes_at": sooner, "reason": "提前"})
    assert code_of(cut) == "invalid_input"
    extended = await api.post(HEAD, f"/calls/{number}/extend", {"closes_at": later, "reason": "应企业要求"})
    assert extended.status_code == 200, extended.text
    assert (await api.get(None, f"/calls/{number}")).json()["closes_at"].startswith(later[:19])
    other = await api.post(FOREIGN_OFFICER, f"/calls/{number}/extend", {"closes_at": later, "reason": "无关"})
    assert code_of(other) == "forbidden"


async def test_draft_is_neither_extended_nor_cancelled(api: Desk) -> None:
    number = (await drafted(api))["number"]
    assert code_of(await api.post(OFFICER, f"/calls/{number}/cancel", {"reason": "作废"})) == "wrong_stage"
    assert code_of(await api.post(OFFICER, f"/calls/{number}/extend", {"closes_at": in_seconds(9999), "reason": "延"})) == "wrong_stage"


async def test_solution_ends_and_is_told_why_when_the_call_is_cancelled(api: Desk) -> None:
    number = await published(api)
    project = await submitted(api, number)
    # An approver has published it.
    assert code_of(await api.post(OFFICER, f"/calls/{number}/cancel", {"reason": "政策调整"})) == "forbidden"
    assert (await api.post(HEAD, f"/calls/{number}/cancel", {"reason": "政策调整"})).status_code == 200
    await stage(api, project, "call_cancelled")
    told = (await api.get(APPLICANT, "/messages")).json()["items"]
    assert any(project in row["text"]["zh"] and "取消" in row["text"]["zh"] for row in told)


async def test_solutions_are_the_departments_to_see(api: Desk) -> None:
    number = await published(api)
    project = await submitted(api, number)
    await solution(api, number, STRANGER)
    shown = (await api.get(HEAD, f"/calls/{number}/solutions")).json()
    assert [(row["number"], row["score"]) for row in shown] == [(project, None)]
    assert code_of(await api.get(FOREIGN_OFFICER, f"/calls/{number}/solutions")) == "forbidden"
    assert (await api.get(APPLICANT, f"/calls/{number}/solutions")).status_code == 403


async def over(office: Office) -> None:
    """Have the window of the only call end now, however long it took to come here."""
    now = datetime.now(UTC)
    [call] = await office.all(select(Call))
    await office.change(update(Call).values(closes_at=now))
    await office.change(update(Case).where(Case.id == call.id).values(wakes_at=now))
    await office.running(call).handle.signal("look")


async def test_winner_is_published_when_it_is_selected(api: Desk, behind: Office) -> None:
    number = await published(api)
    winner = await evaluated(api, number)
    loser = await evaluated(api, number, STRANGER)
    await over(behind)
    task = await soon(api, HEAD, number, "selection")
    shown = (await api.get(HEAD, f"/tasks/{task['id']}")).json()["about"]["challenges"][0]["solutions"]
    assert {row["number"] for row in shown} == {winner, loser}
    named = {"challenge_no": 1, "reason": "得分最高"}
    both = {"decision": "winners_selected", "winners": [named | {"solution": one} for one in (winner, loser)]}
    refused = await api.post(HEAD, f"/tasks/{task['id']}/complete", both)
    assert code_of(refused) == "invalid_input"
    assert loser in refused.json()["detail"]
    assert (await api.get(APPLICANT, f"/projects/{winner}")).json()["particulars"]["score_hundredths"] is None
    await done(api, HEAD, number, "selection", both | {"winners": both["winners"][:1]})
    assert [row["solution"] for row in (await api.get(None, f"/calls/{number}")).json()["winners"]] == [winner]
    await stage(api, winner, "task_book")
    kept = await stage(api, loser, "reserve")
    assert kept["particulars"]["score_hundredths"] == 8000
    assert kept["awards"] == []


async def test_item_with_a_call_is_not_applied_for_directly(api: Desk) -> None:
    body = {"item_code": "challenge-post-grant", "enterprise_uscc": "91110302MA9DA0018E", "facts": {}}
    answer = await api.post(APPLICANT, "/applications", body)
    assert code_of(answer) == "wrong_process"
    assert answer.status_code == 422
    assert "征集期内" in answer.json()["detail"]


async def test_solution_is_not_drafted_when_the_window_is_not_open(api: Desk) -> None:
    ahead = await published(api, opens_at=in_seconds(1800))
    assert code_of(await api.post(APPLICANT, f"/calls/{ahead}/solutions", SOLUTION)) == "window_closed"
    unpublished = (await drafted(api))["number"]
    assert (await api.post(APPLICANT, f"/calls/{unpublished}/solutions", SOLUTION)).status_code == 404


async def test_whoever_answers_a_call_is_told_that_its_item_is_suspended(api: Desk) -> None:
    number = await published(api)
    project = await submitted(api, number)
    given = {"from": "2026-01-01", "reason": {"zh": "市级政策调整", "en": "It changes"}, "document_no": "京政发〔2026〕9号"}
    entered = await api.post(OFFICER, f"/items/{CALL['item_code']}/suspensions", given)
    assert (await api.post(HEAD, f"/suspensions/{entered.json()['id']}/approval")).status_code == 200
    told = [row["text"]["zh"] for row in (await api.get(APPLICANT, "/messages")).json()["items"]]
    assert any(project in text and "暂停期间" in text and "市级政策调整" in text for text in told)


async def discard(api: Desk, person: str, path: str) -> Any:
    tag = (await api.get(person, path)).headers["ETag"]
    return await api.ask(person, "DELETE", path, headers={"If-Match": tag})


async def test_draft_of_a_call_is_discarded_by_whoever_drafted_it(api: Desk) -> None:
    path = f"/calls/{(await drafted(api))['number']}"
    assert code_of(await discard(api, OTHER_OFFICER, path)) == "forbidden"
    assert (await discard(api, OFFICER, path)).status_code == 204
    assert (await api.get(OFFICER, path)).json()["stage"]["code"] == "discarded"
    assert code_of(await api.post(OFFICER, f"{path}/submit")) == "wrong_stage"
    assert (await api.get(None, path)).status_code == 404


async def test_call_is_not_discarded_when_it_was_submitted(api: Desk) -> None:
    path = f"/calls/{(await drafted(api))['number']}"
    await api.post(OFFICER, f"{path}/submit")
    assert code_of(await discard(api, OFFICER, path)) == "wrong_stage"


async def test_draft_of_a_solution_is_discarded_and_another_one_drafted(api: Desk) -> None:
    number = await published(api)
    path = f"/projects/{await solution(api, number)}"
    assert (await api.ask(STRANGER, "DELETE", path, headers={"If-Match": "1"})).status_code == 404
    assert code_of(await api.ask(APPLICANT, "DELETE", path)) == "precondition_required"
    assert (await discard(api, APPLICANT, path)).status_code == 204
    assert (await api.get(APPLICANT, path)).json()["stage"]["code"] == "discarded"
    assert (await api.get(OFFICER, path)).status_code == 404
    assert code_of(await api.post(APPLICANT, f"{path}/submit")) == "wrong_stage"
    assert await solution(api, number)


async def test_solution_is_not_discarded_when_it_was_submitted(api: Desk) -> None:
    path = f"/projects/{await submitted(api, await published(api))}"
    assert code_of(await discard(api, APPLICANT, path)) == "wrong_stage"
