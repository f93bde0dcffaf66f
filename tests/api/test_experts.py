"""专家库的测试。Two people decide who is in the pool, and what was done is kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Expert
from tests.api.desk import FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import Office

NEW = {"subject": "expert-99", "name": "新专家", "employer_uscc": None, "departments": ["sti"], "active": True}


async def propose(api: Desk, by: str = OFFICER, **changes: Any) -> dict[str, Any]:
    """Propose an expert."""
    answer = await api.post(by, "/experts", NEW | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def confirm(api: Desk, proposal: dict[str, Any], by: str = OTHER_OFFICER) -> Any:
    return await api.post(by, f"/experts/proposals/{proposal['id']}/confirmation")


async def proposals(api: Desk, *, waiting: bool = False) -> list[dict[str, Any]]:
    """Return what was proposed, as whoever proposed it reads it."""
    return list((await api.get(OFFICER, "/experts/proposals", params={"waiting": waiting})).json()["items"])


async def told(api: Desk) -> list[str]:
    """Return what whoever proposed an expert is told of the pool."""
    messages = (await api.get(OFFICER, "/messages")).json()["items"]
    return [one["text"]["zh"] for one in messages if "专家入库" in one["text"]["zh"]]


async def known(behind: Office, subject: str = "expert-99") -> list[tuple[str | None, list[str], bool]]:
    """Return what the pool knows of an expert."""
    rows = await behind.all(select(Expert).where(Expert.subject == subject))
    return [(row.employer_uscc, row.departments, row.active) for row in rows]


async def test_expert_is_in_the_pool_once_another_has_confirmed_it(api: Desk, behind: Office) -> None:
    proposal = await propose(api)
    assert await known(behind) == []
    assert [one["id"] for one in await proposals(api, waiting=True)] == [proposal["id"]]
    confirmed = await confirm(api, proposal)
    assert (confirmed.status_code, confirmed.json()) == (201, NEW)
    assert await known(behind) == [(None, ["sti"], True)]
    assert await proposals(api, waiting=True) == []
    assert [(one["confirmed"], one["reason"]) for one in await proposals(api) if one["id"] == proposal["id"]] == [(True, None)]
    assert await told(api) == ["您录入的专家入库（新专家）已获同意。"]
    history = (await api.get("auditor", "/experts/expert-99")).json()["history"]
    assert [(one["event"], one["actor"]) for one in history] == [("proposed", OFFICER), ("confirmed", OTHER_OFFICER)]


@pytest.mark.parametrize(("by", "code"), [(OFFICER, "four_eyes"), (FOREIGN_OFFICER, "forbidden"), (HEAD, "forbidden")])
async def test_proposal_is_confirmed_by_nobody_who_may_not(api: Desk, behind: Office, by: str, code: str) -> None:
    proposal = await propose(api)
    refused = await confirm(api, proposal, by)
    assert (refused.status_code, code_of(refused)) == (403, code)
    assert await known(behind) == []


async def test_change_of_an_expert_takes_two_people_as_well(api: Desk, behind: Office) -> None:
    before = await known(behind, "expert-4")
    for changes in ({"employer_uscc": None}, {"active": False}):
        proposal = await propose(api, subject="expert-4", **changes)
        assert await known(behind, "expert-4") == before
        assert (await api.post(OTHER_OFFICER, f"/experts/proposals/{proposal['id']}/refusal", {"reason": "仍任职"})).status_code == 201
    assert await known(behind, "expert-4") == before
    assert code_of(await confirm(api, proposal)) == "wrong_stage"
    history = (await api.get("auditor", "/experts/expert-4")).json()["history"]
    assert [one["event"] for one in history] == ["proposed", "refused"] * 2
    assert history[3]["detail"] == {"proposal": proposal["id"], "proposed_by": OFFICER, "reason": "仍任职"}


@pytest.mark.parametrize(("by", "said"), [(OTHER_OFFICER, ["您录入的专家入库（新专家）未获同意：信息不全"]), (OFFICER, [])])
async def test_whoever_proposed_an_expert_reads_why_it_was_refused(api: Desk, by: str, said: list[str]) -> None:
    proposal = await propose(api)
    refused = await api.post(by, f"/experts/proposals/{proposal['id']}/refusal", {"reason": "信息不全"})
    assert (refused.status_code, refused.json()["reason"]) == (201, "信息不全")
    assert await told(api) == said
    [kept] = [one for one in await proposals(api) if one["id"] == proposal["id"]]
    assert (kept["confirmed"], kept["decided_by"], kept["reason"]) == (False, by, "信息不全")


async def test_officer_takes_no_expert_from_another_department(api: Desk, behind: Office) -> None:
    ours = {"subject": "expert-1", "departments": ["econ"]}
    assert code_of(await api.post(FOREIGN_OFFICER, "/experts", NEW | ours)) == "forbidden"
    assert code_of(await api.post(OFFICER, "/experts", NEW | {"departments": ["sti", "econ"]})) == "forbidden"
    # Whoever keeps them all proposes it, and one of the departments confirms.
    proposal = await propose(api, "admin", departments=["sti", "econ"])
    assert (await confirm(api, proposal, FOREIGN_OFFICER)).status_code == 201
    assert await known(behind) == [(None, ["sti", "econ"], True)]


async def test_one_proposal_of_an_expert_waits_at_a_time(api: Desk) -> None:
    first = await propose(api)
    assert code_of(await api.post(OTHER_OFFICER, "/experts", NEW)) == "duplicate"
    # Whoever proposed it may take it back.
    assert (await api.post(OFFICER, f"/experts/proposals/{first['id']}/refusal", {"reason": "重复"})).status_code == 201
    await propose(api, OTHER_OFFICER)


async def test_nobody_proposes_themselves(api: Desk) -> None:
    assert code_of(await api.post(OFFICER, "/experts", NEW | {"subject": OFFICER})) == "four_eyes"
    about_them = await propose(api, subject=OTHER_OFFICER)
    assert code_of(await confirm(api, about_them)) == "four_eyes"
