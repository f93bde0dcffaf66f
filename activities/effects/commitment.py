"""承诺履行的效果。What filings and breaches change besides stage and tasks."""

from __future__ import annotations

import uuid
from datetime import date
from functools import partial
from typing import Any

from activities import tasks
from activities.effects.registry import effect
from activities.tasks import open_task, opener
from activities.work import Work
from models.queries import case, clawback
from models.queries import commitment as commitments
from models.tables import Breach, ChangeFiling, Commitment, Message
from policy.commitment import demand, is_late
from policy.errors import Fault, Refusal
from policy.lifecycles.commitment import AWARDS_GO_ON, AWARDS_WAIT, Event, Stage
from policy.opinions_2022_8.general_terms import CITATION
from policy.repayment import Terms
from policy.tasks import KINDS
from policy.text import Text
from policy.working_days import BEIJING

_PROCESS = "commitment"


def the_commitment(work: Work) -> Commitment:
    """Return the case, which is an enterprise's commitment to stay."""
    assert isinstance(work.case, Commitment)  # noqa: S101 - tells the type checker what the process says
    return work.case


async def _breach(work: Work) -> Breach:
    """Return the open breach."""
    found = await commitments.open_breach(work.session, work.case.id)
    assert found is not None  # noqa: S101 - the stage says so
    return found


async def demands_on(work: Work, on: date) -> list[dict[str, Any]]:
    """Return what is to be repaid of each award if its commitment is not kept from a day on, by the terms that were signed."""
    demands = []
    for bound in await commitments.collected(work.session, work.case.id):
        terms = Terms.parse(bound.undertaking.terms) if bound.undertaking.terms else Terms()
        paid_fen = await clawback.reclaimable(work.session, bound.application)
        reckoned = demand(terms, paid_fen, bound.undertaking.starts_on, on)
        award = {"application_id": str(bound.application.id), "award": bound.application.number}
        demands.append(award | {"amount_fen": reckoned.amount_fen, "reckoning": reckoned.reckoning})
    return demands


# -- filings ----------------------------------------------------------------------------------------------------------------------------


async def _filing(work: Work) -> ChangeFiling:
    """Return the filing the task is about."""
    about = work.task.about if work.task else {}
    return await commitments.filing(work.session, uuid.UUID(about["filing_id"]))


def _about(filing: ChangeFiling) -> dict[str, object]:
    return {
        "filing_id": str(filing.id),
        "kind": filing.kind,
        "planned_on": filing.planned_on.isoformat(),
        "description": filing.description,
        "evidence": filing.evidence,
        "late": filing.late,
        "demands": filing.demands,
    }


@effect(Event.CHANGE_FILED, process=_PROCESS)
async def take_filing(work: Work) -> None:
    """Take a filing in, late or not; being late is looked at as soon as it is stored."""
    filing = await commitments.filing(work.session, uuid.UUID(str(work.detail["filing_id"])))
    filing.state, filing.filed_at = "filed", work.now
    filing.late = is_late(filing.planned_on, work.now.astimezone(BEIJING).date())
    work.detail = work.detail | {"about": _about(filing)}
    if filing.late:
        work.case.wakes_at = work.now


@effect(Event.FILING_APPROVED, Event.FILING_REFUSED, process=_PROCESS)
async def decide_filing(work: Work) -> None:
    """Keep the decision; what it means for what binds is looked at next."""
    _decide(work, await _filing(work), "refused" if work.event == Event.FILING_REFUSED else work.event)


def _decide(work: Work, filing: ChangeFiling, state: str) -> None:
    filing.state, filing.reason = state, work.detail.get("reason")
    filing.decided_by, filing.decided_by_name, filing.decided_at = work.actor.subject, work.actor.name, work.now
    work.case.wakes_at = work.now


@effect(Event.REPAYMENT_PROPOSED, process=_PROCESS)
async def reckon_repayment(work: Work) -> None:
    """Reckon what the terms say is to be repaid for leaving on the planned day, for an approver to confirm."""
    filing = await _filing(work)
    filing.state, filing.demands = "proposed", await demands_on(work, filing.planned_on)
    if not any(demand["amount_fen"] for demand in filing.demands):
        raise Refusal(
            "invalid_input",
            Text("签署的承诺没有约定返还,不能要求返还。", "The commitments that were signed carry no repayment; none can be asked for."),
            [Fault("decision", Text("没有可返还的金额", "leaves nothing to repay"))],
            clause=CITATION,
        )
    work.detail = work.detail | {"about": _about(filing)}


