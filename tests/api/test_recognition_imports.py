"""A list of who is recognised is read whole or refused by row, entered by one person, and stands once another has confirmed it."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, Desk, code_of
from tests.api.target_sheets import NAMES, of_rows
from tests.api.test_pending import gone, waiting
from tests.api.test_recognitions import of_register
from tests.patience import until

HEADINGS = ("统一社会信用代码", "单位名称", "认定对象", "认定编号", "认定日期", "有效期至")
FIRST = (CHENXIN, NAMES[CHENXIN], "车规芯片专利池", "POOL-1", "2025-03-01", "2035年2月28日")
SECOND = (YUNHENG, NAMES[YUNHENG], "机器人专利池", "POOL-2", "2025/3/1", "")


async def send(api: Desk, *rows: tuple[Any, ...], person: str = OFFICER, path: str = "", **form: Any) -> httpx.Response:
    data = {"kind": "patent_pool"} | ({} if path else {"document_no": "京技管发〔2025〕3号"}) | form
    sent: dict[str, Any] = {"data": data, "files": {"file": ("名单.xlsx", of_rows(HEADINGS, *rows, name="名单"))}}
    return await api.ask(person, "POST", f"/recognitions/imports{path}", **sent)


async def confirm(api: Desk, path: str) -> dict[str, Any]:
    """Confirm a list, and return it once no row waits to be entered any more."""
    confirmed = await api.post(HEAD, f"{path}/confirmation")
    assert confirmed.status_code == 200, confirmed.text

    async def whole() -> dict[str, Any] | None:
        shown = (await api.get(HEAD, path)).json()
        return shown if shown["entered"] + shown["refused"] == shown["size"] else None

    return dict(await until(whole, "every row entered"))


async def test_list_stands_in_the_register_once_an_approver_has_confirmed_it(api: Desk) -> None:
    tried = await send(api, FIRST, SECOND, path="/check")
    assert [row["number"] for row in tried.json()["rows"]] == ["POOL-1", "POOL-2"]
    assert (await send(api, FIRST, SECOND, person=FOREIGN_OFFICER)).status_code == 403
    entered = await send(api, FIRST, SECOND)
    assert entered.status_code == 201, entered.text
    assert (entered.json()["size"], entered.json()["entered"]) == (2, 0)
    path = f"/recognitions/imports/{entered.json()['id']}"
    assert await of_register(api, kind="patent_pool") == []
    assert code_of(await api.post(OFFICER, f"{path}/confirmation")) == "forbidden"
    assert code_of(await api.get(FOREIGN_OFFICER, path)) == "not_found"
    assert (await api.get(HEAD, path)).json()["imported_by"] == OFFICER
    assert (await waiting(api, HEAD, "entry_approval"))["due_at"] is not None
    confirmed = await confirm(api, path)
    assert (confirmed["entered"], confirmed["decided_by"], confirmed["confirmed"]) == (2, HEAD, True)
    await gone(api, HEAD, "entry_approval")
    found = {row["entry_no"]: row for row in await of_register(api, kind="patent_pool", on="2026-01-01")}
    assert {number: row["valid_until"] for number, row in found.items()} == {"POOL-1": "2035-02-28", "POOL-2": None}
    assert await of_register(api, kind="patent_pool", on="2025-02-28") == []
    # Each is a case of its own, with its letter.
    [mine] = (await api.get(APPLICANT, "/recognition-cases")).json()["items"]
    letter = await api.get(APPLICANT, f"/cases/{mine['number']}/letters")
    assert [one["event"]["code"] for one in letter.json()] == ["imported"]


async def test_list_is_confirmed_once_and_what_is_there_is_left_out(api: Desk) -> None:
    path = f"/recognitions/imports/{(await send(api, FIRST)).json()['id']}"
    assert (await confirm(api, path))["entered"] == 1
    assert code_of(await api.post(HEAD, f"{path}/confirmation")) == "wrong_stage"
    again = await confirm(api, f"/recognitions/imports/{(await send(api, FIRST)).json()['id']}")
    assert (again["entered"], again["refused"]) == (0, 1)
    assert len(await of_register(api, kind="patent_pool")) == 1


async def test_nobody_confirms_a_list_of_their_own(api: Desk) -> None:
    both = await api.token(OFFICER, roles=["officer", "approver"])
    entered = await send(api, SECOND)
    headers = {"Authorization": f"Bearer {both}", "Idempotency-Key": uuid.uuid4().hex}
    answer = await api.http.post(f"/recognitions/imports/{entered.json()['id']}/confirmation", headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (("91110302MA9DA0106W", *FIRST[1:]), "A2", "代码"),
        ((CHENXIN, "另一公司", *FIRST[2:]), "B2", "登记名称"),
        ((CHENXIN, "", *FIRST[2:]), "B2", "为空"),
        ((*FIRST[:3], "", *FIRST[4:]), "D2", "没有认定编号"),
        ((*FIRST[:4], "去年", FIRST[5]), "E2", "公历日期"),
        ((*FIRST[:4], "2099-01-01", FIRST[5]), "E2", "晚于今日"),
        ((*FIRST[:4], "", FIRST[5]), "E2", "为空"),
        ((*FIRST[:5], "2025-02-28"), "F2", "早于认定日期"),
        ((*FIRST[:3], 123456789012345678, *FIRST[4:]), "D2", "末几位已丢失"),
        ((*FIRST[:3], 2025.5, *FIRST[4:]), "D2", "设为文本"),
        ((*FIRST[:3], "9" * 201, *FIRST[4:]), "D2", "不得超过200个字符"),
        ((*FIRST[:3], "\u200b", *FIRST[4:]), "D2", "没有认定编号"),
        ((*FIRST[:3], "——", *FIRST[4:]), "D2", "可辨认的文字"),
        ((*FIRST[:2], "池" * 10_000, *FIRST[3:]), "C2", "不得超过200个字符"),
        ((*FIRST[:2], "、", *FIRST[3:]), "C2", "可辨认的文字"),
        ((*FIRST[:4], "0001-01-01", FIRST[5]), "E2", "1900年至2100年"),
        ((*FIRST[:5], "9999-12-31"), "F2", "1900年至2100年"),
    ],
)
async def test_row_is_refused_with_its_cell_and_nothing_is_taken(shared: Desk, row: tuple[Any, ...], cell: str, said: str) -> None:
    answer = await send(shared, row, SECOND)
    assert code_of(answer) == "invalid_input"
    [fault] = [one for one in answer.json()["errors"] if one["cell"] == cell]
    assert said in fault["message"]["zh"]


@pytest.mark.parametrize(
    ("title", "number", "kept"),
    [
        ("x\u202ey\u200b", " POOL-\u200b1 ", ("xy", "POOL-1")),
        ("池" * 200, "9" * 200, ("池" * 200, "9" * 200)),
        ("", 2025001, ("专利池", "2025001")),
    ],
)
async def test_title_and_number_are_kept_as_a_request_would_have_them(shared: Desk, title: str, number: Any, kept: tuple[str, str]) -> None:
    [row] = (await send(shared, (*FIRST[:2], title, number, *FIRST[4:]), path="/check")).json()["rows"]
    assert (row["title"], row["number"]) == kept


async def test_same_number_twice_is_refused(shared: Desk) -> None:
    answer = await send(shared, FIRST, (*SECOND[:3], "pool-1", *SECOND[4:]))
    assert "重复" in answer.json()["errors"][0]["message"]["zh"]


async def test_template_has_the_columns_that_are_read(shared: Desk) -> None:
    answer = await shared.get(OFFICER, "/recognitions/imports/template")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


async def test_list_that_is_refused_stands_nowhere_and_may_be_imported_anew(api: Desk) -> None:
    path = f"/recognitions/imports/{(await send(api, FIRST, SECOND)).json()['id']}"
    assert code_of(await api.post(OFFICER, f"{path}/refusal", {"reason": "名单有误"})) == "forbidden"
    assert code_of(await api.post(HEAD, f"{path}/refusal", {"reason": " "})) == "invalid_input"
    refused = await api.post(HEAD, f"{path}/refusal", {"reason": "名单有误"})
    assert (refused.status_code, refused.json()["entered"]) == (200, 0), refused.text
    assert code_of(await api.post(HEAD, f"{path}/refusal", {"reason": "名单有误"})) == "wrong_stage"
    assert code_of(await api.post(HEAD, f"{path}/confirmation")) == "wrong_stage"
    assert ((await api.get(HEAD, path)).json()["entered"], (await api.get(HEAD, path)).json()["refused"]) == (0, 2)
    told = (await api.get(OFFICER, "/messages")).json()["items"]
    assert any(message["text"]["zh"].endswith("未予确认：名单有误") for message in told)
    assert await of_register(api, kind="patent_pool") == []
    assert (await api.get(APPLICANT, "/recognition-cases")).json()["items"] == []
    again = f"/recognitions/imports/{(await send(api, FIRST)).json()['id']}"
    assert (await confirm(api, again))["entered"] == 1


async def test_list_is_not_refused_once_all_of_it_stands(api: Desk) -> None:
    path = f"/recognitions/imports/{(await send(api, FIRST)).json()['id']}"
    assert (await confirm(api, path))["entered"] == 1
    assert code_of(await api.post(HEAD, f"{path}/refusal", {"reason": "名单有误"})) == "wrong_stage"
    assert len(await of_register(api, kind="patent_pool")) == 1


@pytest.mark.parametrize("document_no", ["", " ", "\u3000", "\u200b"])
async def test_list_is_refused_when_its_document_has_no_number(api: Desk, document_no: str) -> None:
    refused = await send(api, FIRST, document_no=document_no)
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert [error["field"] for error in refused.json()["errors"]] == ["document_no"]
