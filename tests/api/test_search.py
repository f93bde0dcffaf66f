"""What is looked for by a part of a name, a code or a number is found, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Enterprise
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, OFFICER, STRANGER, Desk, code_of
from tests.office import FACTS, Office

FOUND = ["晨芯", "芯微电子（北京）", "芯微电子(北京)", "晨芯 微电子", CHENXIN, CHENXIN.lower(), "  晨芯 "]
NOT_FOUND = ["晨星", "芯晨", "电微", "9111030", "%芯", "晨_微", "'; --"]


async def numbers(api: Desk, person: str, path: str, **query: Any) -> list[str]:
    """Return the numbers or codes of what a list holds."""
    answer = await api.get(person, path, params=query)
    assert answer.status_code == 200, answer.text
    return [row.get("case_number") or row.get("number") or row["uscc"] for row in answer.json()["items"]]


@pytest.mark.parametrize("words", FOUND)
async def test_application_is_found_when_the_words_are_its_enterprises(api: Desk, words: str) -> None:
    drafted = await api.draft()
    assert await numbers(api, APPLICANT, "/applications", q=words) == [drafted["number"]]


@pytest.mark.parametrize("words", NOT_FOUND)
async def test_nothing_is_found_when_the_words_are_no_part_of_its_name(api: Desk, words: str) -> None:
    await api.draft()
    assert await numbers(api, APPLICANT, "/applications", q=words) == []


async def test_application_is_found_by_its_number_and_by_its_certificates(api: Desk) -> None:
    drafted = await api.ready("science-award")
    await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")
    certificate = str(FACTS["science-award"]["certificate_no"])
    for words in (drafted["number"], certificate, certificate.lower().replace("-", " ")):
        assert await numbers(api, OFFICER, "/applications", q=words) == [drafted["number"]], words
    assert await numbers(api, OFFICER, "/applications", q=f"{certificate}9") == []


async def test_application_is_found_by_the_beginning_and_the_end_of_its_number_and_by_nothing_between(api: Desk) -> None:
    number = (await api.draft())["number"]
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    for words in (number.lower(), full_width, number[:8], number[-6:], f"{number[-6:]} "):
        assert await numbers(api, APPLICANT, "/applications", q=words) == [number], words
    for words in (number[1:7], number[-3:], f"{number}0"):
        assert await numbers(api, APPLICANT, "/applications", q=words) == [], words


async def test_enterprise_is_found_when_the_words_are_of_a_name_it_had(api: Desk, behind: Office) -> None:
    assert await numbers(api, OFFICER, "/enterprises", q="旧名") == []
    former = [{"name": "演示旧名微电子（北京）有限公司", "until": "2025-06-30"}]
    await behind.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(former_names=former))
    for words in ("旧名", "晨芯", CHENXIN):
        assert await numbers(api, OFFICER, "/enterprises", q=words) == [CHENXIN], words


async def test_nobody_finds_what_they_may_not_see(api: Desk) -> None:
    await api.submitted()
    for path in ("/applications", "/enterprises", "/tasks"):
        assert await numbers(api, STRANGER, path, q="晨芯") == [], path


@pytest.mark.parametrize("path", ["/applications", "/enterprises", "/tasks"])
@pytest.mark.parametrize("words", ["", "芯", "芯" * 101])
async def test_search_is_refused_when_it_is_too_short_or_too_long(shared: Desk, path: str, words: str) -> None:
    answer = await shared.get(OFFICER, path, params={"q": words})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
