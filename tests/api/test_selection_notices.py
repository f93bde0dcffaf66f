"""The notice of a winner over REST: everybody reads it and may object, and its department reads who did."""

from __future__ import annotations

import pytest

from tests.api.competing import done, evaluated, published, soon, stage
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.api.test_calls import over
from tests.office import Office

DEPUTY = "approver-sti-2"


@pytest.fixture
def durations() -> dict[str, int]:
    """A notice that is not over before somebody has objected."""
    return {"public_notice": 200}


async def on_notice(api: Desk, behind: Office) -> tuple[str, str]:
    """Select the only solution to a call; return its number and its notice."""
    call = await published(api)
    winner = await evaluated(api, call)
    await over(behind)
    await soon(api, HEAD, call, "selection")
    named = [{"challenge_no": 1, "solution": winner, "reason": "得分最高"}]
    await done(api, HEAD, call, "selection", {"decision": "winners_selected", "winners": named})
    await stage(api, winner, "public_notice")
    [notice] = (await api.get(None, "/notices")).json()["items"]
    assert (notice["application_number"], notice["amount_fen"], notice["state"]) == (winner, None, "open")
    return winner, notice["id"]


async def test_everybody_reads_who_takes_up_which_challenge_with_what(api: Desk, behind: Office) -> None:
    _, notice = await on_notice(api, behind)
    for language, title in (("zh", "入选结果的公示"), ("en", "Public notice of a selection")):
        said = {"Accept": "text/plain", "Accept-Language": language}
        paper = (await api.get(None, f"/notices/{notice}", headers=said)).text
        assert [part for part in (title, "演示晨芯微电子（北京）有限公司", "对准算法", "光刻对准") if part not in paper] == []


async def test_objection_that_is_upheld_takes_the_place_and_its_author_is_the_departments_to_read(api: Desk, behind: Office) -> None:
    winner, notice = await on_notice(api, behind)
    body = {"name": "李若彤", "contact": "13812345678", "grounds": "方案系抄袭"}
    assert (await api.post(STRANGER, f"/notices/{notice}/objections", body)).status_code == 201
    await stage(api, winner, "objection")
    path = f"/cases/{winner}/objections"
    [row] = (await api.get(OFFICER, path)).json()
    assert (row["contact"], row["grounds"], row["ruling"]) == ("13812345678", "方案系抄袭", None)
    assert [code_of(await api.get(person, path)) for person in (APPLICANT, FOREIGN_OFFICER)] == ["forbidden", "not_found"]
    why = {"reason": "经核实，方案系抄袭"}
    await done(api, OTHER_OFFICER, winner, "objection_ruling", {"decision": "upholding_proposed"} | why)
    await done(api, DEPUTY, winner, "objection_confirmation", {"decision": "objection_upheld"} | why)
    await stage(api, winner, "refused")
    assert (await api.get(None, f"/notices/{notice}")).json()["state"] == "overturned"
    assert (await api.get(OFFICER, path)).json()[0]["ruling"] == why["reason"]
    told = (await api.get(APPLICANT, "/messages")).json()["items"]
    assert any(winner in one["text"]["zh"] and "不再入选" in one["text"]["zh"] for one in told)
