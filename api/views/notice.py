"""公示的呈现。The paper of a public notice: of an award, a recognition, or a solution that is selected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from models.queries import call as calls
from models.queries import post_grant as projects
from models.queries import recognition as recognitions
from models.session import Session
from models.tables import Notice
from policy.judging.catalogue import item as item_called
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.public_notice import Intended, Selected, public_notice, selection_notice
from policy.letters.recognition_notice import Recognised, recognition_published
from policy.processes.notice.states import NoticeState
from policy.processes.post_grant.lifecycle import POST_GRANT
from policy.text import Text

_OVERTURNED: Final = Text("本公示已经撤销，不再有效。", "This notice was taken back and counts no longer.")


async def paper(session: Session, notice: Notice, process: str, matter: Matter, until: date, language: str, contact: str | None) -> Paper:
    """Return the paper of a notice; one that was taken back, or an objection brought down, says so first.

    Args:
        session: The transaction.
        notice: The notice.
        process: The process of its case.
        matter: Its number and day.
        until: Its last day.
        language: `zh` or `en`.
        contact: Where its department is reached, if that is known.
    """
    said = await _as_published(session, notice, process, matter, until, language, contact)
    if notice.state != NoticeState.OVERTURNED:
        return said
    return replace(said, paragraphs=[_OVERTURNED.in_language(language), *said.paragraphs])


async def _as_published(
    session: Session, notice: Notice, process: str, matter: Matter, until: date, language: str, contact: str | None
) -> Paper:
    item, name = item_called(notice.item_code), notice.enterprise_name
    if notice.amount_fen is not None:
        return public_notice(item, matter, Intended(name, notice.amount_fen, until), language, contact)
    if process == POST_GRANT.name:
        project = await projects.of(session, notice.case_id)
        challenge = (await calls.of(session, project.call_id)).challenge(project.challenge_no) or {}
        return selection_notice(item, matter, Selected(name, challenge.get("title", ""), project.title, until), language, contact)
    row = await recognitions.of(session, notice.case_id)
    return recognition_published(Recognised(row.register_kind, row.title), matter, name, until, language)
