"""A list of who is recognised is read whole or refused by row, entered by one person, and stands once another has confirmed it."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from models.tables import Recognition
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, Desk, code_of
from tests.api.target_sheets import NAMES, of_rows
from tests.api.test_pending import gone, waiting
from tests.api.test_personal_numbers import tables_with
from tests.api.test_recognitions import of_register
from tests.office import Office
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
    [fault] = answer.json()["errors"]
    assert fault["cell"] == "A3"
    assert "第2行“统一社会信用代码”列重复：认定编号同为pool-1" in fault["message"]["zh"]


async def test_row_without_a_number_is_told_which_it_repeats_and_why(shared: Desk) -> None:
    unnumbered = (*FIRST[:3], "", *FIRST[4:])
    [fault] = (await send(shared, unnumbered, unnumbered, path="/check", kind="common_platform")).json()["errors"]
    assert f"第2行“统一社会信用代码”列重复：同一单位（{CHENXIN}），且均未填认定编号" in fault["message"]["zh"]


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
    assert any(message["text"]["zh"].endswith("未获同意：名单有误") for message in told)
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


# -- persons ------------------------------------------------------------------------------------------------------------------------------


TALENTS = (*HEADINGS, "姓名", "证件类别", "证件号码")
EXPERT = (CHENXIN, NAMES[CHENXIN], "", "RC-2026-001", "2026-01-01", "", "沈知行")
RESIDENT = (*EXPERT, "居民身份证", "11010519491231002X")


async def send_talents(api: Desk, *rows: tuple[Any, ...], path: str = "") -> httpx.Response:
    data = {"kind": "talent"} | ({} if path else {"document_no": "京人社〔2026〕1号"})
    sent: dict[str, Any] = {"data": data, "files": {"file": ("名单.xlsx", of_rows(TALENTS, *rows, name="名单"))}}
    return await api.ask("officer-hr-1", "POST", f"/recognitions/imports{path}", **sent)


@pytest.mark.parametrize("registered_before", [True, False])
async def test_talent_is_recognised_as_the_person_whose_document_the_list_has(
    api: Desk,
    behind: Office,
    registered_before: bool,  # noqa: FBT001 - a case
) -> None:
    if registered_before:
        await api.post("person-1", "/persons", {"document_kind": "resident_card", "number": RESIDENT[-1]})
    tried = await send_talents(api, RESIDENT, path="/check")
    assert [(row["person"], row["document"]) for row in tried.json()["rows"]] == [("沈知行", "居民身份证****002X")], tried.text
    entered = await send_talents(api, RESIDENT)
    assert (entered.status_code, RESIDENT[-1] in tried.text + entered.text) == (201, False), entered.text
    if not registered_before:
        await api.post("person-1", "/persons", {"document_kind": "resident_card", "number": RESIDENT[-1]})
    code = (await api.get("person-1", "/me")).json()["enterprise"]
    assert [row["uscc"] for row in entered.json()["rows"]] == [code if registered_before else CHENXIN]
    path = f"/recognitions/imports/{entered.json()['id']}"
    assert (await api.post("approver-hr-1", f"{path}/confirmation")).status_code == 200

    async def mine() -> list[Any] | None:
        return (await api.get("person-1", "/recognition-cases")).json()["items"] or None

    [case] = await until(mine, "what the person is recognised as")
    assert (case["entry_no"], case["stage"]["code"]) == ("RC-2026-001", "in_force")
    assert await tables_with(behind, RESIDENT[-1][:-1]) == []


async def test_person_is_registered_once_the_list_is_confirmed_and_not_before(api: Desk, behind: Office) -> None:
    document = {"document_kind": "resident_card", "number": RESIDENT[-1]}
    path = f"/recognitions/imports/{(await send_talents(api, RESIDENT)).json()['id']}"
    assert (await api.post("officer-hr-1", "/persons/lookup", document, key="")).status_code == 404
    assert (await api.post("approver-hr-1", f"{path}/confirmation")).status_code == 200

    async def found() -> Any:
        answer = await api.post("officer-hr-1", "/persons/lookup", document, key="")
        return answer.json() if answer.status_code == 200 else None

    person = await until(found, "whom the list names")
    assert person["name"] == "沈知行"
    assert [row["uscc"] for row in (await api.get("officer-hr-1", path)).json()["rows"]] == [person["code"]]
    [kept] = await behind.all(select(Recognition.person_sealed))
    assert kept is None


async def test_nobody_is_registered_when_the_list_is_refused(api: Desk, behind: Office) -> None:
    path = f"/recognitions/imports/{(await send_talents(api, RESIDENT)).json()['id']}"
    assert (await api.post("approver-hr-1", f"{path}/refusal", {"reason": "名单有误"})).status_code == 200
    document = {"document_kind": "resident_card", "number": RESIDENT[-1]}
    assert (await api.post("officer-hr-1", "/persons/lookup", document, key="")).status_code == 404
    assert await behind.all(select(Recognition.person_sealed)) == [None]


@pytest.mark.parametrize("title", ["", "集成电路设计领军人才"])
async def test_person_is_not_named_after_what_they_are_recognised_as(shared: Desk, title: str) -> None:
    answer = await send_talents(shared, (*EXPERT[:2], title, *EXPERT[3:6], "", *RESIDENT[-2:]), path="/check")
    [fault] = answer.json()["errors"]
    assert (fault["cell"], "须填写姓名" in fault["message"]["zh"]) == ("G2", True)


async def test_talent_without_a_document_is_recognised_by_the_employer(api: Desk) -> None:
    entered = await send_talents(api, (*EXPERT, "", ""))
    assert [row["uscc"] for row in entered.json()["rows"]] == [CHENXIN]


@pytest.mark.parametrize(
    ("document", "cell", "said"),
    [
        (("居民身份证", "110105194912310021"), "I2", "校验码不符"),
        (("", "11010518001231002X"), "I2", "出生日期"),
        (("驾驶证", "E12345678"), "H2", "不是可以登记的证件"),
        (("护照", 110105194912310021), "I2", "末几位已丢失"),
    ],
)
async def test_document_of_a_talent_is_refused_with_its_cell_and_not_repeated(
    shared: Desk, document: tuple[str, Any], cell: str, said: str
) -> None:
    answer = await send_talents(shared, (*EXPERT, *document))
    [fault] = answer.json()["errors"]
    assert (fault["cell"], said in fault["message"]["zh"], str(document[1]) in answer.text) == (cell, True, False)


@pytest.mark.parametrize("path", ["", "/check"])
async def test_list_is_refused_when_somebody_of_another_name_is_known_by_the_document(api: Desk, path: str) -> None:
    await api.post("person-1", "/persons", {"document_kind": "resident_card", "number": RESIDENT[-1]})
    refused = await send_talents(api, (*EXPERT[:6], "何为", *RESIDENT[-2:]), path=path)
    assert (code_of(refused), [one["cell"] for one in refused.json()["errors"]]) == ("invalid_input", ["I2"])
