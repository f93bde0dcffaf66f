"""Windows over REST: who drafts and publishes them, what everybody reads, and what is said to whoever comes late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Window
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import FACTS, WAN, Office
from tests.patience import until
from tests.workflows.windows import shut, window_of

ITEM = "science-award"
EVIDENCE = {"code": "prize_photo", "title": {"zh": "获奖照片", "en": "Photo of the prize"}, "required": True}


def body(**changes: Any) -> dict[str, Any]:
    closes_at = datetime.now(UTC) + timedelta(days=30)
    return {
        "item_code": ITEM,
        "year": 2026,
        "title": {"zh": "2026年度科学技术奖励申报", "en": "Prizes of 2026"},
        "guide": {"zh": "对获奖单位给予奖励。\n一项一奖。", "en": "Winners are rewarded."},
        "who": {"zh": "获得国家或者北京市科学技术奖的单位", "en": "Winners of a prize of the state or the city"},
        "evidence": [EVIDENCE],
        "contact": {"office": "科技创新局综合科", "telephone": "010-67880000"},
        "closes_at": closes_at.isoformat(),
    } | changes


async def drafted(api: Desk, **changes: Any) -> str:
    answer = await api.post(OFFICER, "/windows", body(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


async def published(api: Desk, **changes: Any) -> str:
    number = await drafted(api, **changes)
    assert (await api.post(OFFICER, f"/windows/{number}/submit")).status_code == 200
    await api.done(HEAD, number, "guide_approval", {"decision": "published"})
    return number


async def opened(api: Desk, **changes: Any) -> str:
    number = await published(api, **changes)

    async def find() -> bool | None:
        return (await api.get(None, f"/windows/{number}")).json()["stage"]["code"] == "open" or None

    await until(find, "an open window")
    return number


async def test_guide_is_its_departments_until_it_is_published_and_then_everybodys(api: Desk) -> None:
    number = await drafted(api)
    assert [(await api.get(who, f"/windows/{number}")).status_code for who in (None, APPLICANT, FOREIGN_OFFICER, OFFICER)] == [
        404,
        404,
        404,
        200,
    ]
    assert (await api.get(None, "/windows")).json()["items"] == []
    await api.post(OFFICER, f"/windows/{number}/submit")
    await api.done(HEAD, number, "guide_approval", {"decision": "published"})
    shown = (await api.get(None, f"/windows/{number}")).json()
    assert shown["guide"]["zh"].startswith("对获奖单位")
    assert [one["code"] for one in shown["evidence"]] == ["prize_photo"]
    assert shown["contact"]["telephone"] == "010-67880000"
    assert [one["number"] for one in (await api.get(None, "/windows", params={"item": ITEM, "year": 2026})).json()["items"]] == [number]


async def test_draft_is_changed_by_its_department_with_the_version_it_has(api: Desk) -> None:
    number = await drafted(api)
    change = {"who": {"zh": "获奖单位", "en": "winners"}}
    etag = (await api.get(OFFICER, f"/windows/{number}")).headers["ETag"]
    assert code_of(await api.ask(OFFICER, "PATCH", f"/windows/{number}", json=change)) == "precondition_required"
    changed = await api.ask(OFFICER, "PATCH", f"/windows/{number}", json=change, headers={"If-Match": etag})
    assert changed.json()["who"]["zh"] == "获奖单位"
    await api.post(OFFICER, f"/windows/{number}/submit")
    etag = (await api.get(OFFICER, f"/windows/{number}")).headers["ETag"]
    assert code_of(await api.ask(OFFICER, "PATCH", f"/windows/{number}", json=change, headers={"If-Match": etag})) == "wrong_stage"
    assert code_of(await api.post(OFFICER, f"/windows/{number}/submit")) == "wrong_stage"


@pytest.mark.parametrize(
    ("who", "changes", "code"),
    [
        (APPLICANT, {}, "forbidden"),
        (HEAD, {}, "forbidden"),
        (FOREIGN_OFFICER, {}, "forbidden"),
        (OFFICER, {"item_code": "listing"}, "wrong_process"),
        (OFFICER, {"item_code": "rd-growth"}, "wrong_process"),
        (OFFICER, {"item_code": "challenge-post-grant"}, "wrong_process"),
        (OFFICER, {"item_code": "innovation-voucher"}, "wrong_process"),
        (OFFICER, {"register_kind": "nobody"}, "invalid_input"),
        (OFFICER, {"register_kind": "offshore_centre"}, "invalid_input"),
        (OFFICER, {"closes_at": "2026-01-01T00:00:00+08:00"}, "invalid_input"),
        (OFFICER, {"opens_at": "2099-01-01T00:00:00+08:00"}, "invalid_input"),
        (OFFICER, {"evidence": [EVIDENCE, EVIDENCE]}, "invalid_input"),
        (OFFICER, {"evidence": [EVIDENCE | {"code": "certificate_no"}]}, "invalid_input"),
        (OFFICER, {"evidence": [EVIDENCE | {"code": "奖状"}]}, "invalid_input"),
        (OFFICER, {"item_code": "patent-pool", "ceiling_fen": 5_000 * WAN + 1}, "invalid_input"),
        (OFFICER, {"ceiling_fen": 0}, "invalid_input"),
    ],
)
async def test_window_is_refused_when_it_is_another_departments_of_no_application_or_not_valid(
    shared: Desk, who: str, changes: dict[str, Any], code: str
) -> None:
    assert code_of(await shared.post(who, "/windows", body(**changes))) == code


async def test_whoever_comes_late_is_refused_with_the_day_in_both_languages_and_the_clause(api: Desk, behind: Office) -> None:
    number = await opened(api)
    draft = await api.draft(item=ITEM)
    assert draft["window"]["number"] == number
    assert draft["window"]["contact"]["office"] == "科技创新局综合科"
    for code in (*[one["code"] for one in (await api.get(None, f"/items/{ITEM}")).json()["evidence"]], "prize_photo"):
        assert (await api.upload(draft["id"], code)).status_code == 201
    await shut(await window_of(behind, ITEM))
    for language, said in (("zh", "截止，逾期不予受理"), ("en", "what comes later is not taken")):
        for late in (
            await api.post(APPLICANT, f"/applications/{draft['id']}/submit", headers={"Accept-Language": language}),
            await api.post(APPLICANT, "/applications", _draft(), headers={"Accept-Language": language}),
        ):
            problem = late.json()
            assert (late.status_code, problem["code"], problem["clause"]) == (409, "window_closed", "第(四)条")
            assert said in problem["detail"]
            assert number in problem["detail"]
            assert str(datetime.now(UTC).year) in problem["detail"]


def _draft() -> dict[str, Any]:
    return {"item_code": ITEM, "enterprise_uscc": "91110302MA9DA0018E", "facts": {}, "claims": {}}


async def test_application_has_to_hold_what_the_guide_asks_for(api: Desk) -> None:
    before = await api.ready(ITEM)
    await opened(api)
    refused = await api.post(APPLICANT, f"/applications/{before['id']}/submit")
    assert (code_of(refused), [one["field"] for one in refused.json()["errors"]]) == ("incomplete", ["evidence.prize_photo"])
    assert (await api.upload(before["id"], "prize_photo")).status_code == 201
    assert (await api.post(APPLICANT, f"/applications/{before['id']}/submit")).status_code == 200
    shown = (await api.get(APPLICANT, f"/applications/{before['id']}")).json()
    assert [one["code"] for one in shown["asked_evidence"]] == ["prize_photo"]


async def test_question_is_answered_in_public_without_saying_who_asked(api: Desk) -> None:
    number = await opened(api)
    path = f"/windows/{number}/questions"
    assert code_of(await api.post(OFFICER, path, {"question": "？"})) == "forbidden"
    assert (await api.post(APPLICANT, path, {"question": "合作单位可以申报吗？"})).status_code == 200
    assert (await api.get(None, f"/windows/{number}")).json()["questions"] == []
    await api.done(OTHER_OFFICER, number, "window_question", {"decision": "question_answered", "answer": "由第一完成单位申报。"})
    shown = await api.get(None, f"/windows/{number}")
    [told] = shown.json()["questions"]
    assert (told["question"], told["answer"]) == ("合作单位可以申报吗？", "由第一完成单位申报。")
    assert "91110302MA9DA0018E" not in shown.text


async def test_window_is_extended_by_its_department_for_a_reason_that_everybody_reads(api: Desk) -> None:
    number = await opened(api)
    later = {"closes_at": (datetime.now(UTC) + timedelta(days=60)).isoformat(), "reason": "系统维护"}
    assert code_of(await api.post(FOREIGN_OFFICER, f"/windows/{number}/extend", later)) == "forbidden"
    assert (await api.post(OFFICER, f"/windows/{number}/extend", later)).status_code == 200
    assert (await api.get(None, f"/windows/{number}")).json()["reason"] == "系统维护"
    papers = (await api.get(None, f"/windows/{number}/papers", headers={"Accept-Language": "zh"})).json()
    assert [one["event"] for one in papers] == ["published", "extended"]
    called, extended = (one["text"] for one in papers)
    for said in ("关于开展“2026年度科学技术奖励申报”申报工作的通知", "获奖照片", "一项一奖", "逾期不予受理", "010-67880000", "（印章）"):
        assert said in called
    assert "理由：系统维护。" in extended
    english = (await api.get(None, f"/windows/{number}/papers", headers={"Accept-Language": "en"})).json()
    assert english[0]["text"].startswith("Beijing")


async def test_window_that_is_published_is_cancelled_by_an_approver_alone(api: Desk) -> None:
    number = await published(api, opens_at=(datetime.now(UTC) + timedelta(days=9)).isoformat())
    path = f"/windows/{number}/cancel"
    assert code_of(await api.post(OFFICER, path, {"reason": "另行组织"})) == "forbidden"
    assert (await api.post(HEAD, path, {"reason": "另行组织"})).json()["stage"]["code"] == "cancelled"
    papers = (await api.get(None, f"/windows/{number}/papers", headers={"Accept-Language": "zh"})).json()
    assert "尚未开始申报，现予取消" in papers[-1]["text"]
    # Nobody is kept from applying by what was given up.
    assert (await api.draft(item=ITEM))["window"] is None


async def test_list_and_notice_of_a_window_are_public_and_its_lists_the_offices(api: Desk, behind: Office) -> None:
    number = await opened(api, evidence=[])
    case = await behind.apply_for(ITEM, facts=FACTS[ITEM])
    await case.to_review()
    await case.recommend()
    await case.reach("allocation")
    await shut(await window_of(behind, ITEM))
    await (await window_of(behind, ITEM)).task("window_list")
    await api.done("officer-sti-3", number, "window_list", {"decision": "list_drawn"})
    assert (await api.get(None, f"/windows/{number}")).json()["listed"] == []
    await api.done(HEAD, number, "list_approval", {"decision": "list_approved"})

    async def find() -> list[dict[str, Any]] | None:
        papers = (await api.get(None, f"/windows/{number}/papers", headers={"Accept-Language": "zh"})).json()
        return papers if papers[-1]["event"] == "shares_settled" else None

    papers = await until(find, "a list on notice")
    assert "拟支持1项申请" in papers[-1]["text"]
    assert case.number in papers[-1]["text"]
    [listed] = (await api.get(None, f"/windows/{number}")).json()["listed"]
    assert (listed["application_number"], listed["share_fen"]) == (case.number, (await case.row()).award_fen)
    notice = await api.get(None, f"/notices/{listed['notice_id']}", headers={"Accept": "text/plain", "Accept-Language": "zh"})
    assert "科技创新局综合科，010-67880000" in notice.text
    [applied] = (await api.get("auditor", f"/windows/{number}/applications")).json()
    assert applied["number"] == case.number
    for path in ("lists", "applications"):
        assert code_of(await api.get(APPLICANT, f"/windows/{number}/{path}")) == "forbidden"
        assert (await api.get(FOREIGN_OFFICER, f"/windows/{number}/{path}")).status_code == 404


async def test_window_before_its_opening_says_when_it_opens(api: Desk, behind: Office) -> None:
    number = await published(api, opens_at=(datetime.now(UTC) + timedelta(days=9)).isoformat())
    early = await api.post(APPLICANT, "/applications", _draft())
    assert (code_of(early), number in early.json()["detail"]) == ("window_closed", True)
    past = datetime.now(UTC) - timedelta(days=1)
    await behind.change(update(Window).where(Window.id == (await window_of(behind, ITEM)).id).values(opens_at=past))
    assert (await api.get(None, f"/items/{ITEM}")).json()["window"]["number"] == number
    assert (await api.post(APPLICANT, "/applications", _draft())).status_code == 201
