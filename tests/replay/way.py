"""A way a case may take, to be recorded and replayed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from tests.office import Case

# A way may lead to another case than it began with, whose history is the one to keep.
Way: TypeAlias = Callable[[Case], Awaitable[Case | None]]
# What each way needs: the `item` that is applied for, or what it says itself with `begin`; the rest are settings of the office.
Ways: TypeAlias = dict[Way, dict[str, Any]]
