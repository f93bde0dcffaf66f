"""Lists taken whole: as a sheet, with the rights and filters of the list, counted, refused where they are too long; and not sent twice."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.exceptions import FileCreateError

from api.spreadsheets.sheets_out import XlsxOut
from api.web import reads
from api.web.quotas import EXPORTS
from models.tables import Enterprise
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, OFFICER, STRANGER, Desk, code_of, desk
from tests.office import Office

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MANY = 230


def rows_of(answer: httpx.Response) -> list[list[Any]]:
    """Return the cells of a sheet, its headings first."""
    assert answer.status_code == 200, answer.text
    if answer.headers["content-type"].startswith("text/csv"):
        assert answer.content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def column(rows: list[list[Any]], heading: str) -> list[Any]:
    return [row[rows[0].index(heading)] for row in rows[1:]]


@pytest.fixture
async def counting(behind: Office, tmp_path: Path) -> AsyncIterator[Desk]:
    """The API as it is served, where it is counted how often somebody asks."""
    parts = (behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, tmp_path)
    async with desk(*parts, quotas=True) as opened:
        yield opened


@pytest.fixture
async def many(api: Desk) -> list[str]:
    """More enterprises than a page has."""
    async with api.database.writing() as session:
        codes = [f"9111030200000{number:05d}" for number in range(MANY)]
        session.add_all(
            Enterprise(uscc=code, name=f"=演示{number}（北京）有限公司", kind="enterprise", status="unconfirmed")
            for number, code in enumerate(codes)
        )
    return codes


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_sheet_has_every_row_of_the_list_when_it_has_several_pages(api: Desk, many: list[str], form: str) -> None:
    answer = await api.get(OFFICER, f"/enterprises?format={form}&limit=5")
    rows = rows_of(answer)
    assert [code for code in column(rows, "统一社会信用代码") if str(code).strip() in many] == [
        f"\t{code}" if form == "csv" else code for code in many
    ]
    names = [str(name).strip() for name in column(rows, "名称")]
    assert {f"=演示{number}（北京）有限公司" for number in range(MANY)} <= set(names)
    assert len(names) == len(set(names))
    assert answer.headers["content-disposition"].startswith("attachment; filename=enterprises-")
    assert answer.headers["content-disposition"].endswith(f".{form}")


@pytest.mark.parametrize(("accepted", "kind"), [("text/csv", "text/csv"), (WORKBOOK, WORKBOOK), (f"{WORKBOOK}, */*;q=0.1", WORKBOOK)])
async def test_sheet_is_in_the_asked_language_and_of_the_accepted_type(api: Desk, accepted: str, kind: str) -> None:
    answer = await api.get(OFFICER, f"/enterprises?q={CHENXIN}", headers={"Accept": accepted, "Accept-Language": "en"})
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert column(rows_of(answer), "Credit code") == [CHENXIN]


async def test_sheet_holds_what_its_reader_may_see_and_nothing_else(api: Desk) -> None:
    drafted = await api.draft()
    paths = {"/applications?format=csv": "编号", "/enterprises?format=csv": "统一社会信用代码"}
    for person, numbers in ((APPLICANT, [drafted["number"]]), (STRANGER, [])):
        assert column(rows_of(await api.get(person, "/applications?format=csv")), "编号") == numbers
    for path in paths:
        assert code_of(await api.get(None, path)) == "unauthenticated"
    assert code_of(await api.get(APPLICANT, "/people?format=csv")) == "forbidden"


async def test_list_without_pages_is_given_out_too(api: Desk) -> None:
    drafted = await api.submitted()
    rows = rows_of(await api.get(APPLICANT, f"/cases/{drafted['id']}/timeline?format=xlsx"))
    assert len(rows) == 1 + len((await api.get(APPLICANT, f"/cases/{drafted['id']}/timeline")).json())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_sheet_is_refused_when_more_rows_match_than_it_may_have(
    api: Desk, many: list[str], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "MOST_ROWS", len(many) - 1)
    assert code_of(await api.get(OFFICER, f"/enterprises?format={form}")) == "invalid_input"
    assert len(rows_of(await api.get(OFFICER, f"/enterprises?format={form}&q=演示{MANY - 1}（"))) == 2


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), FileCreateError("No space left on device")])
async def test_sheet_is_refused_whole_when_there_is_no_room_for_it(shared: Desk, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def end(_sheet: XlsxOut) -> None:
        raise error

    monkeypatch.setattr(XlsxOut, "end", end)
    refused = await shared.get(OFFICER, "/enterprises?format=xlsx")
    assert (refused.status_code, code_of(refused), refused.headers["retry-after"]) == (503, "busy", "30")
    assert (await shared.get(OFFICER, "/enterprises?format=csv")).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"), [("format=pdf", "query.format"), ("format=csv&q=x", "query.q"), ("format=csv&cursor=abc", "cursor")]
)
async def test_sheet_is_refused_as_its_list_is(shared: Desk, query: str, field: str) -> None:
    refused = await shared.get(OFFICER, f"/enterprises?{query}")
    assert (refused.status_code, [fault["field"] for fault in refused.json()["errors"]]) == (422, [field])


async def test_sheet_is_refused_when_too_many_were_taken_and_the_list_is_not(counting: Desk) -> None:
    answers = [await counting.get(OFFICER, "/calls?format=csv") for _ in range(EXPORTS.at_once + 2)]
    assert {answer.status_code for answer in answers[: EXPORTS.at_once]} == {200}
    assert code_of(answers[-1]) == "too_many_requests"
    assert (await counting.get(OFFICER, "/calls")).status_code == 200
    assert (await counting.get(APPLICANT, "/calls?format=csv")).status_code == 200


async def test_list_is_sent_again_when_it_has_changed_and_only_then(api: Desk) -> None:
    tag = (await api.get(APPLICANT, "/applications")).headers["etag"]
    for named in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = await api.get(APPLICANT, "/applications", headers={"If-None-Match": named})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    await api.draft()
    changed = await api.get(APPLICANT, "/applications", headers={"If-None-Match": tag})
    assert (changed.status_code, len(changed.json()["items"])) == (200, 1)


async def test_tag_of_one_reader_says_nothing_of_anothers_list(api: Desk) -> None:
    await api.draft()
    tag = (await api.get(STRANGER, "/applications")).headers["etag"]
    assert (await api.get(APPLICANT, "/applications", headers={"If-None-Match": tag})).status_code == 200


async def test_case_is_sent_again_when_it_or_what_is_waited_for_has_changed_and_only_then(api: Desk) -> None:
    drafted = await api.draft()
    path = f"/applications/{drafted['id']}"
    tag = (await api.get(APPLICANT, path)).headers["etag"]
    for named in (tag, f"W/{tag}", f'"other", {tag}'):
        again = await api.get(APPLICANT, path, headers={"If-None-Match": named})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    # What is read besides its version may change without it: then it is sent again, and may be changed still.
    version = tag.partition("-")[0] + '"'
    assert (await api.get(APPLICANT, path, headers={"If-None-Match": version})).status_code == 200
    for match in (tag, version):
        found = await api.ask(APPLICANT, "PATCH", path, json={"matter_date": "2026-03-02"}, headers={"If-Match": match})
        assert found.status_code == (200 if match == tag else 412)
    assert (await api.get(APPLICANT, path, headers={"If-None-Match": tag})).status_code == 200
    for wrong in ('"1-"', '"1-x y"', "1", '"01"'):
        assert code_of(await api.ask(APPLICANT, "PATCH", path, json={}, headers={"If-Match": wrong})) == "precondition_failed"
