"""The ways a change of a document goes, to be recorded: confirmed, and refused."""

from __future__ import annotations

from tests.office import Case
from tests.replay.way import Ways
from tests.workflows.document_changes import asked
from tests.workflows.persons import HR


async def document_changed(case: Case) -> None:
    await case.answer("document_check", HR, decision="document_confirmed", opinion="与证件一致")
    await case.handle.result()


async def document_doubted(case: Case) -> None:
    await case.answer("document_check", HR, decision="document_doubted", reason="姓名不一致")
    await case.handle.result()


PATHS: Ways = {document_changed: {"begin": asked}, document_doubted: {"begin": asked}}
