"""演练服务器。The whole system as `etown run` has it, of which any part is killed and started again, and Temporal put back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from faults.plan import PARTS
from runtime.local import embedded_postgres, embedded_temporal, local_system
from runtime.local.child_process import StartError, free_port, is_taken
from runtime.local.embedded_postgres import PostgresServer
from runtime.local.embedded_temporal import TemporalServer
from runtime.local.process_tree import ProcessTree
from runtime.settings import Settings, demo_settings

ETOWN = (sys.executable, "-c", "from runtime.cli.main import main; main()")
# What `etown restore-check` says when it looked: that nothing, or something, came later.
LOOKED = (0, 1)
PORT_SECONDS = 30.0
# A demonstration's day is a second. Nobody objects to a notice, or claims for a last time, while the API is away; and no expert is replaced
# to whom a walk comes late.
DURATIONS: Final[Mapping[str, int]] = {"public_notice": 20, "last_claim": 40, "bank_return_watch": 120, "expert_review": 1200}


class Servers:
    """The servers of one home.

    Attributes:
        home: Where their data and logs are.
        settings: How they are reached.
        postgres: The database.
        temporal: The server of the processes.
    """

    def __init__(self, home: Path, durations: Mapping[str, int] = DURATIONS) -> None:
        """Settle ports, secrets and durations; nothing is started yet."""
        self.home = home
        ports = {name: free_port() for name in ("api_port", "sandbox_port", "temporal_port", "temporal_ui_port", "smtp_port")}
        self.settings: Settings = demo_settings(home, **ports, database_url="", durations=dict(durations))
        (home / "logs").mkdir(parents=True, exist_ok=True)
        self._log = (home / "logs" / "system.log").open("a", encoding="utf-8")
        self._tree = ProcessTree(self._say)

    def start(self) -> None:
        """Start everything, and wait until it is ready."""
        self.settings = local_system.start(self._tree, self.settings, self._say, own_temporal=True)
        self.postgres, self.temporal = self._part("postgres", PostgresServer), self._part("temporal", TemporalServer)

    def stop(self) -> None:
        """Stop everything."""
        self._tree.stop()
        self._log.close()

    def kill(self, parts: Iterable[str]) -> None:
        """Kill parts as the kernel does, without a word."""
        self._say("faults", f"kill {', '.join(parts)}")
        for name in parts:
            process = self._tree.parts.pop(name).process  # type: ignore[attr-defined]  # every part of ours has one
            process.kill()
            process.wait()

    def restart(self, parts: Iterable[str]) -> None:
        """Start parts again that were killed, each when what it needs is ready."""
        wanted = set(parts)
        for name in PARTS:
            if name in wanted:
                getattr(self, f"_start_{name}")()
        self._say("faults", f"started {', '.join(parts)} again")

    def keep_temporal(self) -> None:
        """Keep what Temporal knows."""
        self._stop_temporal()
        shutil.rmtree(self._kept, ignore_errors=True)
        self._kept.mkdir()
        for file in self._temporal_files():
            shutil.copy2(file, self._kept)
        self._start_temporal()

    def restore_temporal(self) -> None:
        """Have Temporal know what it knew when it was kept, as `docs/operations.md` says it is done."""
        self.kill(["api", "worker"])
        self._stop_temporal()
        for file in self._temporal_files():
            file.unlink()
        for file in self._kept.iterdir():
            shutil.copy2(file, self.home)
        self._start_temporal()
        done = self.etown("restore-check", "--end-processes")
        if done.returncode not in LOOKED:
            msg = f"etown restore-check: {done.stdout}{done.stderr}"
            raise StartError(msg)
        self.restart(["worker", "api"])

    def etown(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours against the servers."""
        environment = self.settings.child_environment()
        command, where = (*ETOWN, *arguments), local_system.REPOSITORY
        return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=where)

    def logs(self) -> list[Path]:
        """Return the files in which no account number may be: every log, and all that Temporal keeps."""
        return [*sorted((self.home / "logs").iterdir()), *self._temporal_files()]

    @property
    def _kept(self) -> Path:
        return self.home / "kept"

    def _temporal_files(self) -> list[Path]:
        return sorted(self.home.glob("temporal.db*"))

    def _start_postgres(self) -> None:
        _wait_for_port(self.postgres.port)
        self.postgres = embedded_postgres.start(self.home, self.postgres.port)
        self._tree.add("postgres", self.postgres)

    def _start_temporal(self) -> None:
        for port in (self.temporal.port, self.temporal.ui_port):
            _wait_for_port(port)
        self.temporal = embedded_temporal.start(self.home, self.temporal.port, self.temporal.ui_port)
        self._tree.add("temporal", self.temporal)

    def _stop_temporal(self) -> None:
        self._tree.parts.pop("temporal").stop()

    def _start_sandbox(self) -> None:
        local_system.start_sandbox(self._tree, self.settings)

    def _start_worker(self) -> None:
        local_system.start_worker(self._tree, self.settings)

    def _start_api(self) -> None:
        local_system.start_api(self._tree, self.settings)

    def _part(self, name: str, kind: type[Any]) -> Any:  # noqa: ANN401 - of that kind
        part = self._tree.parts[name]
        if not isinstance(part, kind):
            raise TypeError(name)
        return part

    def _say(self, name: str, line: str) -> None:
        self._log.write(f"{name:<8} | {line}\n")
        self._log.flush()


def _wait_for_port(port: int) -> None:
    """Wait until whatever held a port of ours has let it go."""
    until = time.monotonic() + PORT_SECONDS
    while is_taken(port):
        if time.monotonic() > until:
            msg = f"port {port} is still taken"
            raise StartError(msg)
        time.sleep(0.1)
