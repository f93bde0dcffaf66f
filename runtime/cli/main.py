"""命令行。The `etown` command: each family of sub-commands registers itself."""

from __future__ import annotations

import typer

from runtime.cli import annual_run as cli_annual_run
from runtime.cli import docs as cli_docs
from runtime.cli import policy as cli_policy
from runtime.cli import recompute as cli_recompute
from runtime.cli import run as cli_run
from runtime.demo import command as cli_demo

app = typer.Typer(
    name="etown",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Administration of development-area grants.",
)
for family in (cli_policy, cli_run, cli_annual_run, cli_demo, cli_docs, cli_recompute):
    family.register(app)


def main() -> None:
    """Run the `etown` command."""
    app()
