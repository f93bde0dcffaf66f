"""How rows become what people read, without a server."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from api.views import application as views
from api.views import case as case_views
from models.tables import Application, AuditEvent, Task, Voucher
from policy.actors import Actor, Role
from policy.processes.application.stages import PaidOut, decided_anew, once_paid
from policy.processes.disbursement.steps import UNDER_WAY
from policy.text import Text
from tests.granting import grants
from tests.office import APPLICANT, OFFICER

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def paying(**changed: Any) -> Application:
    fields: dict[str, Any] = {
        "id": uuid.uuid4(),
        "process": "application",
        "number": "BDA-2026-05-000001",
        "item_code": "innovation-centre",
        "department": "sti",
        "enterprise_uscc": "91110302MA9DA0018E",
        "stage": "payment",
        "held": False,
        "version": 9,
        "facts": {},
        "claims": {},
        "asked_evidence": [],
        "provenance": {},
        "paid_fen": 0,
        "supplement_fen": 0,
        "supplement_paid_fen": 0,
        "recovered_fen": 0,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Application(**(fields | changed))


def open_task(kind: str) -> Task:
    return Task(id=uuid.uuid4(), kind=kind, role="applicant", department="sti", due_at=NOW, due_provisional=False)


def next_step(*tasks: Task) -> str:
    rest: dict[str, Any] = dict.fromkeys(("refused", "correction", "explained", "offer"))
    shown = views.application_in_full(paying(), "演示", tasks=list(tasks), **rest)
    return shown.next_step.en


def happened(task: str, event: str = "payment_released") -> AuditEvent:
    fields: dict[str, Any] = {"sequence": 1, "event": event, "from_stage": "payment", "to_stage": "payment"}
    return AuditEvent(**fields, actor="finance-1", actor_name="董伟民", detail={"task": task}, occurred_at=NOW)


def test_next_step_asks_for_another_account_when_it_cannot_be_paid_to() -> None:
    assert next_step(open_task("new_account")) == "The account cannot be paid to; please give another account."


@pytest.mark.parametrize(
    ("able", "assignee", "appointed"),
    [(True, None, False), (None, None, False), (False, None, True), (False, "approver-econ-1", False)],
)
def test_next_step_says_that_somebody_is_being_appointed_when_nobody_of_the_department_may(
    *, able: bool | None, assignee: str | None, appointed: bool
) -> None:
    task = open_task("standing_check")
    task.role, task.able, task.assignee = "approver", able, assignee
    assert ("somebody else is being appointed" in next_step(task)) is appointed


@pytest.mark.parametrize(
    ("recovered_fen", "has_ended", "said"),
    [
        (0, False, "Paid. Whoever signed the commitment keeps to it"),
        (0, True, "Paid. The commitment to stay that was signed for it has ended, and binds no more"),
        (99, False, "1 yuan were paid, of which 0.99 yuan came back. Whoever signed the commitment keeps to it"),
        (1, True, "1 yuan were paid, of which 0.01 yuan came back. The commitment"),
        (100, False, "All of it came back"),
        (100, True, "All of it came back"),
    ],
)
def test_next_step_of_a_paid_award_says_what_came_back_and_asks_to_keep_a_commitment_only_while_it_binds(
    recovered_fen: int, said: str, *, has_ended: bool
) -> None:
    assert once_paid(PaidOut(100, recovered_fen), has_ended=has_ended).en.startswith(said)


@pytest.mark.parametrize("has_ended", [False, True])
@pytest.mark.parametrize(
    ("paid", "said"),
    [
        (PaidOut(300, 0, 300), "款项已拨付3元，其中3元已被银行退回，正在处理，如何处理另行告知。"),
        (PaidOut(300, 100, 200), "款项已拨付3元，其中2元已被银行退回"),
        (PaidOut(300, 200, 0, 100), "款项已拨付3元，其中2元已退回；银行退回款项的其余1元待退还收款单位。"),
    ],
)
def test_next_step_of_a_paid_award_says_what_becomes_of_what_a_bank_returned(paid: PaidOut, said: str, *, has_ended: bool) -> None:
    assert once_paid(paid, has_ended=has_ended).zh.startswith(said)


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        (PaidOut(300, 0, due_fen=300), "款项已拨付3元；签署承诺的单位请按承诺持续经营"),
        (PaidOut(300, 0, due_fen=200, to_pay_fen=100), "款项已拨付3元，尚有1元应予退回，由追回办理；签署承诺的单位"),
        (PaidOut(300, 100, due_fen=200), "款项已拨付3元，其中1元已退回；签署承诺的单位"),
        (PaidOut(300, 0, due_fen=200, given_up_fen=100), "款项已拨付3元，另有1元不再要求退回；签署承诺的单位"),
        (PaidOut(300, 0, due_fen=0, to_pay_fen=300), "款项已拨付3元，尚有3元应予退回，由追回办理。"),
        (PaidOut(300, 0, due_fen=0, given_up_fen=300), "款项已拨付3元，另有3元不再要求退回；就该项支持无须再办理。"),
        (PaidOut(300, 300, due_fen=0), "款项已全部退回，就该项支持无须再办理。"),
        # What came back is due after all, and is paid besides.
        (PaidOut(300, 300, due_fen=300), "款项已拨付3元，其中3元已退回；签署承诺的单位"),
    ],
)
def test_next_step_of_a_paid_award_says_what_was_paid_and_is_still_to_be_paid_back_when_it_was_decided_anew(
    paid: PaidOut, said: str
) -> None:
    assert once_paid(paid, has_ended=False).zh.startswith(said)


@pytest.mark.parametrize("under_way", [[], [Text("正在公示。", "On notice.")]])
def test_next_step_of_an_award_decided_anew_says_what_is_due_first_and_what_is_under_way_last(under_way: list[Text]) -> None:
    said = decided_anew("RD-2026-000001", 200, UNDER_WAY, under_way)
    assert said.zh == f"经再决定（RD-2026-000001），应支持金额为2元。{UNDER_WAY.zh}" + "".join(one.zh for one in under_way)
    assert said.en == f"Decided anew (RD-2026-000001): 2 yuan are due. {' '.join([UNDER_WAY.en, *(one.en for one in under_way)])}"


def test_next_step_is_the_stages_when_no_task_says_otherwise() -> None:
    assert next_step() == UNDER_WAY.en


@pytest.mark.parametrize(
    ("task", "reader", "by"),
    [
        ("payment_release", APPLICANT, "财务"),
        ("acceptance", APPLICANT, "科技创新局经办人"),
        ("payment_release", OFFICER, "董伟民"),
        ("expert_review", OFFICER, "评审专家"),
    ],
)
def test_timeline_names_people_when_the_reader_may_know_them(task: str, reader: Actor, by: str) -> None:
    assert case_views.event(happened(task), paying(), reader).by.zh == by


@pytest.mark.parametrize(("reader", "zh"), [(APPLICANT, "服务平台"), (OFFICER, "董伟民")])
@pytest.mark.parametrize("event", ["contract_registered", "contract_cancelled", "spend_refunded"])
def test_timeline_names_the_people_of_another_organisation_to_the_office_alone(event: str, reader: Actor, zh: str) -> None:
    shown = case_views.event(happened("", event), Voucher(process="voucher", department="sti"), reader)
    assert (shown.by.zh, shown.by.en) == (zh, "platform")


@pytest.mark.parametrize(
    ("reader", "reminded"),
    [(APPLICANT, []), (Actor("expert-1", "钱学敏", grants(Role.EXPERT)), []), (OFFICER, ["warned", "escalated", "reassigned"])],
)
def test_reminders_are_shown_to_nobody_outside_the_office(reader: Actor, reminded: list[str]) -> None:
    happened_all = [happened("acceptance", event) for event in ("accepted", "warned", "escalated", "reassigned", "put_on_hold")]
    shown = [event.event.code for event in case_views.timeline(happened_all, paying(), reader)]
    assert shown == ["accepted", *reminded, "put_on_hold"]


@pytest.mark.parametrize(
    ("about", "closed_at", "read"),
    [
        ({"payee": "旧名"}, None, {"payee": "新名", "released_to": "旧名"}),
        ({"payee": "新名"}, None, {"payee": "新名"}),
        ({"payee": "旧名"}, NOW, {"payee": "旧名"}),
        ({"amount_fen": 1}, None, {"amount_fen": 1}),
    ],
)
def test_payee_of_an_open_task_is_read_by_its_name_of_today(
    about: dict[str, Any], closed_at: datetime | None, read: dict[str, Any]
) -> None:
    assert case_views.about_today(Task(about=about, closed_at=closed_at), "新名", None) == read
