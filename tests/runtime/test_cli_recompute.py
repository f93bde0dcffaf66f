"""复算的测试。What was stored comes out again, or the command says what does not."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from temporalio.testing import WorkflowEnvironment
from typer.testing import CliRunner, Result

from models.tables import Submission
from runtime.addresses import PREFIX
from runtime.cli.main import app
from runtime.local import embedded_postgres
from tests.office import Case, Office, real_time_office


async def recompute(office: Office, *arguments: str) -> Result:
    environment = {PREFIX + "DATABASE_URL": office.settings.database_url}
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, ["recompute", *arguments], env=environment))


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Office]:
    """An office on real time."""
    async with real_time_office(temporal_env.client, database_url) as running:
        yield running


@pytest.fixture
async def case(office: Office) -> Case:
    case = await office.apply_for()
    await case.to_decision()
    return case


async def test_the_same_comes_out_when_nothing_changed(office: Office, case: Case) -> None:
    for reference in (case.number, str(case.id)):
        done = await recompute(office, reference, "--json")
        report: dict[str, Any] = json.loads(done.output)
        assert (done.exit_code, report["same"], report["differences"]) == (0, True, [])
        assert (report["application"], report["outcome"]) == (case.number, "award")
    assert "same" in (await recompute(office, case.number)).output


async def test_submission_that_it_rests_on_is_named_and_checked_by_its_hash(office: Office, case: Case) -> None:
    report = json.loads((await recompute(office, case.number, "--json")).output)
    (submission,) = await office.all(select(Submission).where(Submission.case_id == case.id))
    assert report["submission"] == {"number": 1, "sha256": submission.sha256}
    assert f"rests on submission 1, {submission.sha256}" in (await recompute(office, case.number)).output
    await office.change(text("ALTER TABLE submissions DISABLE TRIGGER append_only"))
    await office.change(text("""UPDATE submissions SET claims = claims || '{"level": "national"}'"""))
    done = await recompute(office, case.number, "--json")
    assert done.exit_code == 1
    assert [one["what"] for one in json.loads(done.output)["differences"]] == ["submission"]


async def test_an_earlier_reading_is_named_whether_the_outcome_is_the_same_or_not(office: Office, case: Case) -> None:
    assert json.loads((await recompute(office, case.number, "--json")).output)["earlier_reading"] is False
    await office.change(text("ALTER TABLE assessments DISABLE TRIGGER append_only"))
    await office.change(text("UPDATE assessments SET clause_hash = 'of another reading'"))
    done = await recompute(office, case.number)
    assert done.exit_code == 0
    assert "(made under an earlier reading): same." in done.output
    await office.change(text("UPDATE assessments SET award_fen = 7"))
    done = await recompute(office, case.number, "--json")
    report: dict[str, Any] = json.loads(done.output)
    assert (done.exit_code, report["earlier_reading"], report["same"]) == (1, True, False)
    assert "(made under an earlier reading): differs" in (await recompute(office, case.number)).output


async def test_what_differs_is_named_when_what_is_stored_is_not_what_follows(office: Office, case: Case) -> None:
    await office.change(text("ALTER TABLE assessments DISABLE TRIGGER append_only"))
    await office.change(text("UPDATE assessments SET award_fen = 7, rules_hash = 'x'"))
    done = await recompute(office, case.number, "--json")
    assert done.exit_code == 1
    assert [one["what"] for one in json.loads(done.output)["differences"]] == ["award_fen", "rules_hash"]
    assert "award_fen: stored 7, recomputed" in (await recompute(office, case.number)).output


async def test_page_says_of_each_fact_who_supplied_it_when_and_from_what(office: Office, case: Case) -> None:
    said = (await recompute(office, case.number)).output
    for fact in ("level", "event", "certificate_no", "matter_date"):
        assert re.search(rf"^  {fact}: confirmed, officer-sti-1 [0-9T:.+-]+, title_certificate p. 1$", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("provenance - 'level'", "level"),
        ("""jsonb_set(provenance, '{level,supplied_by}', '"declared"')""", "level"),
        ("provenance - 'matter_date'", "matter_date"),
    ],
)
async def test_fact_that_comes_from_nowhere_is_a_difference(office: Office, case: Case, change: str, field: str) -> None:
    await office.change(text("ALTER TABLE assessments DISABLE TRIGGER append_only"))
    await office.change(text(f"UPDATE assessments SET provenance = {change}"))  # noqa: S608 - of this test
    done = await recompute(office, case.number, "--json")
    report = json.loads(done.output)
    assert (done.exit_code, report["same"], [one["what"] for one in report["differences"]]) == (1, False, [f"provenance.{field}"])


async def test_facts_that_the_law_no_longer_takes_are_a_difference(office: Office, case: Case) -> None:
    await office.change(text("ALTER TABLE assessments DISABLE TRIGGER append_only"))
    await office.change(text("UPDATE assessments SET facts = facts - 'level'"))
    done = await recompute(office, case.number, "--json")
    assert (done.exit_code, json.loads(done.output)["differences"][0]["what"]) == (1, "input")


async def test_nothing_is_recomputed_when_there_is_no_assessment(office: Office) -> None:
    drafted = await office.draft()
    for reference in ("BDA-2026-05-nothing", drafted.number):
        done = await recompute(office, reference, "--json")
        assert (done.exit_code, json.loads(done.output)["code"]) == (2, "not_found")


@pytest.mark.parametrize("url", ["", "postgresql://nobody@127.0.0.1:1/none"])
def test_command_says_so_when_there_is_no_database(url: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["recompute", "BDA", "--json"], env=without_database(tmp_path) | {PREFIX + "DATABASE_URL": url})
    assert (done.exit_code, json.loads(done.output)["code"]) == (2, "busy")


def test_command_says_in_both_languages_what_to_do_when_there_is_no_database(tmp_path: Path) -> None:
    # A server that was here once does not count.
    (tmp_path / "postgres.json").write_text(json.dumps({"folder": "", "password": "x", "port": 5432}))
    done = CliRunner().invoke(app, ["recompute", "BDA"], env=without_database(tmp_path))
    assert done.exit_code == 2
    assert "没有可用的数据库" in done.output
    assert "start the system here with make run, or set ETOWN_DATABASE_URL" in done.output


async def test_database_of_the_system_that_runs_here_is_found(home: Path) -> None:
    server = embedded_postgres.start(home, durable=False)
    try:
        assert embedded_postgres.running_url(home) == server.url()
        migrate = (sys.executable, "-m", "alembic", "upgrade", "head")
        await asyncio.to_thread(subprocess.run, migrate, env=os.environ | {PREFIX + "DATABASE_URL": server.url()}, check=True)
        done = await asyncio.to_thread(lambda: CliRunner().invoke(app, ["recompute", "BDA-1", "--json"], env=without_database(home)))
        assert (done.exit_code, json.loads(done.output)["code"]) == (2, "not_found")
    finally:
        server.stop()
    assert embedded_postgres.running_url(home) is None


def without_database(home: Path) -> dict[str, str]:
    return {PREFIX + "DATABASE_URL": "", "DATABASE_URL": "", PREFIX + "HOME": str(home)}
