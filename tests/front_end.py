"""Writes what a front-end is made of to a folder: the OpenAPI document, every form as it is answered, the module of docs/front-end.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

from api.app import create_app
from policy.judging.catalogue import ITEMS
from policy.language.forms import rendered
from policy.processes.registry import KINDS
from tests.conftest import REPOSITORY, reachable_folder
from tests.whole_system import environment_of, running


def forms(language: str) -> dict[str, Any]:
    """Return every form by what it is of."""
    of_items = {f"item {code}": item.facts_schema() for code, item in ITEMS.items()}
    of_tasks = {f"task {code}": kind.form() for code, kind in KINDS.items()}
    return {name: rendered(form, language) for name, form in (of_items | of_tasks).items()}


def module() -> str:
    """Return what docs/front-end.md has of TypeScript, one block after another."""
    text = (REPOSITORY / "docs/front-end.md").read_text()
    return "\n".join(re.findall(r"^```ts\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


def write(folder: Path) -> None:
    """Write all of it."""
    document = create_app(cast("Any", nullcontext)).openapi()
    for name, content in (("openapi.json", document), ("forms.json", forms("zh"))):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False))
    (folder / "walk.ts").write_text(module())


def walk(folder: Path) -> int:
    """Walk the module against a system of its own, and return the exit code of the walk."""
    with reachable_folder() as home, running(environment_of(home)) as environment:
        addresses = {
            "ETOWN_API": f"http://127.0.0.1:{environment['ETOWN_API_PORT']}",
            "ETOWN_ISSUER": f"http://127.0.0.1:{environment['ETOWN_SANDBOX_PORT']}",
        }
        # Node's own, as it is put there by `make front-end`.
        tests = ("./node", "--test", "--test-reporter=dot", "walk.test.mjs")
        return subprocess.run(tests, check=False, cwd=folder, env=os.environ | addresses).returncode


if __name__ == "__main__":
    command, folder = sys.argv[1:]
    sys.exit({"write": write, "walk": walk}[command](Path(folder)))
