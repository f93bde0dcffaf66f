"""Who is offered a task of money that is demanded, added or paid back may do it, and whoever gives money looks at all that bars it."""

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


def test_whoever_gives_money_looks_at_missing_reports_when_they_look_at_good_standing() -> None:
    # `require_supportable` looks at both; good standing alone lets somebody pass whom the rules of the item bar.
    files = sorted((ROOT / "activities").rglob("*.py"))
    assert [file.name for file in files if "require_good_standing" in file.read_text()] == []
    assert [file.name for file in files if "require_reported" in file.read_text()] == []
    assert {file.parent.name for file in files if "require_supportable(" in file.read_text()} == {
        "application",
        "loan",
        "redecision",
        "settlement",
        "voucher",
    }
