"""人才优惠的效果。What the steps of benefits change: what is asked for, who delivers it, what a person has, and for how long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from activities.acceptance.effects import open_check
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands.turns import take_turns
from models.queries import benefit as benefits
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries import suspension
from models.tables import Benefit, Message, Recognition
from policy.actors import Role
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_number
from policy.judging.assessment import assess
from policy.language.items import Outcome
from policy.processes.acceptance.defects import naming_form
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.benefit.benefits import BENEFITS, ITEM, WANTED, deliverers, delivering_form, named, not_recognised
from policy.processes.benefit.lifecycle import Event, Stage
from policy.processes.benefit.tasks import CHECK, DELIVERY, RECEIPT
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING, years_after

EFFECTS = Effects[Benefit]()

LOOK_EVERY: Final = timedelta(days=30)
"""How often it is looked whether the recognition stands."""
_ENDED = Text("人才优惠{number}已终止，请停止落实。", "Benefits {number} have ended; please stop delivering them.")
_TO_DELIVER = Text("人才优惠{number}的“{benefit}”由贵部门落实，请在期限内办理。", "“{benefit}” of {number} is yours to deliver in time.")


def _today(context: TransitionContext[Benefit]) -> date:
    return context.now.astimezone(BEIJING).date()


async def entry_of(context: TransitionContext[Benefit]) -> Recognition | None:
    """Return the entry of the register that the benefits rest on, as of today."""
    row = context.case
    return await benefits.entry_of(context.session, row.enterprise_uscc, row.talent_no, _today(context))


# -- asked for and checked --------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.SUBMITTED, AcceptanceEvent.CORRECTED)
async def take_in(context: TransitionContext[Benefit]) -> None:
    """Take in what a recognised person asks for, once each.

    Raises:
        Refusal: `incomplete`, for somebody whom the register does not name; `duplicate`; `window_closed`, while the item is suspended.
    """
    row, today = context.case, _today(context)
    row.entry_key, row.employer_uscc = fold_number(row.talent_no), await persons.employer_of(context.session, row.enterprise_uscc)
    await suspension.require_not_suspended(context.session, row.item_code, today, today)
    if await entry_of(context) is None:
        raise not_recognised()
    await take_turns(context.session, f"benefits/{row.entry_key}")
    if taken := await benefits.rivals(context.session, row):
        title = named(taken)
        said = Text(f"“{title.zh}”已在办理或者享受中", f"is asked for, or in force, already: {title.en}")
        raise Refusal(Code.DUPLICATE, said, [Fault(WANTED, said)])


@EFFECTS.opens(CHECK)
async def open_benefit_check(context: TransitionContext[Benefit]) -> None:
    """Open the check with who asks for what, by which recognition, and what they had before."""
    await open_check(context, kind=CHECK, known=await _known(context))


async def _known(context: TransitionContext[Benefit]) -> dict[str, Any]:
    """Return what whoever checks benefits has to know: the person, the entry they rest on, the employer, and what was asked for before."""
    row, session = context.case, context.session
    person, entry = await persons.of(session, row.enterprise_uscc), await entry_of(context)
    return {
        **row.brief,
        "person": {"code": row.enterprise_uscc, "name": await enterprises.name(session, row.enterprise_uscc), "document": person.document},
        "employer": await enterprises.name_today(session, row.employer_uscc) if row.employer_uscc else None,
        "recognition": entry.brief | {"number": entry.number} if entry else None,
        "earlier": [
            {"number": one.number, "stage": one.stage, "benefits": one.benefits, "granted": one.granted, "year": one.created_at.year}
            for one in await benefits.earlier(session, row)
        ],
    }


@EFFECTS.asks(CHECK)
async def ask_for_check(context: TransitionContext[Benefit], department: str) -> dict[str, Any]:  # noqa: ARG001 - one department
    """Offer what may be defective to be named, and who delivers each benefit."""
    asked = naming_form(context.case.form)["properties"]
    return {"properties": asked | delivering_form(context.case.benefits)}


@EFFECTS.of(Event.GRANTED)
async def grant(context: TransitionContext[Benefit]) -> None:
    """Grant what the clause grants whoever the register names on that day.

    Raises:
        Refusal: `incomplete`, where the recognition has ended meanwhile.
    """
    row, today = context.case, _today(context).isoformat()
    applicant = {"type": "person", "registered_in_area": False, "taxed_in_area": False, "statistics_in_area": False, "records": []}
    facts = {"recognised_talent": await entry_of(context) is not None, "talent_no": row.talent_no, WANTED: row.benefits}
    document = {**facts, "applicant": applicant, "application_date": today, "matter_date": today}
    if assess(ITEM.code, document, []).outcome is not Outcome.IN_KIND:
        raise not_recognised()
    whose = deliverers(row.benefits, context.detail)
    row.delivering = sorted({*whose.values()})
    context.detail = context.detail | {"delivered_by": whose}


# -- delivered and confirmed ------------------------------------------------------------------------------------------------------------


@EFFECTS.opens(DELIVERY)
async def open_deliveries(context: TransitionContext[Benefit]) -> None:
    """Open a task a benefit for the department that delivers it; once more, where the person says that it was not delivered."""
    if context.event == Event.NOT_RECEIVED:
        about: dict[str, Any] = context.task.about if context.task else {}
        await open_task(context, KINDS[DELIVERY], department=about["department"], about=about | {"said": context.detail["reason"]})
        return
    for code, department in context.detail["delivered_by"].items():
        title = BENEFITS[code]
        about = {"benefit": code, "title": title.as_dict(), "department": department, **context.case.brief}
        await open_task(context, KINDS[DELIVERY], department=department, about=about)
        number = context.case.number
        said = Text(_TO_DELIVER.zh.format(number=number, benefit=title.zh), _TO_DELIVER.en.format(number=number, benefit=title.en))
        context.session.add(Message(case_id=context.case.id, department=department, role=Role.OFFICER, zh=said.zh, en=said.en))


@EFFECTS.of(Event.DELIVERED, Event.NOT_AVAILABLE, Event.NOT_RECEIVED)
async def name_benefit(context: TransitionContext[Benefit]) -> None:
    """Say which benefit it is."""
    about: dict[str, Any] = context.task.about if context.task else {}
    context.words["benefit"] = BENEFITS[about["benefit"]]
    context.detail = context.detail | {"benefit": about["benefit"], "department": about["department"]}


@EFFECTS.opens(RECEIPT)
async def ask_for_receipt(context: TransitionContext[Benefit]) -> None:
    """Ask the person whether it was delivered, as its department says how."""
    about: dict[str, Any] = context.task.about if context.task else {}
    await open_task(context, KINDS[RECEIPT], about=about | {"how": context.detail["how"]})


@EFFECTS.of(Event.RECEIVED, Event.RECEIPT_LAPSED)
async def have(context: TransitionContext[Benefit]) -> None:
    """Have the person have it; silence does not take from them what was delivered."""
    about: dict[str, Any] = context.task.about if context.task else {}
    context.case.granted = sorted({*context.case.granted, about["benefit"]})
    context.detail = context.detail | {"benefit": about["benefit"]}


@EFFECTS.at_once(Stage.DELIVERY)
async def begin_year(context: TransitionContext[Benefit]) -> bool:
    """Let what was delivered be in force once nothing is to be delivered or confirmed any more."""
    context.detail = {}
    if not context.case.granted:
        context.event = Event.NOTHING_AVAILABLE
    else:
        context.event = Event.ALL_DELIVERED if await entry_of(context) else Event.RECOGNITION_ENDED
    return True


# -- in force ---------------------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.ALL_DELIVERED, Event.RENEWED)
async def count_year(context: TransitionContext[Benefit]) -> None:
    """Count a year from today.

    Raises:
        Refusal: `incomplete`, where the recognition has ended meanwhile.
    """
    if await entry_of(context) is None:
        raise not_recognised()
    until = years_after(_today(context), 1)
    context.case.year_ends_at = context.clock.end_of(until, context.now)
    context.words["benefit"] = named(context.case.granted)
    context.detail = context.detail | {"granted": context.case.granted, "until": until.isoformat()}
    await look_ahead(context)


@EFFECTS.of(Event.LOOKED_AT)
async def look_ahead(context: TransitionContext[Benefit]) -> None:
    """Set when it is looked at next: when its year is over, or its recognition, or in a while; not while its renewal is being decided."""
    row, entry = context.case, await entry_of(context)
    assert row.year_ends_at is not None  # noqa: S101 - they are in force
    days = [_today(context) + LOOK_EVERY]
    if entry is not None and entry.valid_until is not None:
        days.append(entry.valid_until + timedelta(days=1))
    row.wakes_at = None if context.open_tasks else min(row.year_ends_at, context.clock.end_of(min(days), context.now))


@EFFECTS.at_once(Stage.IN_FORCE)
async def see_what_is_due(context: TransitionContext[Benefit]) -> bool:
    """End what rests on a recognition that has ended, and ask for a renewal when a year is over."""
    ends_at = context.case.year_ends_at
    if await entry_of(context) is None:
        context.event = Event.RECOGNITION_ENDED
    elif ends_at is not None and ends_at <= context.now:
        context.event = Event.RENEWAL_DUE
    else:
        return False
    context.detail = {}
    return True


@EFFECTS.of(Event.RENEWAL_DUE)
async def stop_waking(context: TransitionContext[Benefit]) -> None:
    """Wait for the person."""
    context.case.wakes_at = None


@EFFECTS.of(Event.RENEWAL_ASKED)
async def show_why(context: TransitionContext[Benefit]) -> None:
    """Show whoever checks it what they have and why it is still needed."""
    context.detail = context.detail | {"about": await _known(context) | {"renewal": context.detail["statement"]}}


@EFFECTS.of(
    *(Event.RENEWAL_REFUSED, Event.RENEWAL_WAIVED, Event.RENEWAL_LAPSED),
    *(Event.RECOGNITION_ENDED, Event.GIVEN_UP, Event.WITHDRAWN),
)
async def tell_deliverers(context: TransitionContext[Benefit]) -> None:
    """Tell those who deliver that it is over."""
    number = context.case.number
    zh, en = (words.format(number=number) for words in (_ENDED.zh, _ENDED.en))
    for department in context.case.delivering:
        context.session.add(Message(case_id=context.case.id, department=department, role=Role.OFFICER, zh=zh, en=en))
