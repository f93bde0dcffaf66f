"""变更申请的效果。What a change of what was agreed is applied for with, who sees both versions, and what puts the new one in force.

A change is told by its audit events, which keep both versions of every term it touches. What stands is kept by the case itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import SAID
from activities.case.tasks import close
from models.queries import audit_event as audit_events
from models.queries import document as documents
from models.queries import succession
from models.tables import AuditEvent, Case, Task
from policy.credit_code import read
from policy.errors import Code, Fault, Refusal
from policy.language.facts import Json
from policy.processes.change import partners
from policy.processes.change.steps import NEW_VERSION, ChangeEvent
from policy.processes.change.tasks import DECISION, REVIEW
from policy.processes.change.terms import (
    CHANGE_EVIDENCE,
    EVIDENCE,
    Forms,
    Terms,
    changes_form,
    differences,
    read_terms,
    refuse_terms,
    subjects_of,
)
from policy.text import Text

Row = TypeVar("Row", bound=Case)


@dataclass(frozen=True, slots=True)
class Agreement(Generic[Row]):
    """What a process agrees on, and lets be changed.

    Attributes:
        forms: Its terms, each with the form of its field.
        require: Refuses terms that cannot be agreed on now; it is given every term as it is to be.
        put: Puts terms in force as the version of a number, with what follows.
        blocks: Says what a change holds up until it is decided; None where nothing waits for it.
    """

    forms: Forms
    require: Callable[[TransitionContext[Row], Terms], None]
    put: Callable[[TransitionContext[Row], Terms, int], Awaitable[None]]
    blocks: Callable[[Row], Text] | None = None


def change_effects(agreement: Agreement[Row]) -> Effects[Row]:
    """Return what the events of a change alter of a process."""
    effects, changes = Effects[Row](), _Changes(agreement)
    effects.of(ChangeEvent.CHANGE_REQUESTED)(changes.take_in)
    effects.of(ChangeEvent.CHANGE_REVIEWED)(changes.show)
    effects.of(*NEW_VERSION)(changes.put_in_force)
    effects.of(ChangeEvent.CHANGE_REFUSED)(_name_it)
    effects.of(ChangeEvent.CHANGE_WITHDRAWN)(_withdraw)
    effects.asks(REVIEW)(changes.ask_reviewer)
    effects.asks(DECISION)(changes.ask)
    return effects


@dataclass(frozen=True, slots=True)
class _Changes(Generic[Row]):
    """What the events of a change do with one kind of agreement."""

    agreement: Agreement[Row]

    async def take_in(self, context: TransitionContext[Row]) -> None:
        """Take a change in, unless another is under way: there is one at a time."""
        if _under_way(context):
            raise Refusal(Code.DUPLICATE, Text("已有变更申请正在办理。", "A change is under way already."))
        earlier = await audit_events.all_of(context.session, context.case.id, (ChangeEvent.CHANGE_REQUESTED,))
        found, reason = await self._differing(context, context.detail["changes"]), context.detail["reason"]
        named = read_terms(context.detail["changes"]).get("partners", ())
        about = {
            "change": len(earlier) + 1,
            "subjects": subjects_of(found),
            "differences": found,
            "reason": reason,
            "documents": await _documents(context, earlier),
            "partners": partners.found(named, context.detail.get("register", {})),
        }
        if self.agreement.blocks is not None:
            about["blocks"] = self.agreement.blocks(context.case).as_dict()
        context.kept[SAID] = {"change_reason": reason, "changes": {one["code"]: one["after"] for one in found}}
        context.detail = {"about": about}

    async def ask(self, context: TransitionContext[Row], department: str) -> dict[str, Any]:  # noqa: ARG002 - the case's own
        """Offer the terms to be put otherwise than they were applied for."""
        adjusted = {"if": {"properties": {"decision": {"const": ChangeEvent.CHANGE_ADJUSTED}}}, "then": {"required": ["changes"]}}
        return {"properties": {"changes": changes_form(self.agreement.forms)}, "allOf": [adjusted]}

    async def ask_reviewer(self, context: TransitionContext[Row], department: str) -> dict[str, Any]:
        """Offer the terms to the reviewer as well, and ask about each partner of whom the register says otherwise."""
        form = await self.ask(context, department)
        if (field := partners.form_of(context.detail["about"]["partners"])) is None:
            return form
        handed_on = {"if": {"properties": {"decision": {"const": ChangeEvent.CHANGE_REVIEWED}}}, "then": {"required": [partners.FIELD]}}
        return {"properties": {**form["properties"], partners.FIELD: field}, "allOf": [*form["allOf"], handed_on]}

    async def show(self, context: TransitionContext[Row]) -> None:
        """Show the approver both versions, what the officer says of them, and how the officer would put it."""
        said = {name: context.detail[name] for name in ("opinion", "recommend")}
        suggested = context.detail.get("changes")
        besides: dict[str, Any] = {"partners": partners.decided(_about(context)["partners"], context.detail.get(partners.FIELD, {}))}
        if suggested:
            _require_applied_for(_asked(context), suggested)
            besides["suggested"] = await self._differing(context, _asked(context) | suggested)
            _require_asked(context, suggested, besides["partners"])
        context.detail = context.detail | {"about": _about(context) | said | besides}

    async def put_in_force(self, context: TransitionContext[Row]) -> None:
        """Put the new version in force, as applied for or as the approver puts it."""
        asked = changes = _asked(context)
        if context.event == ChangeEvent.CHANGE_ADJUSTED:
            _require_applied_for(asked, context.detail["changes"])
            changes = asked | read_terms(context.detail["changes"])
            if changes == asked:
                refuse_terms([Fault("changes", Text("与申请的内容相同", "are what was applied for"))])
        held = _about(context)["partners"]
        _require_asked(context, changes, held)
        found = await self._differing(context, partners.as_registered(changes, held))
        # The first version is what was agreed before anything changed.
        version = 2 + await audit_events.count_of(context.session, context.case.id, NEW_VERSION)
        after = {**context.case.terms, **{one["code"]: one["after"] for one in found}}
        await _name_it(context)
        context.detail = context.detail | {"version": version, "differences": found}
        await self.agreement.put(context, after, version)

    async def _differing(self, context: TransitionContext[Row], changes: Terms) -> list[dict[str, Json]]:
        """Return what changes would alter, having refused what cannot be agreed on."""
        stands = context.case.terms
        after = {**stands, **read_terms(changes)}
        found = differences(stands, after, self.agreement.forms)
        if not found:
            refuse_terms([Fault("changes", Text("未变更任何内容", "change nothing"))])
        self.agreement.require(context, after)
        await require_others(context, after, "changes")
        return found


def _require_applied_for(asked: Terms, changes: Terms) -> None:
    """Refuse to put otherwise what its enterprise has not applied to change: nobody changes an agreement alone."""
    beyond = Text("未申请变更，应由申请单位另行申请", "was not applied for: its enterprise applies for that itself")
    refuse_terms([Fault(f"changes.{code}", beyond) for code in sorted(changes.keys() - asked.keys())])


def _require_asked(context: TransitionContext[Any], changes: Terms, held: Sequence[dict[str, Any]]) -> None:
    """Refuse partners the register was not asked about, or whom the review did not accept."""
    refuse_terms(partners.faults_against(read_terms(changes).get("partners", ()), held, context.case.terms))


async def require_others(context: TransitionContext[Any], terms: Terms, within: str = "") -> None:
    """Refuse partners that are the enterprise itself, or count as one with it.

    Raises:
        Refusal: `invalid_input`, naming each.
    """
    own = await succession.family(context.session, context.case.beneficiary) if terms.get("partners") else frozenset()
    itself = Text("不能是承担单位本身", "is the enterprise itself")
    refuse_terms(
        [Fault(f"partners.{place}.uscc", itself) for place, one in enumerate(terms.get("partners", ())) if read(one["uscc"]) in own], within
    )


async def _documents(context: TransitionContext[Any], earlier: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """Return the documents a change rests on; what an earlier one rested on shows nothing of this one.

    Raises:
        Refusal: `incomplete`, where there is none.
    """
    used = {one["id"] for event in earlier for one in event.detail["about"]["documents"]}
    standing = await documents.of_case(context.session, context.case.id)
    found = [
        {"id": str(one.id), "file_name": one.file_name, "sha256": one.sha256}
        for one in standing
        if one.evidence_code == CHANGE_EVIDENCE and str(one.id) not in used
    ]
    if not found:
        title = EVIDENCE[CHANGE_EVIDENCE]
        fault = Fault(CHANGE_EVIDENCE, Text(f"请上传{title.zh}", "upload what it rests on"))
        raise Refusal(Code.INCOMPLETE, Text(f"缺少{title.zh}。", f"This is missing: {title.en} (evidence {CHANGE_EVIDENCE})."), [fault])
    return found


async def _name_it(context: TransitionContext[Case]) -> None:
    """Say which change was decided on."""
    context.detail = context.detail | {"change": _about(context)["change"]}


async def _withdraw(context: TransitionContext[Case]) -> None:
    """End the change that is under way, as long as nobody has decided on it."""
    under_way = [task for task in _under_way(context) if task.about["change"] == context.detail["change"]]
    if not under_way:
        raise Refusal(Code.WRONG_STAGE, Text("该变更申请不在办理中。", "That change is not under way."))
    for task in under_way:
        close(context, task)


def _under_way(context: TransitionContext[Any]) -> list[Task]:
    """Return the open tasks of a change."""
    return [task for task in context.open_tasks if task.kind in {REVIEW, DECISION}]


def _about(context: TransitionContext[Any]) -> dict[str, Any]:
    assert context.task is not None  # noqa: S101 - it is a task that decides
    return context.task.about


def _asked(context: TransitionContext[Any]) -> dict[str, Json]:
    """Return the terms as they were applied for."""
    return {one["code"]: one["after"] for one in _about(context)["differences"]}
