"""An older policy over REST: what its forms ask, who chooses, and what the applicant reads; nobody has to be asked beside."""

from __future__ import annotations

import pytest

from tests.api.desk import APPLICANT, HEAD, OFFICER, Desk
from tests.office import OFFICER as STAFF
from tests.office import WAN, Case, Office
from tests.workflows.test_older_policy import GROUND, OLDER_CHOSEN, OURS, OURS_CHOSEN


async def stated(api: Desk, office: Office) -> Case:
    """Have an older policy that pays more stated by what the form of the review asks."""
    case = await office.apply_for()
    await case.to_review()
    task = await api.soon(OFFICER, case.number, "desk_review")
    asked = (await api.get(OFFICER, f"/tasks/{task['id']}")).json()["form"]["properties"]["older_policy"]
    assert asked["required"] == ["fen", "ground"]
    assert all(asked["properties"][name]["title"] for name in asked["required"])
    older = {"older_policy": {"fen": 80 * WAN, "ground": GROUND}}
    await case.answer("desk_review", STAFF, decision="recommended", opinion="符合条件", **older)
    return case


@pytest.mark.parametrize(("chosen", "stage", "said"), [(OLDER_CHOSEN, "older_policy", "80万元"), (OURS_CHOSEN, "decision", None)])
async def test_policy_is_chosen_by_what_the_task_says_of_either(
    api: Desk, behind: Office, chosen: dict[str, str], stage: str, said: str | None
) -> None:
    case = await stated(api, behind)
    task = await api.soon(HEAD, case.number, "policy_choice")
    about = (await api.get(HEAD, f"/tasks/{task['id']}")).json()["about"]
    assert (about["older_policy_fen"], about["ours_fen"], about["ground"]) == (80 * WAN, OURS, GROUND)
    await api.done(HEAD, case.number, "policy_choice", chosen)
    await case.reach(stage)
    shown = (await api.get(APPLICANT, f"/applications/{case.number}")).json()
    assert shown["next_step"]["zh"]
    if said is not None:
        assert said in (await api.get(APPLICANT, f"/cases/{case.number}/letter")).json()["text"]
