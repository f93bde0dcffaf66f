"""日志的测试。What a line carries, and what it must not."""

from __future__ import annotations

import contextlib
import json
import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
import structlog
from pydantic import SecretStr
from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment
from temporalio.worker import Worker

from activities.case.automatic_steps import refusing
from policy.errors import Code, Refusal
from policy.text import Text
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


REFUSAL = Refusal(Code.DUPLICATE, Text("演示晨芯已登记。", "Chenxin is registered already."))


async def _answered() -> ApplicationError:
    """Return what an activity gives its workflow for a refusal."""

    with pytest.raises(ApplicationError) as raised:
        await refusing(_refused())
    return raised.value


@pytest.mark.parametrize("log_format", ["json", "console"])
async def test_refusal_is_one_line_when_an_activity_answers_with_it(
    log_format: Literal["json", "console"], capsys: pytest.CaptureFixture[str]
) -> None:
    configure(log_format)
    try:
        raise await _answered()
    except ApplicationError:
        logging.getLogger("temporalio.activity").warning("Completing activity as failed", exc_info=True)
    [line] = capsys.readouterr().err.splitlines()
    assert "duplicate" in line
    assert "Chenxin" not in line


@pytest.mark.parametrize("answered", [True, False])
async def test_refusal_is_told_by_its_code_and_is_a_warning_when_nobody_was_told(
    capsys: pytest.CaptureFixture[str], *, answered: bool
) -> None:
    configure("json")
    logging.getLogger("temporalio.activity").warning("Completing activity as failed", exc_info=await _answered() if answered else REFUSAL)
    [line] = _lines(capsys)
    assert (line["event"], line["code"], line["level"]) == ("refused", "duplicate", "info" if answered else "warning")
    assert line.get("reason") == (None if answered else "Chenxin is registered already.")
    assert "exception" not in line


@pytest.mark.parametrize(
    "error",
    [
        ValueError("unexpected"),
        KeyError("duplicate"),
        ApplicationError("unexpected", type="ValueError"),
        ApplicationError("unexpected"),
        RuntimeError(REFUSAL),
    ],
)
def test_traceback_is_kept_when_an_error_is_no_refusal(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    logging.getLogger("temporalio.activity").warning("Completing activity as failed", exc_info=error)
    [line] = _lines(capsys)
    assert (line["event"], line["level"]) == ("Completing activity as failed", "warning")
    assert type(error).__name__ in str(line["exception"])


@activity.defn
async def refuse() -> None:
    """Refuse what is asked."""
    await refusing(_refused())


@activity.defn
async def fail() -> None:
    """Fail as nobody expects."""
    raise ValueError("unexpected")


async def _refused() -> None:
    raise REFUSAL


@workflow.defn(sandboxed=False)
class Asking:
    """Asks for something twice."""

    @workflow.run
    async def run(self) -> None:
        """Ask both."""
        for asked in (refuse, fail):
            with contextlib.suppress(ActivityError):
                await workflow.execute_activity(
                    asked, start_to_close_timeout=timedelta(seconds=10), retry_policy=RetryPolicy(maximum_attempts=1)
                )


async def test_worker_writes_a_refusal_in_one_line_and_a_traceback_of_what_is_unexpected(
    temporal_env: WorkflowEnvironment, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("json")
    queue = f"logging-{uuid.uuid4()}"
    async with Worker(temporal_env.client, task_queue=queue, workflows=[Asking], activities=[refuse, fail]):
        await temporal_env.client.execute_workflow(Asking.run, id=queue, task_queue=queue)
    refused, failed = [line for line in _lines(capsys) if line["logger"] == "temporalio.activity"]
    assert (refused["event"], refused["code"], refused["activity"], "exception" in refused) == ("refused", "duplicate", "refuse", False)
    assert "ValueError: unexpected" in str(failed["exception"])


def test_line_without_an_error_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    structlog.get_logger("api").warning("duplicate", code="x")
    [line] = _lines(capsys)
    assert (line["event"], line["code"], line["level"]) == ("duplicate", "x", "warning")
