"""Papers over HTTP: as JSON, a page, a PDF and a document of Word, with one right and one text."""

from __future__ import annotations

import asyncio
import hashlib
import io
from typing import Any

import httpx
import pytest
from docx import Document

from api.web import papers
from policy.letters.paper import Layout
from tests.api.desk import APPLICANT, OFFICER, STRANGER, Desk, code_of
from tests.api.test_before_payment import CONFIRMED, FINANCE, OTHER_FINANCE, payment, released
from tests.api.test_windows import published
from tests.office import Office
from tests.office.milestones import application_to
from tests.patience import until

PDF, WORD = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CHINESE, ENGLISH = {"Accept-Language": "zh"}, {"Accept-Language": "en"}


@pytest.fixture
def durations() -> dict[str, int]:
    """A commitment that is not overdue while its letter is looked at."""
    return {"commitment": 100_000}


async def files(api: Desk, person: str | None, path: str, headers: dict[str, str]) -> tuple[httpx.Response, httpx.Response]:
    """Return a paper as a PDF, asked for by Accept, and as a document of Word, asked for by the query."""
    return await api.get(person, path, headers=headers | {"Accept": PDF}), await api.get(person, f"{path}?format=docx", headers=headers)


def lines(document: httpx.Response) -> list[str]:
    return sorted(part for line in Document(io.BytesIO(document.content)).paragraphs for part in line.text.split("\n"))


async def holds_together(api: Desk, person: str | None, path: str, text: str, headers: dict[str, str]) -> None:
    """Hold the files of a paper to its text."""
    pdf, document = await files(api, person, path, headers)
    for answer, kind, begins in ((pdf, PDF, b"%PDF-"), (document, WORD, b"PK")):
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind), answer.text
        assert answer.content.startswith(begins)
        assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
        assert answer.headers["content-language"] == headers["Accept-Language"]
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert lines(document) == sorted(line.strip() for line in text.splitlines() if line.strip())


@pytest.mark.parametrize("headers", [CHINESE, ENGLISH])
async def test_letter_is_handed_over_as_files_that_say_the_same(api: Desk, behind: Office, headers: dict[str, str]) -> None:
    case = await application_to("commitment", behind)
    [*_, issued] = (await api.get(APPLICANT, f"/cases/{case.number}/letters")).json()
    for path in (
        f"/applications/{case.number}/letter",
        f"/cases/{case.number}/letter",
        f"/cases/{case.number}/letters/{issued['sequence']}",
    ):
        text = (await api.get(APPLICANT, path, headers=headers)).json()["text"]
        await holds_together(api, APPLICANT, path, text, headers)


async def test_letter_is_the_same_bytes_for_everybody_and_not_sent_again(api: Desk, behind: Office) -> None:
    case = await application_to("commitment", behind)
    path = f"/cases/{case.number}/letter?format=pdf"
    mine, theirs = await api.get(APPLICANT, path), await api.get(OFFICER, path)
    assert mine.content == theirs.content
    again = await api.get(APPLICANT, path, headers={"If-None-Match": mine.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_file_is_refused_to_whoever_may_not_read_the_letter(api: Desk, behind: Office) -> None:
    case = await application_to("commitment", behind)
    for answer in await files(api, STRANGER, f"/cases/{case.number}/letter", CHINESE):
        assert (answer.status_code, code_of(answer)) == (404, "not_found")
    for answer in await files(api, None, f"/cases/{case.number}/letter", CHINESE):
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("query", "accepted", "status", "code"), [("?format=odt", "*/*", 422, "invalid_input"), ("", "image/png", 406, "not_acceptable")]
)
async def test_form_that_no_paper_has_is_refused(api: Desk, behind: Office, query: str, accepted: str, status: int, code: str) -> None:
    case = await application_to("commitment", behind)
    answer = await api.get(APPLICANT, f"/cases/{case.number}/letter{query}", headers={"Accept": accepted})
    assert (answer.status_code, code_of(answer)) == (status, code)


async def test_notice_is_handed_over_to_everybody(api: Desk, behind: Office) -> None:
    await application_to("commitment", behind)
    [notice] = (await api.get(None, "/notices")).json()["items"]
    path = f"/notices/{notice['id']}"
    text = (await api.get(None, path, headers=CHINESE | {"Accept": "text/plain"})).text
    assert "拟支持公示" in text
    await holds_together(api, None, path, text, CHINESE)


async def test_paper_of_a_window_is_handed_over_to_everybody(api: Desk) -> None:
    number = await published(api)
    [listed] = (await api.get(None, f"/windows/{number}/papers", headers=CHINESE)).json()
    await holds_together(api, None, f"/windows/{number}/papers/{listed['sequence']}", listed["text"], CHINESE)
    assert (await api.get(None, f"/windows/{number}/papers/{listed['sequence'] + 1000}")).status_code == 404


async def test_order_of_a_payment_is_a_draft_until_the_treasury_is_told(api: Desk) -> None:
    drafted = await released(api)
    number = (await payment(api))["number"]
    path = f"/disbursements/{number}/order"
    before = (await api.get(FINANCE, path, headers=CHINESE)).json()
    assert (before["draft"], "草稿" in before["text"], "复核确认" in before["text"]) == (True, True, False)
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", CONFIRMED)

    async def find() -> dict[str, Any] | None:
        order = (await api.get(FINANCE, path, headers=CHINESE)).json()
        return None if order["draft"] else dict(order)

    order = await until(find, "an instruction")
    for said in ("拨款单", "人民币50万元（大写：人民币伍拾万元整）", "提交拨款：", "支持决定通知书", number):
        assert said in order["text"]
    assert "finance-" not in order["text"]
    await holds_together(api, FINANCE, path, order["text"], CHINESE)
    assert (await api.get(APPLICANT, path)).status_code == 403
    assert (await api.get(FINANCE, f"/disbursements/{number}0/order")).status_code == 404


async def test_paper_waits_while_others_are_set_and_is_refused_when_that_takes_too_long(
    api: Desk, behind: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await application_to("commitment", behind)
    [notice] = (await api.get(None, "/notices")).json()["items"]
    served, path = api.app.state.services, f"/notices/{notice['id']}?format=pdf"
    monkeypatch.setattr(papers, "_PATIENCE", 0.05)
    async with served.papers, served.papers:
        refused = await api.get(None, path)
        assert (refused.status_code, code_of(refused), refused.headers["retry-after"]) == (503, "busy", "5")
        monkeypatch.setattr(papers, "_PATIENCE", 10)
        waiting = asyncio.create_task(api.get(None, path))
        # What is no file waits for nobody.
        assert (await api.get(None, path.partition("?")[0])).status_code == 200
    assert (await waiting).status_code == 200


async def test_others_are_served_while_a_paper_is_set(api: Desk, behind: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await application_to("commitment", behind)
    [notice] = (await api.get(None, "/notices")).json()["items"]
    begun, served = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(layout: Layout, _: object) -> bytes:
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(served.wait(), loop).result(10)
        return layout.title.encode()

    monkeypatch.setattr(papers, "_MADE", {PDF: slowly, WORD: slowly})
    waiting = asyncio.create_task(api.get(None, f"/notices/{notice['id']}?format=pdf"))
    await asyncio.wait_for(begun.wait(), 10)
    assert (await api.get(None, "/livez")).status_code == 200
    served.set()
    assert (await waiting).status_code == 200
