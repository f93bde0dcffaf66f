"""子进程与端口。Child processes that never outlive their parent, and the loopback ports they listen on."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from runtime.addresses import LOOPBACK

PR_SET_PDEATHSIG = 1
TAIL_BYTES = 8192
PRIVATE = 0o077
"""The umask of what we start. A home has to let another account pass (see `embedded_postgres`), so its files close themselves."""


class StartError(Exception):
    """A part could not start; the message is for the person at the terminal."""


def follow_parent(on_parent_death: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` that has the kernel send `on_parent_death` when the parent dies, even by kill -9.

    Only Linux offers this. Start the child from a thread that lives as long as the parent should: the kernel watches the thread.
    """
    parent = os.getpid()
    # Loaded before the fork: the child of a process with threads may not take locks.
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def apply() -> None:
        if libc is None:
            return
        libc.prctl(PR_SET_PDEATHSIG, int(on_parent_death))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return apply


def is_taken(port: int, host: str = LOOPBACK) -> bool:
    """Tell whether something listens on the port (a port in TIME_WAIT is free)."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def free_port() -> int:
    """Return a loopback port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def log_file(home: Path, name: str) -> Path:
    """Return where a server of this home writes its log, for its owner alone."""
    folder = home / "logs"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{name}.log"


def last_lines(log: Path, count: int = 12) -> list[str]:
    """Return the last lines of a log file, which may not exist."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            return file.read().decode(errors="replace").splitlines()[-count:]
    except OSError:
        return []
