"""日志的测试。What a line carries, and what it must not."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog
from pydantic import SecretStr
from temporalio import activity
from temporalio.testing import ActivityEnvironment

from runtime.logging import bound, configure


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_one_json_object_with_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    with bound(request_id="r-1"):
        structlog.get_logger("api").info("application submitted", stage="acceptance", 事项="研发")
    (line,) = _lines(capsys)
    assert line["event"] == "application submitted"
    assert (line["request_id"], line["stage"], line["level"], line["logger"]) == ("r-1", "acceptance", "info", "api")
    assert line["事项"] == "研发"


async def test_a_line_of_an_activity_names_its_workflow(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")

    @activity.defn
    def write_stage() -> None:
        structlog.get_logger("activities").warning("written")

    env = ActivityEnvironment()
    env.run(write_stage)
    (line,) = _lines(capsys)
    assert line["workflow_id"] == env.info.workflow_id
    assert line["activity"] == env.info.activity_type


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_no_secret_gets_through(log_format: Literal["json", "console"], capsys: pytest.CaptureFixture[str]) -> None:
    configure(log_format)
    token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
    log = structlog.get_logger("api")
    log.info("signed in", access_token=token, headers={"Authorization": f"Bearer {token}"}, key=SecretStr("hush-key"))
    logging.getLogger("library").info("connecting to postgresql://etown:hush-url@127.0.0.1/etown with %s", token)
    log.error("failed", exc_info=ValueError(f"refused: Bearer {token}"), account_no="6222000011112222")
    printed = capsys.readouterr().err
    assert "ValueError" in printed
    for secret in (token, "hush-key", "hush-url", "6222000011112222"):
        assert secret not in printed


def test_libraries_that_name_what_they_ask_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    logging.getLogger("httpx").info("GET http://tax.example/91110302MA9DA0018E")
    assert not _lines(capsys)
