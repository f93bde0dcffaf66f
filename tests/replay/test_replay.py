"""A deploy breaks no running process: every recorded history replays on today's workflows."""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from activities.signatures.application import ASSESS_AWARD, VERIFY_APPLICANT
from runtime.container import replayer
from runtime.workflow_sandbox import PASSED_THROUGH, workflow_runner
from tests.office import real_time_office
from tests.replay.applications import paid, panel, withdrawn_during_an_outage
from tests.replay.post_grant import call_decided, project_completed
from tests.replay.record import RECORDED_BY, begin
from tests.replay.way import Way

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*/*.json"))
LARGEST_BYTES = 150_000


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", HISTORIES, ids=name_of)
async def test_recorded_history_replays(path: Path) -> None:
    history = WorkflowHistory.from_json(f"application/{path.stem}", path.read_bytes().decode())  # noqa: ASYNC240 - a small file
    await replayer(pydantic_data_converter).replay_workflow(history)


@pytest.mark.parametrize("path", HISTORIES, ids=name_of)
def test_recorded_history_is_small(path: Path) -> None:
    assert path.stat().st_size < LARGEST_BYTES


@pytest.mark.parametrize("path", HISTORIES, ids=name_of)
def test_recorded_history_does_not_say_where_it_was_recorded(path: Path) -> None:
    assert set(RECORDED_BY.findall(path.read_text(encoding="utf-8"))) == set()


async def test_replay_fails_when_a_workflow_does_something_else() -> None:
    text = HISTORIES[0].read_bytes().decode().replace(VERIFY_APPLICANT, ASSESS_AWARD)
    history = WorkflowHistory.from_json("application/changed", text)
    with pytest.raises(workflow.NondeterminismError):
        await replayer(pydantic_data_converter).replay_workflow(history)


@pytest.mark.parametrize("way", [paid, panel, withdrawn_during_an_outage, call_decided, project_completed])
async def test_case_takes_its_way_when_every_task_replays_it(temporal_env: WorkflowEnvironment, database_url: str, way: Way) -> None:
    async with real_time_office(temporal_env.client, database_url, milestones=False, worker_options={"max_cached_workflows": 0}) as office:
        await way(await begin(office, way))


def test_histories_were_recorded() -> None:
    assert len(HISTORIES) >= 14


def test_replay_runs_workflows_as_the_worker_does() -> None:
    runner = workflow_runner()
    assert isinstance(runner, SandboxedWorkflowRunner)
    # The machine of cases alone is loaded once: what a process decides is loaded anew for each case.
    assert {name for name in PASSED_THROUGH if name.startswith("workflows")} == {"workflows.case"}
