"""命令行。The `etown` command: each family of sub-commands is loaded when one of them is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from runtime.addresses import secret_files

# Which module registers a command, in the order `etown --help` lists them.
FAMILIES: Final[Mapping[str, str]] = {
    "assess": "runtime.cli.policy",
    "eligibility": "runtime.cli.policy",
    "allocate": "runtime.cli.policy",
    "simulate": "runtime.cli.policy",
    "catalogue": "runtime.cli.policy",
    "clause": "runtime.cli.policy",
    "run": "runtime.cli.run",
    "token": "runtime.cli.token",
    "annual-run": "runtime.cli.annual_run",
    "demo": "runtime.demo.command",
    "docs": "runtime.cli.docs",
    "recompute": "runtime.cli.recompute",
    "cases": "runtime.cli.cases",
    "vouched": "runtime.cli.vouched",
    "restore-check": "runtime.cli.restore",
}


class Families(TyperGroup):
    """Loads the module of a command when the command is called, so that `etown token` does not load the law."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - the group's own context
        """Return the name of every command."""
        return [*super().list_commands(ctx), *FAMILIES]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - likewise, and its own command
        """Return a command, or None if there is none of that name."""
        if cmd_name not in FAMILIES:
            return super().get_command(ctx, cmd_name)
        family = typer.Typer(callback=_family)
        import_module(FAMILIES[cmd_name]).register(family)
        return typer.main.get_group(family).commands[cmd_name]


def _family() -> None:
    """Make a family a group, also where it has one command."""


app = typer.Typer(name="etown", cls=Families, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def etown() -> None:
    """Administration of development-area grants."""


def main() -> None:
    """Run the `etown` command; settings that make no sense are named, a line each, and it ends with 1."""
    try:
        app()
    except ValidationError as error:
        if error.title not in {"Addresses", "Settings"}:
            raise
        # Loaded here, so that what needs no settings does not load the law.
        settings = import_module("runtime.serving_settings")
        settings.refuse([*secret_files()[1], *settings.faults_of(error)])
