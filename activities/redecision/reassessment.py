"""再核定。What an award comes to by corrected facts: judged by the law of its time, beside what stands of it and of others now."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from activities.application.earlier import earlier_awards
from activities.redecision.relief import asked_less, outstanding
from models.queries import application as applications
from models.queries import assessment as assessments
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import disbursement as disbursements
from models.queries import error_demand, held, returned
from models.queries import instalment as instalments
from models.queries.held import Held
from models.queries.returned import due_of, share_of
from models.tables import Application, Assessment, Redecision
from policy.errors import Code, Fault, Refusal
from policy.judging.assessment import AssessmentResult, assess
from policy.judging.catalogue import item as item_called
from policy.judging.documents import faults_in_facts
from policy.judging.provenance import OLDER_POLICY, entry, without_persons
from policy.language.facts import Json, Kind
from policy.language.items import Item, Outcome
from policy.language.lead import asked_in
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.application.lifecycle import Stage
from policy.processes.application.stages import UNPAID
from policy.processes.clawback.repayment import Calculation
from policy.processes.disbursement.states import STILL_OURS
from policy.processes.matching.upstream import SUPPLIED
from policy.processes.redecision.reckoning import ADDING, Reckoned, Standing, reckon
from policy.processes.redecision.reckoning import Outcome as Consequence
from policy.text import Text

# What approved batches set, and nobody else.
_SET_BY_BATCH: Final = frozenset({"target_fen"})
_INSTEAD: Final = Text(
    "多支持的，可按支付有误提出追回；少支持的，可由申请单位另行申报，已核定支持的予以扣除",
    "what was given too much may be asked back as an error, and for what was too little its enterprise applies anew, less what it has",
)
# What no corrected facts say: by which law a matter is judged, and what was weighed against it before anything was decided.
_NOT_OF_ITEM: Final = {
    "matter_date": Text(
        f"事项发生日期决定所适用的规定，不在更正之列：{_INSTEAD.zh}",
        f"says which rules the matter falls under, and is not corrected: {_INSTEAD.en}",
    ),
    OLDER_POLICY: Text(
        f"此前同类政策可支持金额在审定之前已经比较选定，不在更正之列：{_INSTEAD.zh}",
        f"was weighed before the decision, and is not corrected: {_INSTEAD.en}",
    ),
}
# What a meeting has weighed, no figure and no clause gives again: whoever is to decide on it anew is a meeting.
_BY_COMMITTEE: Final = Text(
    "该项支持的金额由专题会审议确定，条款不能另行核定，不作再决定：多支持的，请按支付有误提出追回；"
    "少支持的，由申请单位另行申报并提请专题会审议，已核定的支持由专题会一并考虑。",
    "A committee decided the amount of this award, which no clause gives: it is not decided anew by corrected facts. Ask back as an error "
    "what was too much; where it was too little, its enterprise applies anew, and a meeting decides, knowing what was given.",
)
_JUDGED: Final = frozenset({Outcome.AWARD, Outcome.REJECT})
_SAME: Final = Text("与作出决定所依据的事实相同，未作更正", "is what it was decided by: nothing is corrected")
_NOTHING: Final = Text(
    "未更正任何事实，应支持的金额也没有变动，没有可以再决定的事项；已经提请的，可以提请撤回",
    "change nothing, and no other amount is due: there is nothing to decide anew; what was proposed before may be withdrawn",
)


@dataclass(frozen=True, slots=True)
class Reassessment:
    """A decided award by corrected facts.

    Attributes:
        before: The assessment that was decided by.
        result: What the corrected facts give by the law of its time.
        reckoned: What that comes to beside what stands.
        standing: What stands.
        held: What the enterprise has of it.
        asked: What of a debt the rules of the day have asked back, and by which figures; None where there is no debt.
        asked_less_fen: What of that which is relieved was asked for, and is no longer, in fen.
        beside: What was asked back besides as an error of its own, and is not due whatever the facts come to, by the demand, in fen.
    """

    before: Assessment
    result: AssessmentResult
    reckoned: Reckoned
    standing: Standing
    held: Held
    asked: Calculation | None
    asked_less_fen: int
    beside: Mapping[str, int]

    def as_dict(self, corrected: dict[str, Any]) -> dict[str, Any]:
        """Return everything that the outcome follows from, with what is held."""
        return self.basis(corrected) | {"held": self.held.as_dict()}

    def basis(self, corrected: dict[str, Any]) -> dict[str, Any]:
        """Return everything that the outcome follows from: where any of it changes, what was decided by it has to be decided anew."""
        return {
            "assessment": str(self.before.id),
            "before_fen": self.reckoned.before_fen,
            "after_fen": self.reckoned.after_fen,
            "amount_fen": self.reckoned.amount_fen,
            "asked": None if self.asked is None else {"amount_fen": self.asked.amount_fen} | self.asked.reckoning,
            "relieved_fen": self.reckoned.relieved_fen,
            "asked_less_fen": self.asked_less_fen,
            "reduced_fen": self.reckoned.reduced_fen,
            "later_fen": self.reckoned.later_fen,
            "due_again_fen": self.reckoned.due_again_fen,
            "taken_fen": self.reckoned.taken_fen,
            "decided_fen": self.standing.decided_fen,
            "corrected_fen": self.standing.corrected_fen,
            "reclaimable_fen": self.standing.reclaimable_fen,
            "demanded_fen": self.standing.demanded_fen,
            "paid": self.standing.paid,
            "beside": dict(self.beside),
            "facts": self._changes(corrected),
            "failures": [reason for reason in self.result.reasons if not reason["holds"]],
            "rules_hash": self.result.rules_hash,
        }

    def _changes(self, corrected: dict[str, Any]) -> dict[str, dict[str, Json]]:
        """Return what each corrected fact was and is; one that was only said again is none, unless all were."""
        stated = {code: self._change_of(code, value) for code, value in sorted(corrected.items())}
        return {code: one for code, one in stated.items() if one["before"] != one["after"]} or stated

    def _change_of(self, code: str, value: Json) -> dict[str, Json]:
        """Return what a fact was decided by, what it is corrected to, and what was planned of it, or counted at first, if that is known."""
        stood = self.before.provenance.get(code, {})
        return {"before": self.before.facts.get(code), "after": value} | ({"planned": stood["before"]} if "before" in stood else {})


async def reassess(
    session: AsyncSession, application: Application, corrected: dict[str, Any], on: date, same: Collection[str]
) -> Reassessment:
    """Judge an award, which is locked, by corrected facts, and see what of a debt the rules of a day have asked back.

    Args:
        session: The session.
        application: The award.
        corrected: The corrected facts.
        on: The day.
        same: The numbers of the demands for an error that are about these facts: what others ask back stands beside what they come to.

    Raises:
        Refusal: `wrong_stage`, while it is not decided for good, its payment is with the treasury, no clause gives its amount, or more is
            due of what its enterprise has broken its commitment for;
            `invalid_input`, when the facts are no corrections of it.
    """
    await _require_decided(session, application)
    before, result = await judge(session, application, corrected)
    has = await held.of(session, application, held.DECIDED)
    standing = await standing_of(session, application, has, same)
    reckoned = await _reckon(session, application, standing, before, corrected, same)
    # What was decided by the same facts may have been given up since, and is due again when it is decided anew.
    if reckoned.before_fen == reckoned.after_fen and all(before.facts.get(code) == value for code, value in corrected.items()):
        citation = item_called(application.item_code).citation
        raise _invalid(application, [Fault(code, _SAME, citation) for code in sorted(corrected)] or [Fault("facts", _NOTHING, citation)])
    if reckoned.outcome in ADDING and (refusal := await why_not_more(session, application)) is not None:
        raise refusal
    is_debt = reckoned.outcome is Consequence.DEBT
    asked = await clawbacks.asked(session, application, "correction", reckoned.amount_fen, on) if is_debt else None
    less_fen = await asked_less(session, application.id, reckoned.relieved_fen, same)
    beside = {one.number: error_demand.answers_for(one) for one in await error_demand.beside(session, application.id, same)}
    return Reassessment(before, result, reckoned, standing, has, asked, less_fen, beside)


async def _reckon(
    session: AsyncSession,
    application: Application,
    standing: Standing,
    before: Assessment,
    corrected: dict[str, Any],
    same: Collection[str],
) -> Reckoned:
    shared = await applications.shares_ceiling(session, application)
    sums = (await earlier_awards(session, application, shared=shared)).sums()
    then = assess(application.item_code, before.facts | corrected, before.rules)
    now = assess(application.item_code, before.facts | corrected | sums, before.rules)
    share = await share_of(session, application)
    beside_fen = await error_demand.beside_fen(session, application.id, same)
    then_fen, now_fen = (max(due_of(application, one, share) - beside_fen, 0) for one in (then, now))
    return reckon(standing, then_fen, now_fen)


async def is_still_due(session: AsyncSession, application: Application, redecision: Redecision) -> bool:
    """Tell whether a supplement that was decided, and whose payment is prepared, is what the same facts would add to the award today.

    What was decided then is compared with what stands without it: what was decided of the award, asked back of it for whatever cause, and
    awarded to others under the same cap; and nobody is paid more of what was signed for and broken.
    """
    before, then = await assessments.standing(session, application.id, besides=redecision.id), redecision.reckoning
    if before is None or await why_not_more(session, application) is not None:
        return False
    same, has = redecision.same_matter, await held.of(session, application, held.DECIDED)
    standing = _without(await standing_of(session, application, has, same), redecision)
    # The demands that were lowered for it ask for so much less since.
    relieved_fen = then["relieved_fen"]
    stands = (standing.decided_fen, standing.corrected_fen + relieved_fen, standing.demanded_fen + relieved_fen)
    if stands != (then["decided_fen"], then["corrected_fen"], then["demanded_fen"]):
        return False
    reckoned = await _reckon(session, application, standing, before, redecision.facts, same)
    return reckoned.amount_fen == then["amount_fen"] and not reckoned.relieved_fen


async def is_due_again(session: AsyncSession, application: Application, redecision: Redecision) -> bool:
    """Tell whether a supplement that was paid, and that a bank returned, is due: nobody is paid more of what was signed for and broken."""
    return await why_not_more(session, application) is None and await returned.is_due_again(session, application, redecision)


def _without(standing: Standing, redecision: Redecision) -> Standing:
    """Return what stood of an award when a supplement of it was decided, by what stands with the supplement."""
    then = redecision.reckoning
    again_fen, taken_fen = then["due_again_fen"], then["taken_fen"]
    return replace(
        standing,
        decided_fen=standing.decided_fen - (redecision.award_fen or 0),
        corrected_fen=standing.corrected_fen + again_fen - taken_fen,
        reclaimable_fen=standing.reclaimable_fen - again_fen,
        given_up_fen=standing.given_up_fen + again_fen,
        taken_fen=standing.taken_fen - taken_fen,
        unpaid_fen=0,
    )


async def why_not_more(session: AsyncSession, application: Application) -> Refusal | None:
    """Return why nothing is added to an award: its enterprise broke what it signed for it, or has to repay it for having left."""
    ending = await commitments.ending_of(session, application.id)
    if (ending is None or ending.cause != "broken") and not await clawbacks.is_demanded_for_breach(session, application.id, decided=True):
        return None
    return Refusal(
        Code.WRONG_STAGE,
        Text(
            "该项支持的持续经营承诺已因违反承诺终结，或者已因迁出等变动要求退回资金，不再补充支持。",
            "The commitment signed for this award was broken, or it is taken back since its enterprise left; nothing is added to it.",
        ),
        clause=CITATION,
    )


async def judge(
    session: AsyncSession, application: Application, corrected: dict[str, Any], *, besides: uuid.UUID | None = None
) -> tuple[Assessment, AssessmentResult]:
    """Return the assessment an award was last decided by, and what corrected facts give by the same law.

    Args:
        session: The session.
        application: The award.
        corrected: The corrected facts.
        besides: The re-decision they are of, once it is decided: the award is judged from what it was decided by before.

    Raises:
        Refusal: `wrong_process`, when a committee decided its amount; `wrong_stage`, when no clause gives it; `invalid_input`, when the
            facts are no corrections of it.
    """
    before = await assessments.standing(session, application.id, besides=besides)
    if before is not None and before.outcome == Outcome.REFER:
        raise Refusal(Code.WRONG_PROCESS, _BY_COMMITTEE, [Fault("application", _BY_COMMITTEE)], clause=CITATION)
    if before is None or before.outcome not in _JUDGED or not _is_as_it_was(application, before):
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"该项支持的金额不是按条款核定，或者按现行条款文本复算与原核定不一致，不能据此再决定；{_INSTEAD.zh}。",
                "No clause gave the amount of this award, or the clause as it reads today gives another: it cannot be decided anew by it; "
                f"{_INSTEAD.en}.",
            ),
        )
    if corrected or not await clawbacks.has_mistaken(session, application.id):
        _require_corrections(application, before, corrected)
    result = assess(application.item_code, before.facts | corrected, before.rules)
    if result.outcome not in _JUDGED:
        raise Refusal(
            Code.WRONG_STAGE,
            Text("按更正后的事实不能由条款直接核定。", "By the corrected facts the clause alone does not give an amount."),
        )
    return before, result


async def _require_decided(session: AsyncSession, application: Application) -> None:
    """Refuse an award that is not decided, or may still be objected to, or is with the treasury, or of which a later part is being paid."""
    if (part := await instalments.being_paid(session, application)) is not None:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"该项支持的分期资金（{part.number}）正在拨付，请待其办结。",
                f"A later part of the award is being paid ({part.number}); let that end.",
            ),
        )
    if application.stage == Stage.IN_FORCE:
        return
    payment = await disbursements.live(session, application.id) if application.stage in UNPAID else None
    if application.stage not in UNPAID or (payment is not None and payment.state not in STILL_OURS):
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                "只能对公示无异议且未在国库办理中的支持再决定；公示期内的由异议程序处理。",
                "Only an award that is clear of its notice, and not with the treasury at the moment, is decided anew.",
            ),
        )


async def standing_of(session: AsyncSession, application: Application, has: Held, same: Collection[str]) -> Standing:
    """Return what stands of an award, of which the enterprise has so much; `same` as `reassess` takes it."""
    return Standing(
        decided_fen=(application.award_fen or 0) + application.supplement_fen,
        corrected_fen=has.corrected_fen,
        reclaimable_fen=has.reclaimable_fen,
        unpaid_fen=0 if application.stage == Stage.IN_FORCE else application.award_fen or 0,
        outstanding_fen=await outstanding(session, application.id, same),
        given_up_fen=has.given_up_fen,
        taken_fen=has.taken_fen,
        demanded_fen=has.demanded_fen,
        later_fen=await instalments.unpaid_fen(session, application),
    )


def _is_as_it_was(application: Application, before: Assessment) -> bool:
    """Tell whether the clause gives again what it gave, so that a difference comes of the facts alone."""
    again = assess(application.item_code, before.facts, before.rules)
    return (again.outcome.value, again.award_fen) == (before.outcome, before.award_fen)


def _require_corrections(application: Application, before: Assessment, corrected: dict[str, Any]) -> None:
    """Refuse what corrects nothing, makes another matter of it, or is for an approved batch or an upstream registry to say."""
    item = asked_in(item_called(application.item_code), before.facts)
    fixed = _SET_BY_BATCH | {fact.code for fact in item.facts if fact.kind in {Kind.YEAR, Kind.PERIOD}}
    others = {code: value for code, value in corrected.items() if code not in _NOT_OF_ITEM}
    faults = faults_in_facts(item, {code: before.facts[code] for code in item.fact_codes & before.facts.keys()} | others)
    faults += [Fault(code, _NOT_OF_ITEM[code], CITATION) for code in sorted(corrected.keys() & _NOT_OF_ITEM.keys())]
    message = Text("年度、目标值等不属于可更正的事实", "is no fact that could be corrected")
    faults += [Fault(code, message, item.citation) for code in sorted(corrected.keys() & fixed)]
    # What an upstream gives or takes back is followed by the looks at it; nobody's paper replaces its registry.
    asked = SUPPLIED[item.upstream] if item.upstream else frozenset()
    message = Text(
        "由上级登记提供，上级登记更正后按核对结果办理", "is supplied by the upstream registry: once it is mended there, the look follows"
    )
    faults += [Fault(code, message, item.citation) for code in sorted(corrected.keys() & asked)]
    if not faults and _subject(item, application, corrected) != _subject(item, application, {}):
        faults.append(Fault("facts", Text("更正后不是同一支持对象，应另行申报", "are of another subject: apply for it"), item.citation))
    if faults:
        raise _invalid(application, faults)


def _invalid(application: Application, faults: list[Fault]) -> Refusal:
    citation = item_called(application.item_code).citation
    return Refusal(Code.INVALID_INPUT, Text("更正后的信息有误。", "The corrected facts are not valid."), faults, clause=citation)


def _subject(item: Item, application: Application, corrected: dict[str, Any]) -> str:
    return item.subject_of(application.facts | corrected, application.enterprise_uscc)


def keep(
    session: AsyncSession,
    redecision: Redecision,
    before: Assessment,
    result: AssessmentResult,
    *,
    decided_by: str,
    at: datetime,
    beside: bool,
) -> None:
    """Keep the assessment that a re-decision was decided by, so that it can be judged again, and the next one begins with it.

    Beside what was paid by the one the award was decided by, it stands by itself; where nothing was paid yet, it takes its place.
    """
    item = asked_in(item_called(redecision.item_code), before.facts)
    stated = {fact.code: fact for fact in item.facts if fact.code in redecision.facts}
    second = {"confirmed_by": decided_by, "confirmed_at": at.isoformat()}
    provenance = before.provenance | {
        code: entry(fact, redecision.proposed_by, at.isoformat(), **redecision.paper_of(code, before.provenance.get(code, {}))) | second
        for code, fact in stated.items()
    }
    kept = {name: before.tree[name] for name in ("submission", "earlier_awards", "of_others") if name in before.tree}
    session.add(
        Assessment(
            application_id=redecision.application_id,
            redecision_id=redecision.id if beside else None,
            document_id=result.document_id,
            clause_hash=result.clause_hash,
            rules=result.rules_in_force,
            rules_hash=result.rules_hash,
            facts=dict(result.facts),
            provenance=provenance,
            outcome=result.outcome.value,
            award_fen=result.award_fen,
            capped=result.capped,
            reasons=result.reasons,
            tree=result.tree | kept | {"provenance": without_persons(provenance), "redecision": redecision.number},
            assessed_at=at,
        )
    )
