"""意见由谁看。Whoever decides reads what each of those wrote who looked at the case, and the amount with its calculation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.tables import Application, Assessment, AuditEvent, Enterprise, Task
from policy.actors import Actor, Role
from policy.judging.catalogue import item as item_called
from policy.processes.kernel.permissions import may_read_opinions
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, OFFICER, Desk, code_of
from tests.granting import grants
from tests.models.test_caps import application
from tests.policy.baselines import WAN, judge

NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)
SCORES = {"innovation": 80, "feasibility": 80, "benefit": 80}
AGAINST = {"innovation": 20, "feasibility": 20, "benefit": 20}
ASSESSED_FEN = (300 * WAN, 200 * WAN, 0)


@dataclass
class Decided:
    """A case that three experts and an officer looked at, with the tasks that wait for whoever decides or asks."""

    id: uuid.UUID
    decision: uuid.UUID
    payment: uuid.UUID
    request: uuid.UUID


def done(case: Application, kind: str, by: str, outcome: str, minutes: int, **answer: Any) -> Task:
    at = NOW + timedelta(minutes=minutes)
    role = Role.EXPERT if kind == "expert_review" else Role.OFFICER
    whose: dict[str, Any] = {"case_id": case.id, "kind": kind, "role": role, "department": case.department, "completed_by": by}
    when: dict[str, Any] = {"opened_at": NOW, "clock_from": NOW, "working_days": 10, "closed_at": at}
    return Task(**whose, **when, outcome=outcome, answer={"decision": outcome} | answer)


def waiting(case: Application, kind: str, role: Role) -> Task:
    its: dict[str, Any] = {"id": uuid.uuid4(), "case_id": case.id, "kind": kind, "role": role, "department": case.department}
    return Task(**its, enterprise_uscc=case.enterprise_uscc, opened_at=NOW, clock_from=NOW, working_days=10)


def named(case: Application, subject: str, name: str, sequence: int) -> AuditEvent:
    happened: dict[str, Any] = {"event": "expert_scored", "from_stage": "review", "to_stage": "review", "detail": {}}
    return AuditEvent(case_id=case.id, sequence=sequence, key=uuid.uuid4().hex, actor=subject, actor_name=name, occurred_at=NOW, **happened)


def assessed(case: Application) -> Assessment:
    result = judge("public-platform", assessed_fen=200 * WAN)
    law: dict[str, Any] = {name: getattr(result, name) for name in ("document_id", "clause_hash", "rules_hash", "reasons", "tree")}
    found: dict[str, Any] = {"outcome": result.outcome.value, "award_fen": result.award_fen, "capped": result.capped}
    return Assessment(application_id=case.id, facts={}, provenance={}, rules=[], **law, **found)


async def decided(api: Desk) -> Decided:
    case = application("public-platform")
    case.id, case.award_fen = uuid.uuid4(), 200 * WAN
    decision, request = waiting(case, "decision", Role.APPROVER), waiting(case, "reconsideration_request", Role.APPLICANT)
    payment = waiting(case, "payment_release", Role.FINANCE)
    reviews = [
        done(case, "expert_review", f"expert-{place}", "expert_scored", place, scores=scores, recommend=fen > 0, opinion=said)
        for place, (fen, scores, said) in enumerate(
            zip(ASSESSED_FEN, (SCORES, SCORES, AGAINST), ("平台服务面广", "可行", "行业影响力不足"), strict=True)
        )
    ]
    for review, fen in zip(reviews, ASSESSED_FEN, strict=True):
        review.answer = (review.answer or {}) | {"assessed": {"assessed_fen": fen}}
    checked = done(case, "fact_check", "officer-sti-1", "facts_stated", 5, opinion="符合条件", facts={"year": {"value": 2026}})
    recused = done(case, "expert_review", "expert-9", "expert_recused", 6, reason="与申请单位有合作")
    other = done(case, "panel_nomination", "officer-sti-1", "expert_nominated", 7, expert="expert-2")
    async with api.database.writing() as session:
        await session.merge(Enterprise(uscc=CHENXIN, name="演示辰芯", kind="enterprise", status="active"))
        session.add(case)
        await session.flush()
        session.add_all([*reviews, checked, recused, other, decision, request, payment])
        session.add_all([assessed(case), named(case, "expert-2", "钱学敏", 1)])
    return Decided(case.id, decision.id, payment.id, request.id)


async def test_whoever_decides_reads_each_opinion_and_the_amount_when_experts_disagree(shared: Desk) -> None:
    case = await decided(shared)
    shown = (await shared.get(HEAD, f"/tasks/{case.decision}")).json()
    read = [(one["kind"], one["outcome"]["code"], one["opinion"] or one["reason"]) for one in shown["opinions"]]
    assert read == [
        ("expert_review", "expert_scored", "平台服务面广"),
        ("expert_review", "expert_scored", "可行"),
        ("expert_review", "expert_scored", "行业影响力不足"),
        ("fact_check", "facts_stated", "符合条件"),
        ("expert_review", "expert_recused", "与申请单位有合作"),
    ]
    against = shown["opinions"][2]
    assert (against["role"], against["by"], against["recommend"], against["scores"]) == ("expert", "钱学敏", False, AGAINST)
    assert [one["assessed"]["assessed_fen"] for one in shown["opinions"][:3]] == list(ASSESSED_FEN)
    assert against["at"].startswith("2026-03-09T02:02")
    assert shown["award"]["award_fen"] == 200 * WAN
    assert "200万元" in shown["award"]["calculation"]["zh"]
    assert shown["award"]["assessment"]["outcome"] == "award"


async def test_auditor_reads_the_same_over_the_case_and_what_was_decided(shared: Desk) -> None:
    case = await decided(shared)
    beside = (await shared.get(HEAD, f"/tasks/{case.decision}")).json()["opinions"]
    over = [one for one in (await shared.get("auditor", f"/cases/{case.id}/opinions")).json() if one["kind"] != "panel_nomination"]
    assert over == beside


async def test_nobody_who_applies_pays_or_handles_reads_opinions(shared: Desk) -> None:
    case = await decided(shared)
    for person in (APPLICANT, OFFICER, "finance-1", "operator"):
        assert (await shared.get(person, f"/cases/{case.id}/opinions")).status_code == 403, person
    assert (await shared.get("approver-econ-1", f"/cases/{case.id}/opinions")).status_code == 404
    assert code_of(await shared.get(APPLICANT, f"/tasks/{case.decision}")) == "not_found"
    for person, task in ((APPLICANT, case.request), ("finance-1", case.payment)):
        shown = (await shared.get(person, f"/tasks/{task}")).json()
        assert (shown["opinions"], shown["award"]) == ([], None), person


@pytest.mark.parametrize(("enterprise", "reads"), [(None, True), ("91110302MA9DA0026W", True), (CHENXIN, False)])
def test_opinions_are_closed_when_the_reader_speaks_for_the_enterprise(enterprise: str | None, *, reads: bool) -> None:
    both = Actor("approver-1", "郑立", grants(Role.APPROVER, Role.APPLICANT), enterprise=enterprise)
    assert may_read_opinions(both, CHENXIN) is reads


@pytest.mark.parametrize(("step_of", "reads"), [(Role.FINANCE, True), (Role.APPROVER, False), (Role.OFFICER, False), (None, False)])
@pytest.mark.parametrize("enterprise", [None, CHENXIN])
def test_finance_reads_opinions_beside_its_own_steps_alone(step_of: Role | None, enterprise: str | None, *, reads: bool) -> None:
    finance = Actor("finance-1", "钱程", grants(Role.FINANCE, Role.APPLICANT), enterprise=enterprise)
    assert may_read_opinions(finance, CHENXIN, step_of) is (reads and enterprise is None)


async def test_calculation_is_left_out_when_a_committee_set_the_amount(shared: Desk) -> None:
    case = application("national-mission")
    case.id, case.award_fen = uuid.uuid4(), 800 * WAN
    decision = waiting(case, "decision", Role.APPROVER)
    minuted = done(case, "meeting_listing", "officer-sti-1", "tabled", 1, meeting="MT-2026-000003", proposed_fen=900 * WAN)
    result = judge("national-mission")
    async with shared.database.writing() as session:
        await session.merge(Enterprise(uscc=CHENXIN, name="演示辰芯", kind="enterprise", status="active"))
        session.add(case)
        await session.flush()
        found = assessed(case)
        found.outcome, found.award_fen, found.tree = result.outcome.value, None, result.tree
        session.add_all([minuted, decision, found])
    shown = (await shared.get(HEAD, f"/tasks/{decision.id}")).json()
    assert item_called("national-mission").departments == ("sti",)
    assert (shown["award"]["award_fen"], shown["award"]["calculation"]) == (800 * WAN, None)
    assert [(one["meeting"], one["proposed_fen"]) for one in shown["opinions"]] == [("MT-2026-000003", 900 * WAN)]
