"""早先事件的文书。Letters of events recorded before they kept what their letters say today: each is still written, with what is known."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from api.views.letter import issued
from models.queries import audit_event as audit_events
from models.queries import case
from models.session import Session
from models.tables import AuditEvent
from policy.letters.bodies import Bodies
from policy.letters.paper import set_paper
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, Desk
from tests.api.test_clawbacks import served
from tests.api.test_commitments import FILING, bound, commitment, let_go, move_away
from tests.api.test_redecisions import DEPUTY, proposed
from tests.office import Office
from tests.workflows.reclaim import paid_award
from tests.workflows.redecisions import paid_prize

BODIES = Bodies("演示复议机关", "演示人民法院")
# What every event has kept from the beginning.
ALWAYS = frozenset({"task", "task_id", "filing_id"})


async def letters_of_older(behind: Office, number: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the letters of a case by event, as if its events had kept nothing but what every event has kept from the beginning."""
    timeline = audit_events.timeline

    async def of_older(session: Session, case_id: uuid.UUID) -> Sequence[AuditEvent]:
        found = await timeline(session, case_id)
        for event in found:
            session.expunge(event)
            event.detail = {name: value for name, value in event.detail.items() if name in ALWAYS}
        return found

    async with behind.database.reading() as session:
        row = await case.find_any(session, number)
        assert row is not None
        before = [event.event for event, _ in await issued(session, row, BODIES, "zh")]
    monkeypatch.setattr(audit_events, "timeline", of_older)
    async with behind.database.reading() as session:
        row = await case.find_any(session, number)
        assert row is not None
        written = {language: await issued(session, row, BODIES, language) for language in ("zh", "en")}
    assert [event.event for event, _ in written["zh"]] == [event.event for event, _ in written["en"]] == before
    return {event.event: set_paper(paper, "zh") for event, paper in written["zh"]}


async def test_letters_of_an_older_breach_name_no_awards(api: Desk, behind: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await bound(api, behind)
    await api.post(APPLICANT, "/filings", FILING)
    await move_away(behind)
    await api.post("operator", "/commitments/checks", {"year": datetime.now(BEIJING).year})
    await commitment(api, "hearing")
    await api.done(APPLICANT, CHENXIN, "hearing_statement", {"decision": "heard", "statement": "登记信息有误"})
    await let_go(api, **({"filing": "approved_without_repayment"} if await _answered(api) else {}))
    await commitment(api, "in_force")
    texts = await letters_of_older(behind, CHENXIN, monkeypatch)
    assert "未在亦庄新城范围内注册" in texts["move_found"]
    assert "申请编号为" not in texts["move_found"] + texts["breach_closed"]
    assert "经审查，上述情况不构成违反承诺。" in texts["breach_closed"]


async def _answered(api: Desk) -> bool:
    """Tell whether the breach is about a filing, which is answered with it."""
    found: list[dict[str, Any]] = (await api.get(APPLICANT, "/filings")).json()["items"]
    return any(one["late"] for one in found)


async def test_letters_of_an_older_demand_say_what_is_known_of_it(api: Desk, behind: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await served(api, await paid_award(behind))
    await api.done(APPLICANT, number, "clawback_objection", {"decision": "demand_disputed", "reason": "并未迁出"})
    await api.done(HEAD, number, "clawback_ruling", {"decision": "dispute_dismissed", "reason": "查实"})
    texts = await letters_of_older(behind, number, monkeypatch)
    assert "应退缴人民币50万元" in texts["demand_approved"]
    assert "退缴要求予以维持，应退缴人民币50万元" in texts["dispute_dismissed"]
    assert "个工作日内，将上述款项退缴国库" in texts["dispute_dismissed"]


async def test_letters_of_an_older_redecision_are_read_off_the_case(api: Desk, behind: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await proposed(api, await paid_prize(behind), "other")
    await api.done(APPLICANT, number, "redecision_statement", {"decision": "statement_waived"})
    await api.done(DEPUTY, number, "redecision_decision", {"decision": "redecided"})
    texts = await letters_of_older(behind, number, monkeypatch)
    assert "拟决定由贵单位退回多拨付的人民币30万元" in texts["found_less"]
    assert "（获奖等级登记有误）" in texts["redecided"]


async def test_letters_of_an_older_application_leave_out_what_was_not_kept(
    api: Desk, behind: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    # Its notice clears by itself, with a letter: what is read three times stands still.
    await api.reached(APPLICANT, drafted["id"], "commitment")
    texts = await letters_of_older(behind, drafted["number"], monkeypatch)
    assert "拟支持金额为人民币50万元" in texts["approved"]
    assert "公示期至" not in texts["approved"]
