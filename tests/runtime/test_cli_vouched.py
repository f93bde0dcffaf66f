"""验签命令的测试。An auditor with the public key finds who acted, and what was changed afterwards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment
from typer.testing import CliRunner, Result

from runtime.addresses import PREFIX
from runtime.cli.main import app
from runtime.settings import attestation_keys
from tests.office import Office, real_time_office


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Office]:
    """An office on real time."""
    async with real_time_office(temporal_env.client, database_url) as running:
        yield running


async def vouched(office: Office, *arguments: str, **changed: str) -> Result:
    given = {"database_url": office.settings.database_url, "oidc_issuer": office.settings.oidc_issuer}
    given |= {"attestation_public_keys": office.settings.attestation_public_keys} | changed
    environment = {PREFIX + name.upper(): value for name, value in given.items()}
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, ["vouched", *arguments], env=environment))


async def test_every_act_of_an_award_is_vouched_for_until_it_is_paid(office: Office) -> None:
    case = await office.apply_for()
    await case.to_payment()
    await case.pay()
    await case.reach("in_force")
    for reference in (case.number, str(case.id)):
        done = await vouched(office, reference, "--json")
        found: list[dict[str, Any]] = json.loads(done.output)
        assert (done.exit_code, {one["is"] for one in found}) == (0, {"vouched", "automatic"})
    acts = {one["event"] for one in found if one["is"] == "vouched"}
    assert {"submitted", "accepted", "recommended", "approved", "commitment_signed", "payment_released", "payment_confirmed"} <= acts
    assert "submitted" in (await vouched(office, case.number)).output


@pytest.mark.parametrize(
    "changed", [{"attestation_public_keys": attestation_keys()["attestation_public_keys"]}, {"oidc_issuer": "https://elsewhere"}]
)
async def test_acts_are_not_vouched_for_when_key_or_issuer_is_another(office: Office, changed: dict[str, str]) -> None:
    case = await office.apply_for()
    done = await vouched(office, case.number, **changed)
    assert done.exit_code == 1
    assert "not vouched" in done.output


async def test_command_says_so_when_there_is_no_such_case(office: Office) -> None:
    assert (await vouched(office, "BDA-2026-05-999999")).exit_code == 2
