"""The ways an employment goes, to be recorded: confirmed, denied and proved by a paper, left to lapse, and withdrawn."""

from __future__ import annotations

from sandbox.enterprises import YUNHENG
from tests.office import Case, message, person
from tests.replay.way import Ways
from tests.workflows.persons import HR, confirm, deny, employed, hand_in, whose


async def employment_confirmed(case: Case) -> None:
    """Confirmed, and over once another employer is confirmed."""
    await confirm(case)
    following = await employed(case.office, employer=YUNHENG, actor=whose((await case.row()).beneficiary))
    await following.answer("employer_answer", person("applicant-yunheng"), decision="employer_confirmed")
    await case.handle.result()


async def employment_proved(case: Case) -> None:
    await deny(case)
    await hand_in(case)
    await case.answer("employment_check", HR, decision="paper_proves", opinion="劳动合同在有效期内")
    await case.ask("request", message("left", whose((await case.row()).beneficiary)))
    await case.handle.result()


async def employment_unproved(case: Case) -> None:
    await case.handle.result()


async def employment_withdrawn(case: Case) -> None:
    await case.ask("request", message("withdrawn", whose((await case.row()).beneficiary), reason="填报有误"))
    await case.handle.result()


PATHS: Ways = {
    employment_confirmed: {"begin": employed},
    employment_proved: {"begin": employed},
    employment_unproved: {"begin": employed, "durations": {"employer_answer": 1, "employment_paper": 1}},
    employment_withdrawn: {"begin": employed},
}
