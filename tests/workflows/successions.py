"""承继的测试。A succession of one enterprise by another, filed as the API files it and decided by people."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

from models.commands import succession
from models.tables import SuccessionFiling
from policy.actors import Actor
from policy.processes.succession.lifecycle import SUCCESSION
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import Case, Office, becomes, person
from tests.workflows.commitments import HEAD, OFFICER

CLERK = person("applicant-yunheng")
# As the API signs them in once the place is taken.
SUCCESSOR = replace(CLERK, predecessors=(CHENXIN,))
PAPER = "吸收合并协议（2026年3月1日签署）"


async def draft(office: Office, predecessor: str, successor: str = YUNHENG, *, actor: Actor = CLERK, **given: Any) -> SuccessionFiling:
    """Draft that one takes the other's place."""
    what: dict[str, Any] = {"ground": "absorbed", "paper": PAPER, "effective_on": date(2026, 3, 1)} | given
    async with office.database.writing() as session:
        return await succession.file(
            session, actor, "bizcoop", predecessor_uscc=predecessor, successor_uscc=successor, request_key=uuid.uuid4().hex, **what
        )


async def file(office: Office, predecessor: str = CHENXIN, successor: str = YUNHENG, *, actor: Actor = CLERK, **given: Any) -> Case:
    """File that one takes the other's place."""
    return await office.begin(await draft(office, predecessor, successor, actor=actor, **given), actor, SUCCESSION.title.zh)


async def prove(case: Case, officer: Actor = OFFICER, **answer: Any) -> None:
    """Take the filing for proven."""
    await case.answer("succession_check", officer, **({"decision": "succession_proven", "paper": PAPER} | answer))


async def take_over(office: Office, predecessor: str = CHENXIN, successor: str = YUNHENG, **given: Any) -> Case:
    """Have one take the other's place, which the register has deregistered."""
    await becomes(office, predecessor, status="deregistered")
    case = await file(office, predecessor, successor, **given)
    await prove(case)
    await case.answer("succession_approval", HEAD, decision="succession_approved")
    await case.reach("effective")
    return case
