"""A list of people is read whole or refused by row; what gives somebody a role is taken once a second person has confirmed it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from models.tables import PeopleImport
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import OFFICER, Desk, code_of
from tests.api.target_sheets import of_rows

ADMIN, SECOND, AUDITOR = "admin", "admin-2", "auditor"
HEADINGS = ("标识", "姓名", "角色", "部门", "负责人", "回避单位", "联系方式")
NEW = ("officer-sti-9", "新同事", "经办人", "科技创新局", "", f"{CHENXIN}、{YUNHENG}", "010-67880000")
ALSO = ("officer-sti-9", "新同事", "审批人", "econ", "是", "", "")
PHONE = "010-67881111"
KNOWN = ("officer-sti-1", "刘建国", "经办人", "科技创新局", "否", "", PHONE)
PATH = "/people/imports"


async def send(
    api: Desk, *rows: tuple[Any, ...], person: str = ADMIN, path: str = "", headings: tuple[str, ...] = HEADINGS, **request: Any
) -> httpx.Response:
    sent: dict[str, Any] = {"files": {"file": ("名册.xlsx", of_rows(headings, *rows, name="名册"))}}
    return await api.ask(person, "POST", f"{PATH}{path}", **sent, **request)


async def imported(api: Desk, *rows: tuple[Any, ...], **request: Any) -> dict[str, Any]:
    answer = await send(api, *rows, **request)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def known(api: Desk, subject: str = NEW[0]) -> dict[str, Any] | None:
    answer = await api.get(AUDITOR, f"/people/{subject}")
    return dict(answer.json()) if answer.status_code == 200 else None


async def test_list_that_gives_roles_is_taken_once_a_second_person_has_confirmed_it(api: Desk) -> None:
    waits = await imported(api, NEW, ALSO)
    assert (waits["size"], waits["gives_grants"], waits["taken"]) == (1, True, None)
    assert [row["change"] for row in waits["rows"]] == ["entered"]
    assert await known(api) is None
    path = f"{PATH}/{waits['id']}"
    assert code_of(await api.post(ADMIN, f"{path}/confirmation")) == "four_eyes"
    assert (await api.get(SECOND, path)).json()["rows"] == waits["rows"]
    told = (await api.get(SECOND, "/messages")).json()["items"]
    assert any("待导入人以外的人确认" in message["text"]["zh"] for message in told)
    taken = await api.post(SECOND, f"{path}/confirmation")
    assert (taken.status_code, taken.json()["taken"], taken.json()["decided_by"]) == (200, True, SECOND), taken.text
    shown = await known(api)
    assert shown is not None
    assert shown["grants"] == [
        {"role": "officer", "department": "sti", "head": False},
        {"role": "approver", "department": "econ", "head": True},
    ]
    assert (shown["interests"], shown["contact"]) == (sorted([CHENXIN, YUNHENG]), NEW[6])
    [entered] = shown["history"]
    assert (entered["event"], entered["actor"], entered["detail"]["imported_by"]) == ("entered", SECOND, ADMIN)
    assert code_of(await api.post(SECOND, f"{path}/confirmation")) == "wrong_stage"


async def test_list_that_gives_no_role_is_taken_at_once(api: Desk) -> None:
    taken = await imported(api, KNOWN)
    assert (taken["gives_grants"], taken["taken"], [row["change"] for row in taken["rows"]]) == (False, True, ["changed"])
    shown = await known(api, KNOWN[0])
    assert shown is not None
    assert (shown["contact"], shown["history"][-1]["detail"]) == (PHONE, {"contact": "changed", "imported_by": ADMIN})
    again = await imported(api, KNOWN)
    assert [row["change"] for row in again["rows"]] == ["same"]
    assert (await known(api, KNOWN[0]) or {})["history"] == shown["history"]


async def test_taking_a_role_back_takes_one_person_and_making_somebody_head_takes_two(api: Desk) -> None:
    assert (await imported(api, (*KNOWN[:2], "", "", "", "", "")))["taken"] is True
    assert (await known(api, KNOWN[0]) or {})["grants"] == []
    assert (await imported(api, ("officer-sti-2", "吴晓梅", "经办人", "科技创新局", "是", "", "")))["taken"] is None


async def test_what_a_list_has_no_column_for_and_whom_it_leaves_out_stay_as_they_are(api: Desk) -> None:
    before = await known(api, "officer-sti-2")
    await imported(api, KNOWN[:2], headings=HEADINGS[:2])
    shown = await known(api, KNOWN[0])
    assert (shown or {})["grants"] == [{"role": "officer", "department": "sti", "head": False}]
    assert await known(api, "officer-sti-2") == before


async def test_nobody_confirms_a_role_of_their_own(api: Desk) -> None:
    waits = await imported(api, (SECOND, "水清源", "财务", "", "", "", ""))
    assert code_of(await api.post(SECOND, f"{PATH}/{waits['id']}/confirmation")) == "four_eyes"


async def test_list_that_is_refused_or_withdrawn_changes_nothing(api: Desk) -> None:
    for person, told in ((SECOND, True), (ADMIN, False)):
        waits = await imported(api, NEW)
        refused = await api.post(person, f"{PATH}/{waits['id']}/refusal", {"reason": "人员有误"})
        assert (refused.status_code, refused.json()["taken"]) == (200, False), refused.text
        messages = [one["text"]["zh"] for one in (await api.get(ADMIN, "/messages")).json()["items"]]
        assert messages.count("您录入的人员名册（1人）未获同意：人员有误") == 1, told
        assert code_of(await api.post(SECOND, f"{PATH}/{waits['id']}/confirmation")) == "wrong_stage"
    assert await known(api) is None
    listed = (await api.get(AUDITOR, PATH)).json()["items"]
    assert [(one["size"], one["taken"]) for one in listed] == [(1, False), (1, False)]


async def test_import_lifts_no_revocation(api: Desk) -> None:
    await api.post(ADMIN, f"/people/{OFFICER}/revocation", {"reason": "调离"})
    await imported(api, KNOWN)
    assert (await known(api, KNOWN[0]) or {})["revoked_at"] is not None


async def test_trying_a_list_keeps_nothing(shared: Desk) -> None:
    tried = await send(shared, NEW, KNOWN, path="/check")
    assert tried.status_code == 200, tried.text
    assert (tried.json()["size"], tried.json()["gives_grants"]) == (2, True)
    assert [(row["subject"], row["change"], len(row["given"])) for row in tried.json()["rows"]] == [
        (NEW[0], "entered", 1),
        (KNOWN[0], "changed", 0),
    ]
    async with shared.database.reading() as session:
        assert (await session.scalars(select(PeopleImport))).all() == []
    assert await known(shared) is None


async def test_contact_is_kept_veiled_while_a_list_waits(api: Desk) -> None:
    await imported(api, NEW)
    async with api.database.reading() as session:
        [row] = (await session.scalars(select(PeopleImport))).all()
    assert NEW[6] not in str(row.rows)


@pytest.mark.parametrize("person", [OFFICER, AUDITOR, "operator", "head-sti", "applicant-chenxin"])
async def test_list_is_imported_by_those_alone_who_keep_the_directory(shared: Desk, person: str) -> None:
    for path in ("", "/check"):
        assert code_of(await send(shared, KNOWN, person=person, path=path)) == "forbidden"


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (("", *NEW[1:]), "A2", "为空"),
        (("system", *NEW[1:]), "A2", "不能作为"),
        ((f"{NEW[0]} ", *NEW[1:]), "A2", "半角符号"),
        ((f"\u200b{NEW[0]}", *NEW[1:]), "A2", "半角符号"),
        (("\uff4ffficer-sti-1", *NEW[1:]), "A2", "半角符号"),
        ((NEW[0], "", *NEW[2:]), "B2", "为空"),
        ((NEW[0], "——", *NEW[2:]), "B2", "可辨认"),
        ((*NEW[:2], "书记员", *NEW[3:]), "C2", "应为"),
        ((*NEW[:2], "系统", *NEW[3:]), "C2", "应为"),
        ((*NEW[:3], "文旅局", *NEW[4:]), "D2", "应为科技创新局"),
        ((*NEW[:3], "", *NEW[4:]), "D2", "须有部门"),
        ((*NEW[:2], "财务", *NEW[3:]), "D2", "不得有部门"),
        ((*NEW[:2], "", "", "是", *NEW[5:]), "E2", "没有角色"),
        ((*NEW[:4], "也许", *NEW[5:]), "E2", "“是”或“否”"),
        ((*NEW[:5], "91110302MA9DA0018X", NEW[6]), "F2", "校验"),
        ((*NEW[:6], "1" * 201), "G2", "不得超过"),
    ],
)
async def test_row_is_refused_with_its_cell_and_nothing_is_taken(shared: Desk, row: tuple[Any, ...], cell: str, said: str) -> None:
    answer = await send(shared, row, KNOWN)
    assert code_of(answer) == "invalid_input"
    [fault] = answer.json()["errors"]
    assert (fault["sheet"], fault["cell"]) == ("名册", cell)
    assert said in fault["message"]["zh"]
    assert await known(shared) is None


@pytest.mark.parametrize(
    ("second", "cell", "said"),
    [
        ((NEW[0], "另一人", *ALSO[2:]), "B3", "不一致"),
        ((*ALSO[:6], PHONE), "G3", "不一致"),
        (NEW, "C3", "重复"),
    ],
)
async def test_rows_of_one_person_are_refused_when_they_contradict_each_other(
    shared: Desk, second: tuple[Any, ...], cell: str, said: str
) -> None:
    answer = await send(shared, NEW, second)
    [fault] = answer.json()["errors"]
    assert (fault["cell"], said in fault["message"]["zh"]) == (cell, True)


async def test_template_has_the_columns_that_are_read(shared: Desk) -> None:
    answer = await shared.get(ADMIN, f"{PATH}/template")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


async def test_same_key_gives_the_same_answer(api: Desk) -> None:
    sent = {"files": {"file": ("名册.xlsx", of_rows(HEADINGS, NEW))}}
    first, again = [await api.ask(ADMIN, "POST", PATH, key="a-list", **sent) for _ in range(2)]
    assert first.json() == again.json()
    assert code_of(await send(api, KNOWN, key="a-list")) == "idempotency_key_reused"
