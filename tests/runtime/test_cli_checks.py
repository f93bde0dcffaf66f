"""核对命令的测试。What `etown cases check` and `etown restore-check` print, and what they say when nobody answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.signatures.case_check import CasesChecked
from models.tables import ReconciliationDifference
from runtime.cli import cases, deployment, restore
from runtime.restore import Act, Later, as_dict
from runtime.settings import demo_settings
from tests.conftest import REPOSITORY

AWAY = {"temporal_address": "127.0.0.1:1", "database_url": "postgresql://nobody@127.0.0.1:1/none"}
AT = datetime(2026, 11, 29, 18, tzinfo=UTC)
NOTHING = Later(AT, [], [], [], [], 1001)
SOMETHING = Later(
    AT,
    ["commitment/91110302MA9DA0018E"],
    [Act("application/BDA-2026-05-000017", "accepted", "officer-sti-1", AT)],
    [ReconciliationDifference(kind="unknown_payment", reference="BDA-2026-05-000017-P1-00ff00ff", theirs_fen=100)],
    ["ab" * 32],
    1018,
)


def test_check_names_each_thing_it_found() -> None:
    found = CasesChecked(3, ["application/A"], ["application/B"], ["reconciliation"])
    assert cases.page(found).splitlines() == [
        "在办案件 open cases: 3",
        "  已重新启动 started again: application/A",
        "  已恢复定时任务 schedule runs again: reconciliation",
        "  没有对应案件的流程 a process without a case: application/B",
    ]


def test_restore_check_names_each_thing_that_others_know() -> None:
    shown = restore.page(SOMETHING)
    said = (
        "commitment/91110302MA9DA0018E",
        "accepted (officer-sti-1)",
        "unknown_payment BDA-2026-05-000017-P1-00ff00ff",
        "ab" * 32,
        "1018",
    )
    assert [part for part in said if part not in shown] == []
    assert not SOMETHING.is_nothing


def test_restore_check_is_short_when_nobody_knows_of_anything_later() -> None:
    assert NOTHING.is_nothing
    assert len(restore.page(NOTHING).splitlines()) == 2


def test_restore_check_says_the_same_as_json() -> None:
    said = json.loads(json.dumps(as_dict(SOMETHING)))
    assert said["processes"] == SOMETHING.processes
    assert said["acts"] == [
        {"process": "application/BDA-2026-05-000017", "event": "accepted", "actor": "officer-sti-1", "at": "2026-11-29T18:00:00+00:00"}
    ]
    assert said["differences"][0]["theirs_fen"] == 100
    assert (said["files"], said["next_number"]) == (["ab" * 32], 1018)


@pytest.mark.parametrize("command", [("cases", "check"), ("restore-check",)], ids=" ".join)
@pytest.mark.parametrize(("away", "said"), [({}, "ETOWN_DATABASE_URL"), (AWAY, "Error")], ids=["unset", "away"])
def test_command_says_in_a_line_that_nobody_answers(tmp_path: Path, command: tuple[str, ...], away: dict[str, str], said: str) -> None:
    environment = demo_settings(tmp_path, **away).child_environment() if away else dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-c", "from runtime.cli.main import main; main()", *command],
        check=False,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        env=environment,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert said in done.stderr


def test_command_is_about_the_system_that_runs_here_when_no_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETOWN_HOME", str(tmp_path))
    url = "postgresql+psycopg://its@here/etown"
    monkeypatch.setattr("runtime.local.embedded_postgres.running_url", lambda _home: url)
    found = deployment.settings_of_deployment()
    assert (found.database_url, found.payload_keys) == (url, demo_settings(tmp_path).payload_keys)
    monkeypatch.setenv("ETOWN_DATABASE_URL", "postgresql+psycopg://named@there/etown")
    assert deployment.settings_of_deployment().database_url == "postgresql+psycopg://named@there/etown"
