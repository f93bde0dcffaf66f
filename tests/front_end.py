"""Writes what a front-end is made of to a folder: the OpenAPI document, and every form as it is answered."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

from api.app import create_app
from policy.judging.catalogue import ITEMS
from policy.language.forms import rendered
from policy.processes.registry import KINDS


def forms(language: str) -> dict[str, Any]:
    """Return every form by what it is of."""
    of_items = {f"item {code}": item.facts_schema() for code, item in ITEMS.items()}
    of_tasks = {f"task {code}": kind.form() for code, kind in KINDS.items()}
    return {name: rendered(form, language) for name, form in (of_items | of_tasks).items()}


def write(folder: Path) -> None:
    """Write both."""
    document = create_app(cast("Any", nullcontext)).openapi()
    for name, content in (("openapi.json", document), ("forms.json", forms("zh"))):
        (folder / name).write_text(json.dumps(content, ensure_ascii=False))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
