"""Whether it led is claimed by the applicant where a rule in force makes it matter, and is unknown to everybody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.tables import ImplementingRule
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, OFFICER, Desk
from tests.office import FACTS, Office, told

ITEM = "core-technology"


async def claimed(api: Desk, day: str, **claims: Any) -> Any:
    said = told(ITEM, FACTS[ITEM])
    body = said | {"item_code": ITEM, "enterprise_uscc": CHENXIN, "matter_date": day, "claims": said["claims"] | claims}
    return await api.post(APPLICANT, "/applications", body)


async def test_applicant_is_asked_whether_it_led_only_on_the_days_of_a_rule(api: Desk, behind: Office) -> None:
    about = {"effective_from": date(2026, 2, 1), "values": {"participant_share": "0.30"}, "document_no": "细则3号"}
    await behind.add(ImplementingRule(item_code=ITEM, entered_by=OFFICER, approved_by=HEAD, **about))
    before = await claimed(api, "2026-01-31", led=False)
    assert [fault["field"] for fault in before.json()["errors"]] == ["claims.led"]
    silent = (await claimed(api, "2026-03-01")).json()
    assert list(silent["asked_facts"]) == ["led"]
    refused = await api.post(APPLICANT, f"/applications/{silent['id']}/submit")
    assert "claims.led" in [fault["field"] for fault in refused.json()["errors"]]
    path = f"/applications/{silent['id']}"

    async def changed(**change: Any) -> dict[str, Any]:
        read = await api.get(APPLICANT, path)
        return dict((await api.ask(APPLICANT, "PATCH", path, json=change, headers={"If-Match": read.headers["ETag"]})).json())

    assert (await changed(matter_date="2026-01-31"))["asked_facts"] == {}
    said = await changed(matter_date="2026-03-01", claims=silent["claims"] | {"led": False})
    assert said["claims"]["led"] is False
    assert "led" in (await api.get(None, f"/items/{ITEM}")).json()["schema"]["properties"]
    assert "led" not in (await api.get(None, "/items/state-project-match")).json()["schema"]["properties"]
