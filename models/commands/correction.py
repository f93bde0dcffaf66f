"""补正的写入。What an enterprise may write while it corrects what it handed in: what the defects name, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import submission as submissions
from models.tables import Case
from policy.processes.acceptance.defects import not_open
from policy.processes.acceptance.submission import Content, changed_codes


async def opened(session: AsyncSession, row: Case) -> frozenset[str] | None:
    """Return the codes that may be changed now of a locked case that is being corrected, or None of a draft: all of it may."""
    return await submissions.opened(session, row, datetime.now(UTC))


def require_only(opened: frozenset[str] | None, before: Content, row: Case) -> None:
    """Refuse a change of what is not open.

    Args:
        opened: The codes that may be changed, or None where all may.
        before: What was filled in before the change.
        row: The case, changed.

    Raises:
        Refusal: `not_open`, naming each field.
    """
    if opened is None:
        return
    if wrong := [code for code in changed_codes(before, row.content) if code not in opened]:
        raise not_open(row.form.field(code) for code in wrong)
