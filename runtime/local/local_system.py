"""本机系统。The whole system on one machine: which parts, in which order, and when each counts as ready."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from runtime.addresses import LOOPBACK, PREFIX, sandbox_url
from runtime.local import embedded_postgres, embedded_temporal
from runtime.local.child_process import StartError, is_taken
from runtime.local.process_tree import ProcessTree, Say
from runtime.settings import AUTHORITIES, Settings

REPOSITORY = Path(__file__).resolve().parent.parent.parent
WORKER_READY = "worker ready"
LEFTOVER_SECONDS = 15.0
PYTHON = (sys.executable, "-m")


@contextmanager
def only_one(home: Path) -> Iterator[bool]:
    """Hold `home` for this process alone, and yield whether the last holder left it without stopping.

    Raises:
        StartError: Another process holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartError(_already_running(home)) from None
        lock.seek(0)
        unclean = bool(lock.read().strip())
        _write(lock.fileno(), f"{os.getpid()}\n")
        try:
            yield unclean
        finally:
            _write(lock.fileno(), "")


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)


def _already_running(home: Path) -> str:
    holder = (home / "run.lock").read_text().strip()
    return f"The system already runs on {home} (process {holder}). Stop it first, or give this one its own data: {PREFIX}HOME"


def refuse_taken_ports(settings: Settings) -> None:
    """Refuse to start if a port is taken, before anything is touched.

    A home that is in use says so instead: then the ports are taken by the other run. What a killed run left is waited for.
    """
    lock = settings.home / "run.lock"
    until = time.monotonic()
    if lock.exists():
        with only_one(settings.home) as unclean:
            until += LEFTOVER_SECONDS if unclean else 0.0
    while taken := _taken_ports(settings):
        if time.monotonic() >= until:
            raise StartError("\n".join(taken))
        time.sleep(0.2)


def _taken_ports(settings: Settings) -> list[str]:
    wanted = [("API", settings.api_host, settings.api_port, "API_PORT"), ("Sandbox", LOOPBACK, settings.sandbox_port, "SANDBOX_PORT")]
    if not settings.smtp_host:
        wanted.append(("Mail at the sandbox", LOOPBACK, settings.smtp_port, "SMTP_PORT"))
    if not settings.temporal_address:
        wanted.append(("Temporal", LOOPBACK, settings.temporal_port, "TEMPORAL_PORT"))
        wanted.append(("Temporal Web UI", LOOPBACK, settings.temporal_ui_port, "TEMPORAL_UI_PORT"))
    found: list[str] = []
    users: dict[int, str] = {}
    for name, host, port, variable in wanted:
        if port in users:
            found.append(f"{name} and {users[port]} both want port {port}: move one with {PREFIX}{variable}=<port>")
        elif is_taken(port, host):
            found.append(f"{name} wants port {port}, which is taken: move it with {PREFIX}{variable}=<port>")
        users[port] = name
    return found


