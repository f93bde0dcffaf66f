"""Stored cases for what-ifs: each with the assessment it was decided by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application, Assessment, Enterprise
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from sandbox.enterprises import CHENXIN


async def store(session: AsyncSession, code: str, document: dict[str, Any], rules: list[dict[str, Any]], *, times: int = 1) -> Application:
    """Keep a case with an assessment, or several, of which the last is the one it stands by."""
    item = ITEMS[code]
    await session.execute(insert(Enterprise).values(uscc=CHENXIN, name="辰芯", kind="enterprise").on_conflict_do_nothing())
    number = await session.scalar(text("SELECT nextval('application_numbers')"))
    case = Application(
        number=f"AP-{number}", item_code=code, department=item.departments[0], created_by="x", stage="in_force", clause=item.clause
    )
    case.enterprise_uscc, case.facts = CHENXIN, {}
    session.add(case)
    await session.flush()
    for time in range(times):
        is_last = time == times - 1
        result = assess(code, document if is_last else document | {"applicant": document["applicant"] | {"taxed_in_area": False}}, rules)
        session.add(
            Assessment(
                application_id=case.id,
                document_id=result.document_id,
                clause_hash=result.clause_hash,
                rules=result.rules_in_force,
                rules_hash=result.rules_hash,
                facts=dict(result.facts),
                provenance={},
                outcome=result.outcome.value,
                award_fen=result.award_fen,
                capped=result.capped,
                reasons=result.reasons,
                tree={},
            )
        )
        await session.flush()
    return case
