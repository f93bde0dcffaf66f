"""Codes of evidence: every case that takes files says which, and what is missing; an unknown one is refused with those that are taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
import pytest

from policy.processes.instalment.reported import PROOF
from sandbox.enterprises import CHENXIN
from tests.api import test_benefits as benefits
from tests.api import test_loans as loans
from tests.api import test_persons as persons
from tests.api import test_recognitions as recognitions
from tests.api.competing import SOLUTION, published
from tests.api.desk import APPLICANT, OFFICER, PDF, Desk, code_of
from tests.api.test_commitments import bound
from tests.api.test_matching_projects import admitted
from tests.office import WAN, Office
from tests.workflows.instalments import first_paid, part_of
from tests.workflows.projects import received


@dataclass(frozen=True)
class Taking:
    """A case that takes evidence: where it is, whose, and what is missing of it at first."""

    path: str
    person: str
    missing: tuple[str, ...]
    optional: str = ""


Begin: TypeAlias = Callable[[Desk, Office], Awaitable[Taking]]


async def application(api: Desk, behind: Office) -> Taking:
    drafted = await api.draft()
    needed = [one["code"] for one in (await api.get(None, "/items/innovation-centre")).json()["evidence"] if one["required"]]
    assert needed
    return Taking(f"/applications/{drafted['id']}", APPLICANT, tuple(needed))


async def solution(api: Desk, behind: Office) -> Taking:
    drafted = (await api.post(APPLICANT, f"/calls/{await published(api)}/solutions", SOLUTION)).json()
    return Taking(f"/projects/{drafted['number']}", APPLICANT, ("solution",), "milestone_report")


async def matching(api: Desk, behind: Office) -> Taking:
    project = await admitted(api, behind, received(100 * WAN))
    return Taking(f"/projects/{project['number']}", APPLICANT, (), "change_evidence")


async def recognition(api: Desk, behind: Office) -> Taking:
    return Taking(f"/recognitions/{(await recognitions.draft(api))['number']}", APPLICANT, ("recognition_application",))


async def loan(api: Desk, behind: Office) -> Taking:
    return Taking(f"/loans/{await loans.drafted(api, contract=False)}", APPLICANT, ("loan_contract",))


async def benefit(api: Desk, behind: Office) -> Taking:
    await persons.registered(api)
    drafted = (await api.post(benefits.PERSON, "/benefits", benefits.BODY)).json()
    return Taking(f"/benefits/{drafted['number']}", benefits.PERSON, (), "talent_recognition")


async def commitment(api: Desk, behind: Office) -> Taking:
    await bound(api, behind)
    return Taking(f"/commitments/{CHENXIN}", APPLICANT, (), "evidence")


async def instalment(api: Desk, behind: Office) -> Taking:
    return Taking(f"/instalments/{(await part_of(await first_paid(behind))).number}", APPLICANT, (PROOF,))


EVERY: tuple[Begin, ...] = (application, solution, matching, recognition, loan, benefit, commitment, instalment)


async def upload(api: Desk, taking: Taking, code: str) -> httpx.Response:
    return await api.ask(
        taking.person,
        "POST",
        f"{taking.path}/documents",
        data={"evidence_code": code},
        files={"file": (f"{code}.pdf", PDF + code.encode())},
    )


async def evidence(api: Desk, taking: Taking, person: str = "") -> dict[str, dict[str, Any]]:
    found = await api.get(person or taking.person, taking.path)
    assert found.status_code == 200, found.text
    return {one["code"]: one for one in found.json()["evidence"]}


def missing(found: dict[str, dict[str, Any]]) -> set[str]:
    return {code for code, one in found.items() if one["required"] and not one["handed_in"]}


@pytest.mark.parametrize("begin", EVERY, ids=lambda begin: begin.__name__)
async def test_case_says_what_it_takes_and_what_is_missing(api: Desk, behind: Office, begin: Begin) -> None:
    taking = await begin(api, behind)
    found = await evidence(api, taking)
    assert missing(found) == set(taking.missing)
    assert all(one["title"]["zh"] for one in found.values())
    for code in filter(None, (*taking.missing, taking.optional)):
        assert (found[code]["open"], found[code]["handed_in"]) == (True, False)
        taken = await upload(api, taking, code)
        assert taken.status_code == 201, taken.text
        assert (await evidence(api, taking))[code]["handed_in"]
    assert missing(await evidence(api, taking)) == set()


@pytest.mark.parametrize("begin", EVERY, ids=lambda begin: begin.__name__)
async def test_code_is_refused_with_those_that_are_taken_when_it_is_none_of_them(api: Desk, behind: Office, begin: Begin) -> None:
    taking = await begin(api, behind)
    refused = await upload(api, taking, "no_such_code")
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    (fault,) = refused.json()["errors"]
    assert fault["field"] == "evidence_code"
    found = await evidence(api, taking)
    assert found
    for language in ("zh", "en"):
        assert [code for code in found if code not in fault["message"][language]] == []


async def test_nothing_is_open_when_the_application_was_submitted(api: Desk) -> None:
    submitted = await api.submitted()
    taking = Taking(f"/applications/{submitted['id']}", APPLICANT, ())
    found = await evidence(api, taking)
    assert missing(found) == set()
    assert not any(one["open"] for one in found.values())
    assert all(one["handed_in"] for one in found.values() if one["required"])
    assert not any(one["open"] for one in (await evidence(api, taking, OFFICER)).values())