def start(tree: ProcessTree, settings: Settings, say: Say, *, own_temporal: bool) -> Settings:
    """Start every part and wait until each is ready; whichever dies later is started again by what watches them.

    Args:
        tree: Where the parts go.
        settings: From `demo_settings`. Without a database URL a PostgreSQL is started.
        say: Tells the person.
        own_temporal: Start a Temporal server; otherwise the one at `temporal_address` is used.

    Returns:
        The settings, completed with the database that was started.

    Raises:
        StartError: A part could not start.
        StopRequestedError: The person wants it all to stop.
    """
    postgres = None
    if not settings.database_url:
        postgres = embedded_postgres.start(settings.home)
        tree.add("postgres", postgres)
        # Where it was: everybody has been told its address.
        again = partial(embedded_postgres.start, settings.home, postgres.port)
        tree.keep("postgres", lambda: tree.add("postgres", again()))
        if postgres.note:
            say("postgres", postgres.note)
        say("postgres", f"ready on port {postgres.port}; its password is in {settings.home / 'postgres.json'}")
        settings = settings.model_copy(update={"database_url": postgres.url()})
    if own_temporal:
        start_temporal = partial(embedded_temporal.start, settings.home, settings.temporal_port, settings.temporal_ui_port)
        tree.add("temporal", start_temporal())
        tree.keep("temporal", lambda: tree.add("temporal", start_temporal()))
        say("temporal", f"ready on port {settings.temporal_port}")
    start_sandbox(tree, settings)
    tree.keep("sandbox", partial(start_sandbox, tree, settings))
    say("sandbox", "ready")
    tree.finish("migrate", (*PYTHON, "alembic", "upgrade", "head"), environment=settings.child_environment(), folder=REPOSITORY)
    say("migrate", "the database is up to date")
    if postgres:
        postgres.grant_serving()
        settings = settings.model_copy(update={"database_url": postgres.serving_url()})
    for name, start_part in (("worker", start_worker), ("api", start_api)):
        start_part(tree, settings)
        tree.keep(name, partial(start_part, tree, settings))
    say("api", "ready")
    if importlib.util.find_spec("runtime.demo.seed"):
        tree.finish("seed", (*PYTHON, "runtime.demo.seed"), environment=settings.child_environment(), folder=REPOSITORY)
    return settings


def start_worker(tree: ProcessTree, settings: Settings) -> None:
    """Start a worker and wait until it serves."""
    # The API alone vouches for what people ask.
    without = {name: value for name, value in settings.child_environment().items() if name != PREFIX + "ATTESTATION_KEY"}
    worker = tree.spawn("worker", (*PYTHON, "runtime.worker"), environment=without, folder=REPOSITORY)
    tree.wait_ready("worker", lambda: worker.has_said(WORKER_READY))


def start_api(tree: ProcessTree, settings: Settings) -> None:
    """Start the API and wait until it is ready, for which everything else has to be."""
    serve(tree, "api", "runtime.asgi:create_app", settings.api_host, settings.api_port, settings.child_environment())
    tree.wait_ready("api", lambda: answers(f"{settings.public_base_url}/readyz"))


def answers(url: str) -> bool:
    """Tell whether a GET of the address is answered with success."""
    try:
        # A proxy in the environment has no business on the loopback.
        return httpx.get(url, timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def start_sandbox(tree: ProcessTree, settings: Settings) -> None:
    """Start the outside authorities and wait until they answer."""
    environment = settings.child_environment() | {
        # The sandbox stands for other authorities: it knows nothing of our settings.
        "SANDBOX_BASE_URL": sandbox_url(settings),
        "SANDBOX_HOME": str(settings.home / "sandbox"),
        "SANDBOX_TREASURY_SECRET": settings.treasury_secret.get_secret_value(),
        "SANDBOX_SMTP_PORT": str(settings.smtp_port) if takes_mail(settings) else "",
        **{f"SANDBOX_{authority.upper()}_TOKEN": settings.token_of(authority) for authority in AUTHORITIES},
    }
    serve(tree, "sandbox", "sandbox.app:create_app", LOOPBACK, settings.sandbox_port, environment)
    tree.wait_ready("sandbox", lambda: answers(sandbox_url(settings) + "/healthz"))


def takes_mail(settings: Settings) -> bool:
    """Tell whether the sandbox is to take our mail, and no server that somebody named."""
    return settings.smtp_host == LOOPBACK and settings.smtp_security == "none"


def serve(tree: ProcessTree, name: str, factory: str, host: str, port: int, environment: Mapping[str, str]) -> None:
    """Spawn the server of an app, as a process of its own that is watched.

    Args:
        tree: The parts it joins.
        name: What the person knows it by.
        factory: Module and function that make the app.
        host: The address it listens on.
        port: The port it listens on.
        environment: Its whole environment.
    """
    command = (
        *(*PYTHON, "uvicorn", factory, "--factory", "--host", host, "--port", str(port)),
        *("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5"),
    )
    tree.spawn(name, command, environment=environment, folder=REPOSITORY)
