"""What an upstream gave is not corrected by a paper of ours: its registry is asked, and what it says is looked after by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from temporalio.client import WorkflowUpdateFailedError

from tests.office import WAN, Case, Office
from tests.workflows.projects import admitted, claimed, enter, paid, received
from tests.workflows.redecisions import anew
from tests.workflows.test_matching_claims import INSURANCE, subsidised


async def paid_claim(office: Office) -> Case:
    await enter(office, received(100 * WAN))
    claim = await claimed(await admitted(office))
    await paid(claim)
    return claim


async def paid_insurance(office: Office) -> Case:
    await subsidised(office)
    case = await office.apply_for("tech-insurance", facts=INSURANCE)
    await paid(case)
    return case


@pytest.mark.parametrize(
    ("award", "fact", "value"),
    [
        (paid_claim, "upstream_received_fen", 1_000 * WAN),
        (paid_claim, "upstream_received_fen", 1),
        (paid_claim, "upstream_level", "beijing"),
        (paid_insurance, "municipal_subsidy_fen", 20 * WAN),
    ],
)
async def test_redecision_is_refused_when_it_replaces_what_an_upstream_registry_supplied(
    skipping: Office, award: Callable[[Office], Awaitable[Case]], fact: str, value: object
) -> None:
    case = await award(skipping)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await anew(skipping, case, {fact: value})
    cause = refused.value.cause
    assert getattr(cause, "type", None) == "invalid_input"
    assert f"'{fact}'" in str(getattr(cause, "details", ""))