@effect(Event.FILING_SENT_BACK, process=_PROCESS)
async def send_filing_back(work: Work) -> None:
    """Have the filing reviewed once more."""
    filing = await _filing(work)
    filing.state, filing.demands = "filed", []
    work.detail = work.detail | {"about": _about(filing)}


@effect(Event.FILING_APPROVED_WITH_REPAYMENT, process=_PROCESS)
async def approve_with_repayment(work: Work) -> None:
    """Let the repayment that was reckoned stand; it is asked for next."""
    _decide(work, await _filing(work), work.event)


async def _open_for_filing(work: Work, *, kind: str) -> None:
    """Ask for the next step of one filing, not by whoever did the one before."""
    about = work.detail.get("about") or (work.task.about if work.task else {})
    await open_task(work, KINDS[kind], about=about, also_excluded={work.actor.subject})


for _step in ("filing_review", "filing_confirmation"):
    opener(_step)(partial(_open_for_filing, kind=_step))


async def _tell_applications(work: Work, sentence: Text) -> None:
    """Tell the enterprise of each application under way that it waits, or goes on."""
    uscc = the_commitment(work).enterprise_uscc
    for application in await commitments.applications_under_way(work.session, uscc):
        zh, en = (words.format(number=application.number) for words in (sentence.zh, sentence.en))
        work.session.add(Message(case_id=application.id, enterprise_uscc=uscc, zh=zh, en=en))


# -- breaches ---------------------------------------------------------------------------------------------------------------------------


@effect(Event.MOVE_FOUND, Event.FILED_LATE, process=_PROCESS)
async def let_awards_wait(work: Work) -> None:
    """Tell the enterprise which of its applications wait."""
    await _tell_applications(work, AWARDS_WAIT)


@effect(Event.REMEDY_ORDERED, process=_PROCESS)
async def grant_time(work: Work) -> None:
    """Give the time to remedy that was ordered."""
    work.case.clocks = dict(work.case.clocks) | {"remedy_report": int(work.detail["working_days"])}


_CLOSED: dict[str, str] = {
    Event.BREACH_UNFOUNDED: "unfounded",
    Event.REMEDIED: "remedied",
    Event.BREACH_DISMISSED: "dismissed",
    Event.BREACH_OVERTURNED: "overturned",
}


@effect(*_CLOSED, process=_PROCESS)
async def close_breach(work: Work) -> None:
    """Close a breach that came to nothing; it stays on record. What was left undone meanwhile is looked at now."""
    breach = await _breach(work)
    breach.outcome, breach.closed_at = _CLOSED[work.event], work.now
    work.case.wakes_at = work.now
    await _tell_applications(work, AWARDS_GO_ON)


@effect(Event.BREACH_UPHELD, process=_PROCESS)
async def find_breach(work: Work) -> None:
    """Note who found that the breach stands, and what by the signed terms has to be repaid for it."""
    breach = await _breach(work)
    breach.decided_by, breach.decided_by_name = work.actor.subject, work.actor.name
    breach.demands = await demands_on(work, breach.breach_on)
    work.detail = work.detail | {"demands": breach.demands}


@effect(Event.REPAYMENT_ASKED, process=_PROCESS)
async def break_commitments(work: Work) -> None:
    """End what bound an enterprise whose breach is final, as broken, and what it still asked for."""
    if work.case.stage != Stage.RECLAIMING:
        return
    breach = await _breach(work)
    breach.outcome, breach.closed_at = "upheld", work.now
    for bound in await commitments.collected(work.session, work.case.id):
        bound.collected.ended_on, bound.collected.cause = max(breach.breach_on, bound.undertaking.starts_on), "broken"
    for filing in await commitments.filings_of(work.session, work.case.id, commitments.UNDECIDED):
        filing.state, filing.decided_at = "overtaken", work.now
    for task in await case.open_tasks(work.session, work.case.id):
        if KINDS[task.kind].lasting:
            tasks.close(work, task, "superseded")


async def _open_for_breach(work: Work, *, kind: str) -> None:
    """Open a step of the breach: told what it is about, and not by whoever did an earlier step of this same breach.

    An enterprise may be bound for decades; who handled an earlier breach may handle the next.
    """
    breach = await _breach(work)
    about = {
        "breach_id": str(breach.id),
        "cause": breach.cause,
        "failures": breach.failures,
        "breach_on": breach.breach_on.isoformat(),
        "demands": breach.demands,
    }
    await open_task(work, KINDS[kind], about=about, since=breach.opened_at)


for _step in (
    "hearing_statement",
    "breach_review",
    "remedy_report",
    "remedy_check",
    "breach_decision",
    "breach_answer",
    "breach_reconsideration",
):
    opener(_step)(partial(_open_for_breach, kind=_step))
