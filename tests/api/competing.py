"""A call and its solutions over REST."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.desk import APPLICANT, HEAD, OFFICER, PDF, Desk
from tests.office import WAN, until

CALL: dict[str, Any] = {
    "item_code": "challenge-post-grant",
    "title": {"zh": "2026年第一批榜单", "en": "First list of 2026"},
    "challenges": [{"no": 1, "title": "光刻对准", "requirement": "精度2纳米", "budget_hint_fen": 300 * WAN}],
    "criteria": [{"title": "创新性", "description": "与国际水平比较"}],
}
SOLUTION: dict[str, Any] = {
    "challenge_no": 1,
    "title": "对准算法",
    "solution": {"approach": "自研", "team": "12人", "planned_cost_fen": 300 * WAN, "months": 24},
}
SCORES = {"innovation": 80, "feasibility": 80, "benefit": 80}
SCORED = {"decision": "expert_scored", "no_conflict": True, "scores": SCORES, "recommend": True, "opinion": "可行"}


def in_seconds(seconds: float) -> str:
    """Return an instant as JSON has it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


async def drafted(api: Desk, *, seconds: float = 3600, **changes: Any) -> dict[str, Any]:
    """Draft a call."""
    answer = await api.post(OFFICER, "/calls", CALL | {"closes_at": in_seconds(seconds)} | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def published(api: Desk, **given: Any) -> str:
    """Draft a call and have it published; return its number."""
    number = str((await drafted(api, **given))["number"])
    submitted = await api.post(OFFICER, f"/calls/{number}/submit")
    assert submitted.status_code == 200, submitted.text
    await done(api, HEAD, number, "call_approval", {"decision": "published"})
    return number


async def solution(api: Desk, call: str, person: str = APPLICANT) -> str:
    """Draft a solution with its text; return its number."""
    answer = await api.post(person, f"/calls/{call}/solutions", SOLUTION)
    assert answer.status_code == 201, answer.text
    number = str(answer.json()["number"])
    uploaded = await upload(api, number, person)
    assert uploaded.status_code == 201, uploaded.text
    return number


async def upload(api: Desk, project: str, person: str = APPLICANT, code: str = "solution") -> Any:
    """Upload a piece of evidence to a project."""
    file = {"file": ("solution.pdf", PDF)}
    return await api.ask(person, "POST", f"/projects/{project}/documents", data={"evidence_code": code}, files=file)


async def submitted(api: Desk, call: str, person: str = APPLICANT) -> str:
    """Draft and submit a solution."""
    number = await solution(api, call, person)
    answer = await api.post(person, f"/projects/{number}/submit")
    assert answer.status_code == 200, answer.text
    return number


async def evaluated(api: Desk, call: str, person: str = APPLICANT) -> str:
    """Submit a solution and let its panel score it."""
    number = await submitted(api, call, person)
    await done(api, OFFICER, number, "solution_check", {"decision": "solution_accepted"})
    await stage(api, number, "review")
    for task in (await api.get("auditor", "/tasks", params={"case": number, "kind": "expert_review"})).json()["items"]:
        answer = await api.post(task["assignee"], f"/tasks/{task['id']}/complete", SCORED)
        assert answer.status_code == 200, answer.text
    await stage(api, number, "selection")
    return number


async def done(api: Desk, person: str, case: str, kind: str, answer: dict[str, Any]) -> None:
    """Wait for a task of a kind of one case, and complete it."""
    task = await soon(api, person, case, kind)
    completed = await api.post(person, f"/tasks/{task['id']}/complete", answer)
    assert completed.status_code == 200, completed.text


async def soon(api: Desk, person: str, case: str, kind: str) -> dict[str, Any]:
    """Wait for a task of a kind of one case."""

    async def find() -> dict[str, Any] | None:
        found = (await api.get(person, "/tasks", params={"case": case, "kind": kind, "mine": "true"})).json()["items"]
        return dict(found[0]) if found else None

    return dict(await until(find, kind))


async def stage(api: Desk, project: str, *stages: str) -> dict[str, Any]:
    """Wait until a project is in one of `stages`, and return it."""

    async def find() -> dict[str, Any] | None:
        found = (await api.get("auditor", f"/projects/{project}")).json()
        return dict(found) if found["stage"]["code"] in stages else None

    return dict(await until(find, str(stages)))
