"""Who is offered a task of money that is demanded, added or paid back may do it: what bars somebody is said of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("drawer", ["clawback", "disbursement", "redecision", "refund"])
@pytest.mark.parametrize("code", ["FOUR_EYES", "FORBIDDEN"])
def test_no_effect_refuses_whoever_was_offered_its_task(drawer: str, code: str) -> None:
    files = sorted((ROOT / "activities" / drawer).glob("*.py"))
    assert files
    assert [file.name for file in files if f"Code.{code}" in file.read_text()] == []
