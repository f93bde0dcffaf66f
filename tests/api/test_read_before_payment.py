"""拨付前所见。Over REST: what is read by whoever pays, or says whether a payment goes on, is as it is today, whenever they were asked."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Application, ChangeFiling, Commitment, Redecision
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, Desk
from tests.api.test_before_payment import CONFIRMED, DEPUTY, FINANCE, OTHER_FINANCE
from tests.office import SIGNED, WAN, Office

NOW = datetime.now(UTC)
FIGURES = {"before_fen": 50 * WAN, "after_fen": 20 * WAN, "amount_fen": 30 * WAN, "reduced_fen": 30 * WAN, "relieved_fen": 0}


async def to_release(api: Desk) -> dict[str, Any]:
    """Take an application to where finance releases its payment."""
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    await api.done(APPLICANT, drafted["id"], "commitment", SIGNED)
    await api.soon(FINANCE, drafted["id"], "payment_release")
    return drafted


async def decide_anew(behind: Office, drafted: dict[str, Any], stage: str, outcome: str) -> None:
    """Keep a re-decision of an award."""
    async with behind.database.writing() as session:
        award = await session.get_one(Application, uuid.UUID(drafted["id"]))
        session.add(
            Redecision(
                number="RD-1",
                department="sti",
                created_by="officer-sti",
                item_code=award.item_code,
                application_id=award.id,
                enterprise_uscc=award.enterprise_uscc,
                facts={"grade": "other"},
                paper="《更正函》",
                reason="登记有误",
                proposed_by="officer-sti",
                proposed_by_name="王某",
                outcome=outcome,
                reckoning=FIGURES | {"facts": {}},
                stage=stage,
                request_key="anew",
            )
        )


async def read(api: Desk, person: str, drafted: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return what a task is about, as a person reads it now."""
    task = await api.soon(person, drafted["id"], kind)
    return dict((await api.get(person, f"/tasks/{task['id']}")).json()["about"])


def codes(about: dict[str, Any]) -> list[str]:
    return [one["code"] for one in about.get("findings", [])]


@pytest.mark.parametrize(("outcome", "said"), [("reduction", ["reduction_open"]), ("debt", ["reduction_open"]), ("increase", [])])
@pytest.mark.parametrize("stage", ["hearing", "execution"])
async def test_finance_reads_the_open_redecision_of_an_award_before_it_pays(
    api: Desk, behind: Office, outcome: str, said: list[str], stage: str
) -> None:
    drafted = await to_release(api)
    assert "redecision" not in await read(api, FINANCE, drafted, "payment_release")
    await decide_anew(behind, drafted, stage, outcome)
    expected = {"number": "RD-1", "stage": stage, "outcome": outcome} | FIGURES
    about = await read(api, FINANCE, drafted, "payment_release")
    assert (about["redecision"], codes(about)) == (expected, said)
    await api.done(FINANCE, drafted["id"], "payment_release", {"decision": "payment_released"})
    about = await read(api, OTHER_FINANCE, drafted, "payment_confirmation")
    assert (about["redecision"], codes(about)) == (expected, said)


@pytest.mark.parametrize("stage", ["refused", "withdrawn", "adjusted"])
async def test_finance_reads_of_no_redecision_that_is_over(api: Desk, behind: Office, stage: str) -> None:
    drafted = await to_release(api)
    await decide_anew(behind, drafted, stage, "reduction")
    about = await read(api, FINANCE, drafted, "payment_release")
    assert ("redecision" in about, codes(about)) == (False, [])


@pytest.mark.parametrize(
    ("becomes", "said"),
    [
        ({}, [("leaving", False, None)]),
        ({"state": "withdrawn", "decided_at": NOW}, [("leaving", False, True)]),
        (
            {"state": "approved_without_repayment", "proposed_by": "a", "decided_by": "b", "decided_at": NOW},
            [("leaving", False, True), ("leaving", True, None)],
        ),
    ],
    ids=["open", "withdrawn", "approved"],
)
async def test_approver_reads_what_became_of_a_filing_that_a_payment_was_held_for(
    api: Desk, behind: Office, becomes: dict[str, Any], said: list[tuple[str, bool, bool | None]]
) -> None:
    drafted = await to_release(api)
    async with behind.database.writing() as session:
        commitment = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage="in_force")
        session.add(commitment)
        await session.flush()
        filed: dict[str, Any] = {"kind": "relocation", "state": "filed", "planned_on": NOW.date() + timedelta(days=90), "filed_at": NOW}
        session.add(
            ChangeFiling(commitment_id=commitment.id, enterprise_uscc=CHENXIN, description="迁出", filed_by="applicant-chenxin", **filed)
        )
    await api.done(FINANCE, drafted["id"], "payment_release", {"decision": "payment_released"})
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", CONFIRMED)
    await api.soon(DEPUTY, drafted["id"], "standing_check")
    if becomes:
        await behind.change(update(ChangeFiling).values(**becomes))
    found = (await read(api, DEPUTY, drafted, "standing_check"))["findings"]
    assert [(one["code"], one["filing"]["decided"], one.get("over")) for one in found] == said
