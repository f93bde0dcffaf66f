"""评审意见的呈现。What whoever decides has before them: what those wrote who looked at the case, and the amount with its calculation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from api.schemas.base import Named, Words
from api.schemas.opinion import AwardToDecide, OpinionShown, ReclaimedShown
from models.queries import assessment as assessments
from models.queries import case
from models.queries import redecision as redecisions
from models.queries import task as tasks
from models.queries import window as windows
from models.queries.reclaimed import reclaimed_before
from models.session import Session
from models.tables import Application, Case, PostGrantProject, Task
from policy.judging.catalogue import item as item_called
from policy.letters.calculation import reckoning
from policy.processes.reconsideration.tasks import PARTS, PARTS_FIELD
from policy.processes.redecision.lifecycle import STANDING
from policy.processes.redecision.tasks import READ_AFTERWARDS
from policy.processes.registry import KINDS, outcome_named

# The fields of forms in which somebody says at length what there is to say.
_OPINIONS = ("opinion", "findings", "statement", "report", "note")


async def written(session: Session, row: Case, kinds: Collection[str]) -> list[OpinionShown]:
    """Read what was written in the completed tasks of some kinds of a case, oldest first."""
    return [opinion(task, row.process, name) for task, name in await tasks.written(session, row.id, kinds)]


async def weighed(session: Session, row: Case, kinds: Collection[str]) -> list[OpinionShown]:
    """Read what whoever decides on a case weighs: written in it, in the project whose award it is, and in what decided it anew."""
    if not isinstance(row, Application):
        return await written(session, row, kinds)
    before = await case.find(session, PostGrantProject, str(row.parent_id)) if row.parent_id else None
    found = [*(await written(session, before, kinds) if before else []), *await written(session, row, kinds)]
    anew = [one for one in await redecisions.of_award(session, row.id) if one.stage in STANDING]
    said = [shown for one in anew for shown in await written(session, one, READ_AFTERWARDS)]
    return sorted([*found, *said], key=lambda one: one.at) if said else found


def opinion(task: Task, process: str, name: str) -> OpinionShown:
    """Return a completed task as what its doer has to say of the case."""
    answer, outcome = task.answer or {}, str(task.outcome)
    label = outcome_named(process, task.kind, outcome)
    return OpinionShown.model_validate(
        {
            "task_id": task.id,
            "kind": task.kind,
            "title": Words.of(KINDS[task.kind].title),
            "role": task.role,
            "department": task.department,
            "by": name,
            "outcome": Named(code=outcome, zh=label.zh, en=label.en),
            "recommend": answer.get("recommend"),
            "scores": answer.get("scores", {}),
            "assessed": answer.get("assessed", {}),
            "meeting": answer.get("meeting"),
            "proposed_fen": answer.get("proposed_fen"),
            "window": answer.get("window"),
            "figures": answer.get("figures", {}),
            "opinion": next((answer[name] for name in _OPINIONS if answer.get(name)), None),
            "parts": [Named(code=code, zh=PARTS[code].zh, en=PARTS[code].en) for code in _parts_of(task.kind, answer)],
            "reason": answer.get("reason"),
            "at": task.closed_at,
        }
    )


def _parts_of(kind: str, answer: Mapping[str, Any]) -> list[str]:
    """Return the parts of a decision that a reconsideration found wrong; none of another task."""
    return list(answer.get("parts", ())) if KINDS[kind].fields.get("parts") is PARTS_FIELD else []


async def reclaimed(session: Session, row: Case) -> list[ReclaimedShown]:
    """Read which support for what is applied for was demanded back before, as it stands today; nothing of another case."""
    if not isinstance(row, Application):
        return []
    own = ("award", "clawback", "cause", "amount_fen", "repaid_fen")
    return [
        ReclaimedShown.model_validate({name: getattr(found, name) for name in own} | {"notice": Words.of(found.notice())})
        for found in await reclaimed_before(session, row)
    ]


async def award(session: Session, row: Case) -> AwardToDecide | None:
    """Read the amount of an application and how it was calculated; None of another case, or before it was assessed."""
    if not isinstance(row, Application):
        return None
    found = await assessments.latest(session, row.id)
    tree = found.tree if found else None
    alone = row.formula_fen is not None and await windows.is_alone(session, row.id)
    said = reckoning(item_called(row.item_code), tree, row.award_fen, row.formula_fen, alone=alone) if tree else None
    calculation = Words.of(said) if said else None
    return AwardToDecide(award_fen=row.award_fen, formula_fen=row.formula_fen, calculation=calculation, assessment=tree)
