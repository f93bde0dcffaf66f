"""提交。How what an enterprise hands in is frozen, in the transaction that takes it in, and what a correction has to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from activities.case.context import TransitionContext
from models.queries import document as documents
from models.queries import submission as submissions
from models.tables import Case, Document, Submission
from policy.errors import Code, Fault, Refusal
from policy.processes.acceptance.defects import require_answered
from policy.processes.acceptance.submission import Content, differences
from policy.processes.kernel.lifecycle import DRAFT
from policy.text import Text

SAID = "said"
"""Under what an effect keeps, in `kept`, what is handed in besides what the case has of its own, such as a report."""
_KEPT = "submissions"
_DOCUMENTS = "documents"


async def freeze(context: TransitionContext[Case]) -> None:
    """Keep what is handed in as it is now, under the next number and the hash of its content.

    Raises:
        Refusal: `incomplete`, when a correction leaves a defect unanswered.
    """
    its_case = context.case
    earlier = list(await _of(context))
    standing = await standing_documents(context)
    filled = its_case.content
    facts = {**filled.facts, **context.kept.get(SAID, {})}
    content = replace(filled, facts=facts, documents=[_described(document) for document in standing])
    if earlier:
        await _require_answered(context, earlier[-1].content, content)
    frozen = Submission(
        case_id=its_case.id,
        number=len(earlier) + 1,
        facts=content.facts,
        claims=content.claims,
        documents=content.documents,
        sha256=content.fingerprint,
        submitted_by=context.actor.subject,
        submitted_by_name=context.actor.name,
        submitted_at=context.now,
    )
    context.session.add(frozen)
    context.kept[_KEPT] = [*earlier, frozen]
    context.detail = context.detail | {"submission": {"number": frozen.number, "sha256": frozen.sha256}}


async def last_change(context: TransitionContext[Case], *, is_again: Callable[[Content, Content], bool] | None = None) -> dict[str, Any]:
    """Return what the last submission changed of the one before, for whoever checks it: nothing of what was handed in once.

    Args:
        context: The transition that took it in.
        is_again: Tells whether the second of two is the first handed in again; if not given, it always is.
    """
    handed_in = await _of(context)
    after = handed_in[-1]
    # What was handed in between, such as a change that was applied for, is not what is handed in again.
    earlier = (one for one in reversed(handed_in[:-1]) if is_again is None or is_again(one.content, after.content))
    before = next(earlier, None)
    if before is None:
        return {}
    change = {"submission": after.number, "differs_from": before.number, **differences(before.content, after.content, context.case.form)}
    return {"change": change}


async def standing_documents(context: TransitionContext[Case]) -> Sequence[Document]:
    """Return the evidence of a case that stands, oldest first, read once a transition."""
    if _DOCUMENTS not in context.kept:
        context.kept[_DOCUMENTS] = await documents.of_case(context.session, context.case.id)
    found: Sequence[Document] = context.kept[_DOCUMENTS]
    return found


async def require_document(context: TransitionContext[Case], field: str, code: str) -> dict[str, Any]:
    """Return the document of the case that a field of the form names, which is of one kind, as it is named elsewhere.

    Raises:
        Refusal: `invalid_input`, where there is no such document of that kind.
    """
    named = str(context.detail[field])
    found = next((one for one in await standing_documents(context) if str(one.id) == named and one.evidence_code == code), None)
    if found is None:
        title = {**context.case.form.evidence, **context.case.office_evidence}[code]
        none = Text(f"应为本案件已上传的“{title.zh}”", f"must be a “{title.en}” that was uploaded to this case")
        raise Refusal(Code.INVALID_INPUT, Text("材料有误。", "There is no such document."), [Fault(field, none)])
    return file_of(found)


async def last(context: TransitionContext[Case]) -> Submission | None:
    """Return the last submission of a case, the one of this transition among them."""
    if _KEPT in context.kept:
        return next(reversed(context.kept[_KEPT]), None)
    return await submissions.latest(context.session, context.case.id)


async def _of(context: TransitionContext[Case]) -> Sequence[Submission]:
    if _KEPT not in context.kept:
        # What is a draft still was never handed in.
        is_new = context.case.stage == DRAFT
        context.kept[_KEPT] = [] if is_new else await submissions.of_case(context.session, context.case.id)
    found: Sequence[Submission] = context.kept[_KEPT]
    return found


async def _require_answered(context: TransitionContext[Case], before: Content, after: Content) -> None:
    opened = await submissions.opened(context.session, context.case, context.now)
    explained = {one["code"] for one in context.detail.get("explanations", ())}
    require_answered(context.case.form, before, after, opened=opened or frozenset(), explained=explained)


def file_of(document: Document) -> dict[str, Any]:
    """Return how a document is named where something rests on it."""
    return {"id": str(document.id), "file_name": document.file_name, "sha256": document.sha256}


def _described(document: Document) -> dict[str, Any]:
    return file_of(document) | {
        "evidence_code": document.evidence_code,
        "media_type": document.media_type,
        "size_bytes": document.size_bytes,
    }
