"""一户重新核算。The activity that judges one member of a run again after its figures were corrected, or one that is entered late.

What it is offered follows. An offer that is still open stays as it is where nothing has changed, goes on with a lesser amount, or ends;
while its figures are disputed whoever answers that changes it. What is due and no approver has released,
a first offer, a greater one, or one after an offer that ended, waits for its release as every offer did. An offer that was confirmed is
past that: there its own verification and assessment look at the figures. One that was decided is decided anew, and one that was paid in
error and came back whole is offered anew.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.annual_run import late
from activities.annual_run.assessing import judge_shard
from activities.annual_run.collecting import figures_of
from activities.annual_run.following import following, stands
from activities.annual_run.offering import standing_offer
from activities.application.verification import Sources
from activities.case.asking import ask
from activities.case.automatic_steps import refusing, take
from activities.case.case_start import start_of
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin, lock_for, state_of
from activities.redecision import proposal as redecisions
from activities.signatures.annual_run import REASSESS_MEMBER, OfferBatch
from activities.signatures.application import ASK_FIGURES
from activities.signatures.case import AutomaticStep, CaseState, Message, Transition, TransitionOrder
from activities.signatures.case_start import CaseStart
from gateways.credit import CREDIT_SOURCES
from models.commands import annual_run as commands
from models.queries import annual_run as annual_runs
from models.queries import assessment as assessments
from models.queries import audit_event as audit_events
from models.queries import case
from models.queries import clawback as clawbacks
from models.queries import task as tasks
from models.queries.redecision import open_of
from models.tables import AnnualRun, AnnualRunMember, Application
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.letters.wording import day_in
from policy.processes.annual_run.lifecycle import Event
from policy.processes.annual_run.population import Verdict, facts_of
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.application.lifecycle import Event as ApplicationEvent
from policy.processes.application.lifecycle import Stage as ApplicationStage
from policy.processes.kernel.permissions import revoked
from policy.text import Text
from policy.working_days import BEIJING

_OVER = frozenset({*APPLICATION.terminal, ApplicationStage.REFUSED})
# Nobody may object any more: what its sources correct now is decided anew.
_DECIDED = frozenset({ApplicationStage.COMMITMENT, ApplicationStage.PAYMENT, ApplicationStage.IN_FORCE})


@dataclass(frozen=True, slots=True)
class AnnualRunReassessing:
    """The reassessing activity of one deployment."""

    deployment: Deployment
    sources: Sources

    @activity.defn(name=REASSESS_MEMBER)
    async def reassess_member(self, order: TransitionOrder) -> OfferBatch:
        """Ask the sources about one member, known or entered late, judge it, and have what is due now follow."""
        return await refusing(self._change(order))

    async def _change(self, order: TransitionOrder) -> OfferBatch:
        async with self.deployment.database.writing() as session:
            _, transition, is_revoked = await lock_for(session, self.deployment, order)
            if is_revoked and await audit_events.with_key(session, transition.key) is None:
                raise revoked()
        if transition.event == Event.RELEASE_ROLLED_BACK:
            return await self._roll_back(transition, str(transition.detail["uscc"]))
        if transition.event == Event.MEMBER_PROPOSED:
            return await self._propose(transition, str(transition.detail["uscc"]))
        return await self._reassess(transition, str(transition.detail.get("uscc") or await self._proposed(transition)))

    @activity.defn(name=ASK_FIGURES)
    async def ask_figures(self, step: AutomaticStep) -> CaseState:
        """Ask the sources once more about an open offer whose figures are disputed; what they say now is what is offered, if anything."""
        async with self.deployment.database.reading() as session:
            offered = await annual_runs.member_offered(session, uuid.UUID(step.case_id))
            assert offered is not None  # noqa: S101 - an open offer is a member's
            run, member = offered
            before = await annual_runs.member_before(session, run.id, member.uscc)
        try:
            figures = await self._ask(run, member.uscc, before)
        except Refusal:
            figures = None

        async def write(context: TransitionContext[Application]) -> None:
            if figures is None:
                about = dict(context.tasks_of_kind("figure_review")[-1].about)
                context.event, context.detail = ApplicationEvent.FIGURES_NOT_FOUND, {"about": about}
            else:
                context.event, context.detail = await _answered(context, run, figures)
            await apply(context)

        state = await take(self.deployment, step, frozenset({ApplicationStage.OFFER}), write)
        if state.stage == ApplicationStage.WITHDRAWN:
            # It was raised: the run asks an approver for its release. To be told twice does no harm.
            await activity.client().get_workflow_handle(run.workflow_id).signal("nudge", "raised")
        return state

    async def _proposed(self, transition: Transition) -> str:
        """Return whom the task is about that is completed: an enterprise to be entered late."""
        async with self.deployment.database.reading() as session:
            found = await tasks.find(session, uuid.UUID(str(transition.task_id)))
        assert found is not None  # noqa: S101 - the workflow let nobody complete what is none of its tasks
        return str(found[0].about["uscc"])

    async def _reassess(self, transition: Transition, uscc: str) -> OfferBatch:
        async with self.deployment.database.reading() as session:
            run = await annual_runs.run(session, uuid.UUID(transition.case_id))
            if await audit_events.with_key(session, transition.key) is not None:
                return await self._as_written(transition, uscc)
            member = await annual_runs.member(session, run.id, uscc)
            if member is None and transition.event != Event.MEMBER_ENTERED:
                raise Refusal(Code.NOT_FOUND, Text("该企业不在本次名单中。", "The enterprise is not in this run."))
            standing = await standing_offer(session, member.application_id) if member else None
            target = None if member else await late.target_of(session, run, uscc)
            is_decided = standing is not None and standing.stage in _DECIDED
            # A correction is of what a source counted; the target stays as it was frozen.
            frozen_fen = await late.target_of_member(session, run, member, is_decided=is_decided) if member else late.fen_of(target)
            before = await annual_runs.member_before(session, run.id, uscc)
        if standing is not None and standing.stage not in {ApplicationStage.OFFER, *_OVER, *_DECIDED}:
            raise Refusal(
                Code.WRONG_STAGE,
                Text(
                    "该企业已确认，数据由其申请的核验、核定和公示处理。",
                    "It has been confirmed; its own verification, assessment and notice look at the figures now.",
                ),
            )
        try:
            figures = await self._ask(run, uscc, before)
        except Refusal:
            raise late.uncounted(entered=transition.event == Event.MEMBER_ENTERED) from None
        async with self.deployment.database.reading() as session:
            figures["target_fen"] = frozen_fen
            is_open = standing is not None and standing.stage == ApplicationStage.OFFER
            # What it holds already is what is judged: an open offer, or an award that is decided anew. What came back whole, because we had
            # paid it in error, it does not hold.
            over = standing is None or standing.stage in _OVER or await clawbacks.is_open_again(session, standing)
            besides = [] if standing is None or over else [standing.id]
            verdicts, earlier = await judge_shard(session, run, {name: (figures[name],) for name in annual_runs.JUDGED}, besides=besides)
        if transition.event == Event.MEMBER_ENTERED:
            async with self.deployment.database.writing() as session:
                shown = late.found(run, figures, verdicts[0]) | late.of_target(target)
                changed = await late.show_anew(session, str(transition.task_id), shown)
            if changed:
                raise late.outdated()
        if standing is not None and is_open:
            # The offer's own process goes first: if it refuses, because it was confirmed this minute, nothing is changed here.
            released_fen = member.award_fen if member else None
            event, detail = following(run, figures, verdicts[0], released_fen)
            if not stands(event, detail, standing, released_fen):
                await self._request(transition, standing, event, detail)
        return await self._write(transition, figures, verdicts, earlier, standing, stands=not over)

    async def _propose(self, transition: Transition, uscc: str) -> OfferBatch:
        """Ask an approver to enter an enterprise late, with what the sources say of it, if they say anything."""
        async with self.deployment.database.reading() as session:
            run = await annual_runs.run(session, uuid.UUID(transition.case_id))
            if await audit_events.with_key(session, transition.key) is not None:
                return await self._as_written(transition, uscc)
            target = await late.target_of(session, run, uscc)
            before = await annual_runs.member_before(session, run.id, uscc)
        try:
            figures = await self._ask(run, uscc, before) | {"target_fen": late.fen_of(target)}
        except Refusal:
            shown = dict(late.NOTHING)
        else:
            async with self.deployment.database.reading() as session:
                verdicts, _ = await judge_shard(session, run, {name: (figures[name],) for name in annual_runs.JUDGED})
            shown = late.found(run, figures, verdicts[0])
        async with self.deployment.database.writing() as session:
            run = await case.lock(session, AnnualRun, uuid.UUID(transition.case_id))
            context = await begin(session, self.deployment, run, transition)
            context.detail = context.detail | {late.FOUND: shown | late.of_target(target)}
            await apply(context)
            return OfferBatch(await state_of(context), [], run.offered_to)

    async def _roll_back(self, transition: Transition, uscc: str) -> OfferBatch:
        """Take back an offer that nobody has confirmed; its award waits for another release."""
        async with self.deployment.database.reading() as session:
            run_id = uuid.UUID(transition.case_id)
            member = await annual_runs.member(session, run_id, uscc)
            standing = await standing_offer(session, member.application_id) if member else None
            # A try whose answer was lost has ended the offer already.
            taken = standing and await audit_events.count_of(session, standing.id, (ApplicationEvent.OFFER_ROLLED_BACK,))
            recorded = await audit_events.with_key(session, transition.key) is not None
        if not recorded:
            if standing is None or not (taken or standing.stage == ApplicationStage.OFFER) or (member and member.released_in is None):
                raise Refusal(Code.WRONG_STAGE, Text("该企业没有待确认的告知。", "There is no offer to it that waits for its answer."))
            if not taken:
                await self._request(transition, standing, ApplicationEvent.OFFER_ROLLED_BACK, {"reason": transition.detail["reason"]})
        async with self.deployment.database.writing() as session:
            run = await case.lock(session, AnnualRun, run_id)
            context = await begin(session, self.deployment, run, transition)
            member = await annual_runs.member(session, run.id, uscc, lock=True)
            if not recorded and member is not None:
                member.released_in = None
                await apply(context)
            return OfferBatch(await state_of(context), [], run.offered_to)

    async def _request(self, transition: Transition, standing: Application, event: ApplicationEvent, detail: dict[str, Any]) -> None:
        """Ask the process of an open offer for what follows, such as to go on with the corrected figures.

        Raises:
            Refusal: What it refuses.
        """
        message = Message(event, transition.actor, f"{transition.key}/{standing.number}", None, detail)
        if refusal := await ask(self.deployment, standing, message, transition.attestation):
            raise refusal

    async def _ask(self, run: AnnualRun, uscc: str, before: str | None) -> dict[str, Any]:
        """Return the member's columns by what the sources say of it now."""
        counted, standing, contribution, credit = await asyncio.gather(
            self.sources.statistics.rd_expense_of(uscc, run.year),
            self.sources.registration.of(uscc),
            self.sources.tax.contribution_of(uscc, run.year, before),
            asyncio.gather(*(self.sources.credit.of(uscc, source) for source in CREDIT_SOURCES)),
        )
        if counted is None:
            raise late.uncounted(entered=False)
        serious = [(answer.source, record.on) for answer in credit for record in answer.records if record.serious]
        return figures_of(
            counted,
            name=standing.name if standing else "",
            registered=bool(standing and standing.registered_in_area and standing.status == "active"),
            contribution=contribution,
            serious=serious,
        )

    async def _write(
        self,
        transition: Transition,
        figures: Mapping[str, Any],
        verdicts: Sequence[Verdict],
        earlier: Mapping[str, Sequence[Any]],
        standing: Application | None,
        *,
        stands: bool,
    ) -> OfferBatch:
        """Write figures, verdict and audit event, and what waits for its release by that, in one transaction.

        Args:
            transition: What is recorded.
            figures: What the sources say now.
            verdicts: The member's verdict.
            earlier: What it was awarded before, as columns.
            standing: The application the member has, if any.
            stands: Whether it holds that still, so that nothing waits beside it.
        """
        uscc, children = str(figures["uscc"]), list[CaseStart]()
        async with self.deployment.database.writing() as session:
            run = await case.lock(session, AnnualRun, uuid.UUID(transition.case_id))
            if transition.event == Event.MEMBER_ENTERED:
                await commands.enter_member(session, run, figures)
            member = await annual_runs.member(session, run.id, uscc, lock=True)
            assert member is not None  # noqa: S101 - members are never removed
            before_fen = member.award_fen or 0
            was, kept = {"outcome": member.outcome, "award_fen": member.award_fen}, commands.kept_of(member)
            linked = {**earlier, "application_id": [earlier["application_id"][0] or (standing.id if standing else None)]}
            is_decided = standing is not None and stands and standing.stage in _DECIDED
            if standing is not None and is_decided:
                children = await self._decide_anew(session, transition, run, standing.id, figures)
            if not is_decided or children:
                # A decided award keeps the figures it was decided by until it is decided anew.
                await _take_over(session, member, figures, (transition.actor.subject, transition.occurred_at))
                await commands.write_verdicts(session, run.id, [uscc], verdicts, linked)
                member = await annual_runs.member(session, run.id, uscc)
                assert member is not None  # noqa: S101 - read above
            # Nobody has released more than was offered, or what is due where no offer is open.
            if not is_decided and not _was_given_up(run, standing, figures):
                due_fen = verdicts[0].award_fen or 0
                if due_fen and (not stands or due_fen > before_fen):
                    member.released_in = None
            detail = {"uscc": uscc, "was": was, "is": {"outcome": verdicts[0].outcome, "award_fen": verdicts[0].award_fen}}
            if is_decided and children:
                # Should nothing come of deciding its award anew, it is put back.
                detail["replaced"] = {"redecision": children[0].start.number, "member": kept}
            context = await begin(session, self.deployment, run, transition)
            context.detail = context.detail | detail
            await apply(context)
            return OfferBatch(await state_of(context), children, run.offered_to)

    async def _decide_anew(
        self, session: AsyncSession, transition: Transition, run: AnnualRun, application_id: uuid.UUID, figures: Mapping[str, Any]
    ) -> list[CaseStart]:
        """Propose to decide an award anew by the figures that its sources have corrected, if they have corrected any."""
        application = await case.lock(session, Application, application_id)
        before = await assessments.standing(session, application.id)
        found = facts_of(item_called(run.item_code), run.year, figures)
        known = before.facts if before else {}
        changed = {code: value for code, value in found.items() if known.get(code) != value}
        if not changed:
            return []
        day = day_in("zh", transition.occurred_at.astimezone(BEIJING).date())
        proposed = await redecisions.propose(
            session,
            self.deployment,
            key=f"{transition.key}/redecision",
            occurred_at=transition.occurred_at,
            actor=transition.actor,
            application=application,
            facts=changed,
            paper=f"数据来源单位于{day}答复的{run.called.zh}数据",
            reason=str(transition.detail.get("reason") or "数据来源单位更正了数据"),
        )
        return [await start_of(session, proposed)]

    async def _as_written(self, transition: Transition, uscc: str) -> OfferBatch:
        """Return what an earlier try wrote before its answer was lost."""
        async with self.deployment.database.writing() as session:
            run = await case.lock(session, AnnualRun, uuid.UUID(transition.case_id))
            member = await annual_runs.member(session, run.id, uscc)
            anew = await open_of(session, member.application_id) if member and member.application_id else None
            children = [await start_of(session, anew)] if anew is not None else []
            return OfferBatch(await state_of(await begin(session, self.deployment, run, transition)), children, run.offered_to)


