"""命令行。The `etown` command: each family of sub-commands registers itself."""

from __future__ import annotations

import typer

from runtime import cli_annual_run, cli_demo, cli_docs, cli_policy, cli_recompute, cli_run

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
