"""专家评审。How a panel is drawn from the pool for a case of any process, how experts are replaced, and the panel's result."""

from __future__ import annotations

import random
from dataclasses import dataclass

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.queries import expert as experts
from models.tables import Case, Expert, Task
from policy.errors import Code, Fault, Refusal
from policy.processes.panel.steps import PanelEvent
from policy.processes.registry import KINDS
from policy.text import Text

PANEL = Effects[Case]()


@PANEL.opens("panel")
async def open_panel(context: TransitionContext[Case]) -> None:
    """Draw a panel of experts for a case of any process, and ask for nominations where the pool is too small."""
    pool = await _eligible_experts(context)
    drawn = random.SystemRandom().sample(pool, min(len(pool), context.deployment.panel_size))
    for expert in drawn:
        await open_task(context, KINDS["expert_review"], assignee=expert.subject)
    for _ in range(context.deployment.panel_size - len(drawn)):
        await open_task(context, KINDS["panel_nomination"])
    context.detail = context.detail | {"drawn": [expert.subject for expert in drawn], "pool": [expert.subject for expert in pool]}


@PANEL.opens("expert_review")
async def open_one_expert(context: TransitionContext[Case]) -> None:
    """Open a task for one more expert: the one nominated, or one drawn from those who are left."""
    pool = await _eligible_experts(context)
    if context.event == PanelEvent.EXPERT_NOMINATED:
        pool = [expert for expert in pool if expert.subject == context.detail.get("expert")]
        if not pool:
            raise Refusal(
                Code.INVALID_INPUT,
                Text("该专家不在库中、已参加本次评审或应当回避。", "Not in the pool, already drawn, or conflicted."),
                [Fault("expert", Text("不能指定该专家", "This expert cannot be nominated"))],
            )
    if not pool:
        await open_task(context, KINDS["panel_nomination"])
        return
    expert = random.SystemRandom().choice(pool)
    await open_task(context, KINDS["expert_review"], assignee=expert.subject)
    context.detail = context.detail | {"drawn": [expert.subject], "pool": [candidate.subject for candidate in pool]}


async def refuse_conflicted(context: TransitionContext[Case]) -> None:
    """Refuse the score of an expert who has come to be employed by the applicant or a competitor since the draw, or to speak for one.

    Raises:
        Refusal: `conflict_of_interest`.
    """
    conflicted, expert = (
        await experts.contestants(context.session, context.case),
        await experts.find(context.session, context.actor.subject),
    )
    if context.actor.has_interest_in(conflicted) or (expert is not None and expert.employer_uscc in conflicted):
        raise Refusal(
            Code.CONFLICT_OF_INTEREST,
            Text("您任职的单位即申请单位或者参与竞争，请回避。", "Your employer applies or competes; please stand aside."),
        )


async def _eligible_experts(context: TransitionContext[Case]) -> list[Expert]:
    """Return the experts who may be drawn: not employed by the applicant or a competitor, and not drawn in this round."""
    conflicted = await experts.contestants(context.session, context.case)
    seen = {task.assignee for task in of_this_round(context, "expert_review")}
    return [
        expert
        for expert in await experts.active(context.session, context.case.department)
        if expert.subject not in seen and expert.employer_uscc not in conflicted
    ]


def of_this_round(context: TransitionContext[Case], kind: str) -> list[Task]:
    """Return the tasks of one kind that were opened since the case entered its stage."""
    return [task for task in context.tasks_of_kind(kind) if task.opened_at >= context.case.stage_entered_at]


@dataclass(frozen=True, slots=True)
class PanelResult:
    """The result of a panel.

    Attributes:
        votes: How many experts scored.
        recommendations: How many of them recommend it.
        score_hundredths: The mean over experts and criteria, in hundredths of a point, half rounded up.
    """

    votes: int
    recommendations: int
    score_hundredths: int

    @property
    def recommended(self) -> bool:
        """Whether the majority recommends it."""
        return self.recommendations * 2 > self.votes


def panel_result(context: TransitionContext[Case]) -> PanelResult | None:
    """Return the result of a case's panel, or None while an expert has not answered."""
    if context.case.stage != "review" or context.open_tasks:
        return None
    answers = [task.answer or {} for task in of_this_round(context, "expert_review") if task.outcome == PanelEvent.EXPERT_SCORED]
    if not answers:
        return None
    points = [point for answer in answers for point in answer["scores"].values()]
    return PanelResult(
        votes=len(answers),
        recommendations=sum(bool(answer.get("recommend")) for answer in answers),
        score_hundredths=(200 * sum(points) + len(points)) // (2 * len(points)),
    )
