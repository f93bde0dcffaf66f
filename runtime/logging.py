"""日志。One line an event, with the request and the workflow it belongs to, and no secrets: for a person in a demo, JSON in production."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, Literal

import structlog
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger
from temporalio import activity, workflow
from temporalio.exceptions import ApplicationError

from policy.errors import PROBLEMS, Refusal

REDACTED = "[redacted]"
SECRET_NAMES = re.compile(r"secret|token|password|authorization|cookie|signature|account_no|payload_key|id_number|phone", re.IGNORECASE)
SECRET_TEXTS = (
    (re.compile(r"(://[^/\s:@]+:)[^/\s@]+@"), rf"\1{REDACTED}@"),  # the password in a URL
    (re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+"), rf"\1{REDACTED}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), REDACTED),  # a JWT anywhere
)
QUIET = {
    "httpx": logging.WARNING,  # it names the enterprise in every address it asks
    "httpcore": logging.WARNING,
    "asyncio": logging.WARNING,
    "uvicorn.access": logging.WARNING,
}


def configure(log_format: Literal["console", "json"], level: int = logging.INFO) -> None:
    """Send everything that is logged, by us and by libraries, to standard error in one format.

    Args:
        log_format: "console" for a person, "json" for a machine.
        level: The least that is written.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_process,
        name_refusal,
    ]
    ends: list[Processor]
    if log_format == "json":
        ends = [structlog.processors.format_exc_info, redact, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        # The default renderer prints local variables with a traceback, and with them whatever they hold.
        ends = [structlog.processors.format_exc_info, redact, structlog.dev.ConsoleRenderer(pad_event_to=0)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ends]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        # They come with handlers of their own: one format for all.
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


bound = bound_contextvars
"""`with bound(request_id=…):` puts the identifiers on every line logged inside, across awaits."""


def add_process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Add the workflow and the activity a line belongs to."""
    if workflow.in_workflow():
        event["workflow_id"] = workflow.info().workflow_id
    elif activity.in_activity():
        info = activity.info()
        event.update(workflow_id=info.workflow_id, activity=info.activity_type, attempt=info.attempt)
    return event


def name_refusal(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say in one line what was refused with a code of ours: only what nobody expected needs its traceback.

    Of what somebody was answered with the code is enough, because the reason may name whom it is about. What an automatic step runs into
    nobody was told: it is a warning, with the reason, for whoever has to mend it.
    """
    error = _error_of(event.get("exc_info"))
    told: dict[str, Any] = {}
    if isinstance(error, ApplicationError) and error.type in PROBLEMS:
        told = {"code": error.type, "level": "info"}
    elif isinstance(error, Refusal):
        told = {"code": str(error.code), "reason": error.detail.en, "fields": [fault.field for fault in error.faults]}
    return {name: value for name, value in event.items() if name != "exc_info"} | {"event": "refused"} | told if told else event


def _error_of(exc_info: object) -> object:
    """Return the exception that a line was logged with, however it was given."""
    if isinstance(exc_info, tuple):
        return exc_info[1]
    return sys.exc_info()[1] if exc_info is True else exc_info


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blank what has a secret's name, and what looks like a secret inside a text."""
    return {name: REDACTED if SECRET_NAMES.search(name) else _scrub(value) for name, value in event.items()}


def _scrub(value: object) -> object:
    if isinstance(value, dict):
        return {name: REDACTED if SECRET_NAMES.search(str(name)) else _scrub(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_scrub(inner) for inner in value]
    if isinstance(value, str):
        for pattern, replacement in SECRET_TEXTS:
            value = pattern.sub(replacement, value)
    return value
