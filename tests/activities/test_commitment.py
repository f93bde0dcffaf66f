"""承诺检视的测试。What a look at an enterprise's commitment costs, however many awards it has."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from activities.case.automatic_steps import take
from activities.commitment import look as commitment_look
from activities.signatures.case import AutomaticStep
from models.session import Database
from models.tables import Application, CollectedUndertaking, Commitment, Enterprise, Message, Undertaking
from policy.processes.commitment.lifecycle import Stage
from runtime.container import Container
from sandbox.enterprises import CHENXIN
from tests.office import WAN, settings_for
from tests.workflows.commitments import OFFICER

NOW = datetime.now(UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    yield found
    await found.close()


async def _bound_by(database: Database, awards: int, until: date | None = None) -> uuid.UUID:
    """Write an enterprise that was paid awards of one item, whose commitments no rule has given an end unless one is named."""
    async with database.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="演示晨芯", kind="enterprise"))
        await session.flush()
        commitment = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage=Stage.IN_FORCE)
        paid = [
            Application(
                number=f"BDA-2026-05-{number:06d}",
                item_code="innovation-centre",
                clause=5,
                department="sti",
                enterprise_uscc=CHENXIN,
                created_by="applicant-chenxin",
                facts={},
                stage="in_force",
                award_fen=WAN,
                paid_fen=WAN,
            )
            for number in range(awards)
        ]
        session.add_all([commitment, *paid])
        await session.flush()
        signed = {
            "signatory": "陈思远",
            "position": "法定代表人",
            "signed_by": OFFICER.subject,
            "signed_at": NOW,
            "starts_on": until or NOW.date(),
        }
        session.add_all(
            Undertaking(application_id=award.id, enterprise_uscc=CHENXIN, ends_on=until, repay="none", terms={}, **signed) for award in paid
        )
        return commitment.id


async def _look(database: Database, commitment: uuid.UUID) -> None:
    deployment = Container(settings_for("postgresql+psycopg://"), database, httpx.AsyncClient()).deployment()
    await take(deployment, AutomaticStep("commitment", str(commitment), uuid.uuid4().hex, NOW), frozenset(Stage), commitment_look.look)


async def _rules_read_in_a_look(database: Database, commitment: uuid.UUID) -> int:
    read: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM implementing_rules" in statement:
            read.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await _look(database, commitment)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(read)


async def test_terms_are_asked_once_an_item_when_an_enterprise_has_many_awards(database: Database) -> None:
    commitment = await _bound_by(database, 6)
    # The rules come with the numbers of the documents they were decreed by.
    assert await _rules_read_in_a_look(database, commitment) == 1
    async with database.reading() as session:
        assert len((await session.scalars(select(CollectedUndertaking))).all()) == 6


async def test_messages_of_a_commitment_name_the_enterprise_by_whose_code_it_is_numbered(database: Database) -> None:
    await _look(database, await _bound_by(database, 1, NOW.date() - timedelta(days=1)))
    async with database.reading() as session:
        told = (await session.execute(select(Message.zh, Message.en).order_by(Message.id))).all()
    assert told[-1] == (f"演示晨芯（{CHENXIN}）的持续经营承诺已终结。", f"The commitments of 演示晨芯 ({CHENXIN}) have ended.")
    # Nowhere does a code stand where a name belongs.
    assert not [zh for zh, _ in told if re.search(r"(?<!（)[0-9A-HJ-NPQRTUWXY]{18}", zh)]
