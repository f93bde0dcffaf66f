"""A moment that people name is one that every clock can tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from api.schemas.base import Given
from api.schemas.call import ExtensionGiven
from api.schemas.window import WindowExtended

EXTENSIONS: list[type[Given]] = [ExtensionGiven, WindowExtended]


@pytest.mark.parametrize("kind", EXTENSIONS)
@pytest.mark.parametrize(
    "moment",
    [
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59+00:00",
        "9999-12-31T15:59:59Z",
        "2101-01-01T00:00:00+08:00",
        "1999-12-31T23:59:59+08:00",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00-14:00",
        "2026-12-31T17:00:00",
    ],
)
def test_moment_is_refused_when_no_window_can_end_then(kind: type[Given], moment: str) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate({"closes_at": moment, "reason": "延长"})


@pytest.mark.parametrize("kind", EXTENSIONS)
@pytest.mark.parametrize("moment", ["2100-12-31T23:59:59-14:00", "2000-01-01T00:00:00+14:00", "2026-12-31T17:00:00+08:00"])
def test_moment_is_the_same_when_it_is_told_by_another_clock(kind: type[Given], moment: str) -> None:
    taken = kind.model_validate({"closes_at": moment, "reason": "延长"}).model_dump()["closes_at"]
    assert (taken, taken.tzinfo) == (datetime.fromisoformat(moment), UTC)
