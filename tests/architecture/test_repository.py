"""仓库内容的测试。What is committed names no registry and no machine."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.architecture.source import REPOSITORY, listed

# In two halves, so that this file is not what it looks for.
REGISTRIES = (
    "pypi." + "org",
    "python" + "hosted",
    "npmjs" + ".",
    "ghcr" + ".io",
    "quay" + ".io",
    "index" + "-url",
    "mirrors" + ".",
    "trusted" + "-host",
)
PACKAGES = (".whl", ".tar.gz", ".zip", ".egg")
HOMES = re.compile(r"/(?:Users|home)/(?!ui-server\b)[a-z][\w.-]*/")


def tracked() -> dict[str, str]:
    """Return the text of every file that is or would be committed."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git the person uses
        check=False,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
    )
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    found = {}
    for name in done.stdout.splitlines():
        path = REPOSITORY / name
        if path.is_file():
            found[name] = path.read_bytes().decode("utf-8", "replace")
    return found


def test_no_file_names_a_package_registry() -> None:
    # The Makefile tells the lock's maker to leave out where it looked.
    allowed = {
        ("Makefile", "index" + "-url"),
        ("tests/deployment/test_compose.py", "index" + "-url"),
        ("tests/deployment/test_compose.py", "trusted" + "-host"),
    }
    faults = [
        f"{name}: {registry}"
        for name, text in tracked().items()
        for registry in REGISTRIES
        if registry in text and (name, registry) not in allowed
    ]
    assert not faults, listed(faults)


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    # A folder straight under the root is no sign of a machine: an image may use the same.
    own = str(REPOSITORY) if len(REPOSITORY.parts) > 2 else None
    faults = [
        f"{name}: {match}" for name, text in tracked().items() for match in [*HOMES.findall(text), *([own] if own and own in text else [])]
    ]
    assert not faults, listed(faults)


def test_no_file_is_a_secret() -> None:
    faults = [name for name, text in tracked().items() if re.search("-----BEGIN [A-Z ]*PRIVATE KEY-----", text)]
    assert not faults, listed(faults)


def test_no_package_is_committed() -> None:
    """A lock names what is installed: what was downloaded beside it stays out."""
    faults = [name for name in tracked() if name.endswith(PACKAGES)]
    assert not faults, listed(faults)
