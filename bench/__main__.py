"""`make bench`: run every measurement and print its table."""

from __future__ import annotations

from rich.console import Console

from bench import application

if __name__ == "__main__":
    Console(highlight=False).print(application.measure())
