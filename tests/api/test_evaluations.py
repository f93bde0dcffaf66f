"""Evaluations over REST: opened, joined, drilled into, read by everybody once they are published; and the reports of recipients."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest

from policy.processes.kernel.granting import PERMISSIONS
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import Office, until
from tests.workflows.evaluations import FOUND, LAST_YEAR, REPORTED, paid

SEATS = ["committee-1", "committee-2", "committee-3"]
BODY = {"clause": 5, "year": LAST_YEAR}


async def made(api: Desk, **changes: Any) -> str:
    answer = await api.post(HEAD, "/evaluations", BODY | changes)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/evaluations/{answer.json()['number']}"
    return str(answer.json()["number"])


async def read(api: Desk, number: str, person: str = OFFICER) -> dict[str, Any]:
    return dict((await api.get(person, f"/evaluations/{number}")).json())


async def in_stage(api: Desk, number: str, stage: str) -> dict[str, Any]:
    async def find() -> dict[str, Any] | None:
        shown = await read(api, number)
        return shown if shown["stage"]["code"] == stage else None

    return dict(await until(find, stage))


async def published(api: Desk) -> str:
    number = await made(api)
    await in_stage(api, number, "evaluating")
    await api.done(OFFICER, number, "policy_evaluation", {"decision": "policy_evaluated", **FOUND, "proposal": "policy_improved"})
    body = {"department": "sti", "title": "政策评估专题会", "members": SEATS, "chair": SEATS[0]}
    meeting = (await api.post(OFFICER, "/meetings", body)).json()["number"]
    await api.done(OFFICER, number, "policy_listing", {"decision": "tabled", "meeting": meeting})
    (matter,) = (await api.get(OFFICER, f"/meetings/{meeting}")).json()["agenda"]
    assert (matter["application_number"], matter["proposal"]["zh"], matter["proposed_fen"]) == (number, "完善", None)
    await api.done(OFFICER, meeting, "meeting_convening", {"decision": "convened"})
    for member in SEATS:
        await api.done(member, meeting, "policy_vote", {"decision": "voted_for"})
    today = datetime.now(BEIJING).date().isoformat()
    written = {"decision": "minutes_written", "minutes_no": "1号", "held_on": today, "minutes": "会议同意完善。"}
    await api.done(OFFICER, meeting, "meeting_minutes", written)
    await api.done(SEATS[0], meeting, "minutes_signature", {"decision": "minutes_signed"})
    letter = (await api.get(OFFICER, f"/cases/{meeting}/letter")).json()["text"]
    assert "责任单位建议完善。同意3票" in letter
    await in_stage(api, number, "carrying_out")
    return number


async def test_evaluation_is_read_by_everybody_once_it_is_published(api: Desk) -> None:
    number = await published(api)
    shown = (await api.get(None, f"/evaluations/{number}")).json()
    assert (shown["outcome"]["zh"], shown["findings"]["goals"], shown["minutes_no"]) == ("完善", "已完成", "1号")
    listed = (await api.get(None, "/evaluations", params={"clause": 5})).json()
    assert [one["number"] for one in listed["items"]] == [number]


async def test_evaluation_shows_what_carried_it_out(api: Desk) -> None:
    number = await published(api)
    values = {
        "from": datetime.now(BEIJING).date().isoformat(),
        "values": {"missing_report_bars": "never"},
        "document_no": "京技管发〔2026〕9号",
    }
    entered = (await api.post(OFFICER, "/items/innovation-centre/rules", values)).json()["id"]
    assert (await api.post(HEAD, f"/rules/{entered}/approval", {})).status_code == 200
    await api.done(OFFICER, number, "policy_follow_up", {"decision": "policy_carried_out", "document_no": "京技管发[2026]9号"})
    await in_stage(api, number, "carried_out")
    shown = (await api.get(None, f"/evaluations/{number}")).json()["follow_up"]
    assert (shown["document_no"], [one["id"] for one in shown["records"]]) == ("京技管发〔2026〕9号", [entered])
    page = (await api.get(None, f"/evaluations/{number}/report")).text
    assert "落实文件" in page


async def test_evaluation_does_not_exist_for_others_before_it_is_published(api: Desk) -> None:
    number = await made(api)
    assert (await api.get(None, f"/evaluations/{number}")).status_code == 404
    for person in (APPLICANT, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"/evaluations/{number}")) == "not_found"
        assert (await api.get(person, "/evaluations")).json()["items"] == []
    assert (await read(api, number))["number"] == number


async def test_figure_lists_the_cases_it_counts_page_by_page(api: Desk, behind: Office) -> None:
    await paid(behind, CHENXIN, YUNHENG)
    number = await made(api)
    shown = await in_stage(api, number, "reporting")
    figure = next(one for one in shown["figures"] if one["group"]["code"] == "paid")
    assert (figure["count"], figure["amount_fen"]) == (2, 1001)
    where = f"/evaluations/{number}/figures/paid/cases"
    first = (await api.get(OFFICER, where, params={"limit": 1})).json()
    rest = (await api.get(OFFICER, where, params={"limit": 1, "cursor": first["next_cursor"]})).json()
    assert [one["number"] for one in (*first["items"], *rest["items"])] == [f"BDA-{LAST_YEAR}-00000{place}" for place in (0, 1)]
    assert rest["next_cursor"] is None


async def test_every_figure_lists_as_many_cases_as_it_counts(api: Desk, behind: Office) -> None:
    await paid(behind, CHENXIN, YUNHENG)
    number = await made(api)
    for figure in (await in_stage(api, number, "reporting"))["figures"]:
        listed = (await api.get(OFFICER, f"/evaluations/{number}/figures/{figure['code']}/cases")).json()["items"]
        assert len(listed) == figure["count"], figure


async def test_figures_are_shown_and_listed_by_item_when_the_clause_has_several(api: Desk, behind: Office) -> None:
    await paid(behind, CHENXIN, YUNHENG, item="core-technology")
    number = await made(api, clause=1)
    (of_item,) = (await in_stage(api, number, "reporting"))["by_item"]
    figure = next(one for one in of_item["figures"] if one["code"] == "paid")
    assert (of_item["item_code"], figure["count"]) == ("core-technology", 2)
    where = f"/evaluations/{number}/figures/paid/cases"
    assert len((await api.get(OFFICER, where, params={"item": "core-technology"})).json()["items"]) == 2
    assert code_of(await api.get(OFFICER, where, params={"item": "innovation-centre"})) == "not_found"
    assert "分事项指标" in (await api.get(OFFICER, f"/evaluations/{number}/report")).text


@pytest.mark.parametrize(("figure", "code"), [("nothing", "not_found"), ("exit.application", "not_found"), ("exit.a.b.c", "not_found")])
async def test_figure_is_not_found_when_there_is_none_of_that_name(api: Desk, figure: str, code: str) -> None:
    number = await made(api)
    await in_stage(api, number, "evaluating")
    assert code_of(await api.get(OFFICER, f"/evaluations/{number}/figures/{figure}/cases")) == code


async def test_counted_cases_are_the_departments_alone(api: Desk) -> None:
    number = await published(api)
    assert (await api.get(None, f"/evaluations/{number}/figures/paid/cases")).status_code == 401
    for person in (FOREIGN_OFFICER, APPLICANT):
        assert (await api.get(person, f"/evaluations/{number}/figures/paid/cases")).status_code in {403, 404}


async def test_evaluation_is_joined_when_it_is_opened_again(api: Desk) -> None:
    number = await made(api)
    again = await api.post(HEAD, "/evaluations", BODY)
    assert (again.status_code, again.json()["number"]) == (200, number)


async def test_evaluation_is_joined_when_several_open_it_at_once(api: Desk) -> None:
    answers = await asyncio.gather(*(api.post(HEAD, "/evaluations", BODY) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [*[200] * 5, 201]
    assert len({answer.json()["number"] for answer in answers}) == 1


async def test_year_is_evaluated_once_more_when_it_is_over_after_an_interim_evaluation(api: Desk) -> None:
    numbers = [await made(api, year=year) for year in (LAST_YEAR + 1, LAST_YEAR)]
    assert [(await read(api, number))["interim"] for number in numbers] == [True, False]


@pytest.mark.parametrize("year", [LAST_YEAR + 2, 2022 - 1])
async def test_evaluation_is_refused_when_its_year_has_not_begun_or_is_before_the_opinions(api: Desk, year: int) -> None:
    assert code_of(await api.post(HEAD, "/evaluations", BODY | {"year": year})) == "invalid_input"


async def test_evaluation_is_refused_when_another_department_leads_the_clause(api: Desk) -> None:
    assert code_of(await api.post(HEAD, "/evaluations", BODY | {"clause": 9})) == "forbidden"


@pytest.mark.parametrize("person", [OFFICER, APPLICANT, SEATS[0]])
async def test_evaluation_is_opened_by_nobody_but_an_approver(api: Desk, person: str) -> None:
    assert code_of(await api.post(person, "/evaluations", BODY)) == "forbidden"
    assert len(PERMISSIONS["evaluation:open"]) == 1


async def test_recipient_gives_its_report_and_nobody_elses(api: Desk, behind: Office) -> None:
    await paid(behind, CHENXIN, YUNHENG)
    await in_stage(api, await made(api), "reporting")
    listed = (await api.get(APPLICANT, "/outcome-reports")).json()["items"]
    assert [one["enterprise_uscc"] for one in listed] == [CHENXIN]
    number = listed[0]["number"]
    await api.done(APPLICANT, number, "outcome_report", {"decision": "reported", **REPORTED})
    shown = (await api.get(OFFICER, f"/outcome-reports/{number}")).json()
    assert (shown["report"], [award["paid_fen"] for award in shown["awards"]], shown["missing"]) == (REPORTED, [500], False)
    assert code_of(await api.get(STRANGER, f"/outcome-reports/{number}")) == "not_found"


@pytest.mark.parametrize(
    ("set_as", "language", "begins"),
    [("pdf", "zh", b"%PDF-"), ("pdf", "en", b"%PDF-"), ("xlsx", "zh", b"PK"), ("html", "en", b"<!doctype html>")],
)
async def test_report_is_set_as_it_is_asked_for(api: Desk, set_as: str, language: str, begins: bytes) -> None:
    number = await published(api)
    for reference in (number, str(LAST_YEAR)):
        answer = await api.get(None, f"/evaluations/{reference}/report", params={"format": set_as, "language": language})
        assert (answer.status_code, answer.content[: len(begins)]) == (200, begins), answer.text[:200]


async def test_year_shows_the_evaluations_that_may_be_seen(api: Desk) -> None:
    number = await published(api)
    await made(api, clause=4)
    seen = [(await api.get(person, f"/evaluations/{LAST_YEAR}")).json()["evaluations"] for person in (None, OFFICER)]
    assert [[one["clause"] for one in evaluations] for evaluations in seen] == [[5], [4, 5]]
    assert seen[0][0]["number"] == number
    assert (await api.get(None, "/evaluations/2023")).status_code == 404