def _was_given_up(run: AnnualRun, standing: Application | None, figures: Mapping[str, Any]) -> bool:
    """Tell whether the enterprise declined an offer by these very figures: it stays declined until something changes."""
    if standing is None or standing.stage != ApplicationStage.WITHDRAWN:
        return False
    return bool(standing.facts == facts_of(item_called(run.item_code), run.year, figures))


async def _take_over(session: AsyncSession, member: AnnualRunMember, figures: Mapping[str, Any], by: tuple[str, datetime]) -> None:
    """Keep what the sources say of a member now, and who asked them when."""
    for name, value in figures.items():
        setattr(member, name, value)
    member.reassessed_by, member.reassessed_at = by
    await session.flush()


async def _answered(
    context: TransitionContext[Application], run: AnnualRun, figures: dict[str, Any]
) -> tuple[ApplicationEvent, dict[str, Any]]:
    """Judge an offer by what its sources answered, keep that with the member, and return what becomes of the offer."""
    session, offer_of = context.session, context.case
    member = await annual_runs.member(session, run.id, str(figures["uscc"]), lock=True)
    assert member is not None  # noqa: S101 - members are never removed
    figures["target_fen"] = await late.target_of_member(session, run, member)
    columns: dict[str, Sequence[Any]] = {name: (figures[name],) for name in annual_runs.JUDGED}
    released_fen = member.award_fen
    verdicts, earlier = await judge_shard(session, run, columns, besides=[offer_of.id])
    asked_by = str(context.completed_tasks(("figure_review",))[-1].completed_by)
    await _take_over(session, member, figures, (asked_by, context.now))
    await commands.write_verdicts(session, run.id, [member.uscc], verdicts, {**earlier, "application_id": [offer_of.id]})
    event, detail = following(run, figures, verdicts[0], released_fen)
    if event == ApplicationEvent.OFFER_RAISED:
        member.released_in = None
    return (ApplicationEvent.FIGURES_UPHELD, {}) if stands(event, detail, offer_of, released_fen) else (event, detail)
