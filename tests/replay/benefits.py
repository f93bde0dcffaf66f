"""The ways benefits go, to be recorded: given up, refused, unavailable, renewed until the recognition ends, or ended with it."""

from __future__ import annotations

from sqlalchemy import select, update

from models.tables import Benefit, Recognition
from tests.office import Case, Office, defective, message
from tests.replay.way import Ways
from tests.workflows.benefits import asked, change_entry, confirm, deliver, grant, in_force, listed, person_of, revoke
from tests.workflows.persons import HR, THIRD_HR


async def benefit_given_up(case: Case) -> None:
    await grant(case)
    await deliver(case, "housing")
    await confirm(case, decision="not_received", reason="尚未交付钥匙")
    await deliver(case, "housing")
    await confirm(case)
    await deliver(case, "medical", decision="not_available", reason="医疗保健名额已满", how="无")
    await case.reach("in_force")
    await case.ask("request", message("given_up", await person_of(case), reason="已调离"))
    await case.handle.result()


async def benefit_refused(case: Case) -> None:
    await case.answer("benefit_check", HR, **defective("statement", "请写明需求"))
    await case.office.change(update(Benefit).values(statement="申请配租两居室"))
    await case.answer("benefit_correction", await person_of(case), decision="corrected")
    await case.answer("benefit_check", HR, decision="benefit_refused", reason="已在市级享受同类优惠")
    await case.handle.result()


async def benefit_unavailable(case: Case) -> None:
    await grant(case)
    for benefit in ("housing", "medical"):
        await deliver(case, benefit, decision="not_available", reason="名额已满", how="无")
    await case.handle.result()


async def benefit_renewed_and_ended(case: Case) -> None:
    await in_force(case)
    await case.answer("benefit_renewal", await person_of(case), decision="renewal_asked", statement="仍在区内工作")
    await case.answer("benefit_renewal_check", THIRD_HR, decision="renewed", opinion="认定有效")
    await change_entry(case.office, stage="revoked")
    await case.handle.result()


async def benefit_ended_with_its_recognition(case: Case) -> None:
    """Ended while it is being delivered, as the recognition is revoked that it rests on."""
    await grant(case)
    [entry] = await case.office.all(select(Recognition))
    await revoke(case.office.running(entry), await person_of(case))
    await case.handle.result()


async def asked_by_whom_a_list_names(office: Office) -> Case:
    _, who = await listed(office)
    return await asked(office, ("housing",), actor=who)


PATHS: Ways = {
    benefit_ended_with_its_recognition: {"begin": asked_by_whom_a_list_names},
    benefit_given_up: {"begin": asked},
    benefit_refused: {"begin": asked},
    benefit_unavailable: {"begin": asked},
    benefit_renewed_and_ended: {"begin": asked},
}
