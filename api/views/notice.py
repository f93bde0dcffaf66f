"""公示的呈现。The paper of a public notice: of an award, a recognition, or a solution that is selected."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from api.views.application import due
from models.queries import call as calls
from models.queries import notice as notices
from models.queries import post_grant as projects
from models.queries import recognition as recognitions
from models.queries import redecision as redecisions
from models.session import Session
from models.tables import Notice
from policy.judging.catalogue import item as item_called
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.public_notice import Intended, Selected, public_notice, selection_notice
from policy.letters.recognition_notice import Recognised, recognition_published
from policy.money import in_yuan
from policy.processes.application.stages import Stage
from policy.processes.notice.states import NoticeState
from policy.processes.post_grant.lifecycle import POST_GRANT
from policy.text import Text

_OVERTURNED: Final = Text("本公示已经撤销，不再有效。", "This notice was taken back and counts no longer.")

_CHANGED: Final = Text(
    "本公示后，该项支持已经变更（{by}），现应支持的金额为{due}。",
    "The award was changed after this notice ({by}): {due} are due of it now.",
)
_OVER: Final = Text("本公示后，该项已不再给予支持。", "After this notice the award has ended: nothing is due of it any more.")
_ENDED: Final = frozenset(
    {
        *(Stage.REFUSED, Stage.RECONSIDERATION, Stage.REJECTED, Stage.LAPSED, Stage.WITHDRAWN),
        *(Stage.OLDER_POLICY, Stage.OLDER_POLICY_RECONSIDERATION, Stage.OLDER_POLICY_FINAL),
    }
)


@dataclass(frozen=True, slots=True)
class Changed:
    """What became, after a notice, of the award it was of.

    Attributes:
        due_fen: What is due of the award now, in fen; nothing where it has ended.
        by: The number of the re-decision that changed it, or of its application where it ended otherwise.
    """

    due_fen: int
    by: str


async def changed_since(session: Session, rows: Sequence[Notice]) -> Mapping[uuid.UUID, Changed]:
    """Return what became of the awards of notices that had cleared, by notice; of those that stand as they were published, nothing."""
    cleared = [row.id for row in rows if row.state == NoticeState.CLEARED and row.amount_fen is not None]
    if not cleared:
        return {}
    listed = await notices.of_awards(session, cleared)
    later = await redecisions.changing(session, {award.id for _, _, award in listed})
    found = {}
    for notice_id, case_id, award in listed:
        anew = [one for one in later if one.application_id == award.id and one.id > case_id]
        if award.stage in _ENDED:
            found[notice_id] = Changed(0, anew[-1].number if anew else award.number)
        elif anew:
            found[notice_id] = Changed(await due(session, award) or 0, anew[-1].number)
    return found


async def paper(  # noqa: PLR0913, PLR0917 - what a notice says is read from so many places
    session: Session,
    notice: Notice,
    process: str,
    matter: Matter,
    until: date,
    language: str,
    contact: str | None,
    changed: Changed | None = None,
) -> Paper:
    """Return the paper of a notice; one that was taken back, or an objection brought down, or whose award was changed, says so first.

    Args:
        session: The transaction.
        notice: The notice.
        process: The process of its case.
        matter: Its number and day.
        until: Its last day.
        language: `zh` or `en`.
        contact: Where its department is reached, if that is known.
        changed: What became of its award since, if that is not as published.
    """
    said = await _as_published(session, notice, process, matter, until, language, contact)
    if notice.state == NoticeState.OVERTURNED:
        first = _OVERTURNED.in_language(language)
    elif changed is not None:
        known = _CHANGED if changed.due_fen else _OVER
        first = known.in_language(language).format(by=changed.by, due=in_yuan(changed.due_fen).in_language(language))
    else:
        return said
    return replace(said, paragraphs=[first, *said.paragraphs])


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
