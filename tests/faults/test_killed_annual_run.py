"""An annual run whose worker is killed twice ends with the same members, amounts and offers as one that was left alone."""

from __future__ import annotations

from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from activities.annual_run import assessing as annual_run_assessing
from activities.annual_run import collecting as annual_run_collecting
from activities.annual_run import offering as annual_run_offering
from models.tables import AnnualRun
from runtime.local.embedded_postgres import PostgresServer
from tests.conftest import fresh_database
from tests.faults.killable import killable, office_without_worker
from tests.faults.yearly import Course, Outcome, running_offers, whole_run
from tests.workflows.annual_runs import alone_with_runs, growth_rule, populate

MEMBERS = 12_000


async def _run(temporal_address: str, database_url: str, sandbox_url: str, *, kill_in: tuple[str, ...]) -> tuple[Outcome, Course, int]:
    async with office_without_worker(temporal_address, database_url, sandbox_url) as office, alone_with_runs(office):
        await growth_rule(office, "0.04")
        await populate(office, MEMBERS)
        with killable(office.settings) as worker:
            outcome, course = await whole_run(office, worker, kill_in=kill_in)
            row = (await office.all(select(AnnualRun)))[0]
            return outcome, course, await running_offers(office, office.running(row))


async def test_run_ends_the_same_when_its_worker_is_killed_while_it_assesses_and_while_it_offers(
    temporal_env: WorkflowEnvironment, postgres_server: PostgresServer, migrated_template: str, sandbox_url: str
) -> None:
    address = temporal_env.client.service_client.config.target_host
    ended = []
    for kill_in in ((), ("collecting", "assessing", "offering")):
        with fresh_database(postgres_server, migrated_template) as url:
            ended.append(await _run(address, url, sandbox_url, kill_in=kill_in))
    (undisturbed, _, _), (killed, course, running) = ended
    assert course.killed == ["collecting", "assessing", "offering"]
    assert killed == undisturbed
    assert killed.population > MEMBERS
    assert running == killed.offered > 2 * annual_run_offering.BATCH


def test_population_of_the_test_takes_several_pages_and_shards() -> None:
    assert 2 * max(annual_run_collecting.PAGE, annual_run_assessing.SHARD) < MEMBERS
