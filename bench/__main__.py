"""测量命令。`make bench`: run every measurement and print its table."""

from __future__ import annotations

from rich.console import Console


def main() -> None:
    """Measure, one after the other."""
    # Here, because the processes that read rows import this module too: what they do not need would count as their memory.
    from bench import application, rules  # noqa: PLC0415

    console = Console(highlight=False, width=130)
    for measurement in (application.measure, rules.measure):
        console.print(measurement())


if __name__ == "__main__":
    main()
