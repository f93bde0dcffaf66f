"""人员名册。A workbook of who works here, as offices keep it: a row a role, and every fault named with its place."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from api.spreadsheets.cells import Broken, text_of
from api.spreadsheets.lists import EMPTY, has_all, of_size, refuse, repeats, words
from api.spreadsheets.tables import Column, Table, find_tables
from api.spreadsheets.workbooks import Sheet
from policy import credit_code
from policy.actors import OF_A_DEPARTMENT, ROLE_NAMES, Role
from policy.errors import Fault
from policy.folding import NOT_READABLE, fold, is_readable, plain, tidy
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.kernel.staffing import DEPARTMENT_AMISS, NOBODYS, is_nobodys
from policy.text import Text

HEADINGS: Final = ("标识", "姓名", "角色", "部门", "负责人", "回避单位", "联系方式")
MOST_ROWS: Final = 2_000
_LONGEST: Final = 200
# Issuers call people by what can stand in a token without being written otherwise: a blank or a name is another column's.
_ACCOUNT: Final = re.compile(r"[!-~]+")
_SUBJECT: Final = Column(
    "subject",
    Text("标识", "subject"),
    frozenset({"标识", "人员标识", "账号", "用户名", "登录名", "主体标识", "subject"}),
)
_NAME: Final = Column("name", Text("姓名", "name"), frozenset({"姓名", "人员姓名", "名字", "name"}))
_ROLE: Final = Column("role", Text("角色", "role"), frozenset({"角色", "岗位", "role"}), required=False)
_DEPARTMENT: Final = Column("department", Text("部门", "department"), frozenset({"部门", "所在部门", "单位", "department"}), required=False)
_HEAD: Final = Column("head", Text("负责人", "head"), frozenset({"负责人", "是否负责人", "是否为负责人", "head"}), required=False)
_INTERESTS: Final = Column(
    "interests", Text("回避单位", "interests"), frozenset({"回避单位", "应当回避的单位", "利害关系单位", "interests"}), required=False
)
_CONTACT: Final = Column(
    "contact", Text("联系方式", "contact"), frozenset({"联系方式", "联系电话", "电话", "手机", "contact"}), required=False
)
_COLUMNS: Final = (_SUBJECT, _NAME, _ROLE, _DEPARTMENT, _HEAD, _INTERESTS, _CONTACT)

_ROLES: Final[Mapping[str, Role]] = {
    fold(called): role for role, name in ROLE_NAMES.items() if role is not Role.SYSTEM for called in (name, role.value)
}
_DEPARTMENTS: Final[Mapping[str, str]] = {
    fold(called): code for code, name in DEPARTMENT_NAMES.items() for called in (code, name.zh, name.en)
}
_HEADS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("是", "√", "y", "yes", "true"), True),
    **dict.fromkeys(("", "否", "n", "no", "false"), False),
}
_BETWEEN: Final = re.compile(r"[\s,;、，；]+")
_SAME_ROLE: Final = Text("同一人的同一角色", "one role of one person")


@dataclass(slots=True)
class ListedPerson:
    """Somebody as a list has them, in however many rows.

    Attributes:
        subject: The subject of their token.
        described: What the list says of them, by the columns of the directory: what it has no column for it says nothing of.
        place: Where they stand first.
        held: Where each of their roles stands first.
    """

    subject: str
    described: dict[str, Any]
    place: Text
    held: dict[tuple[str, str | None], Text] = field(default_factory=dict)


async def read_people(sheets: Sequence[Sheet]) -> list[ListedPerson]:
    """Read a list of people.

    Args:
        sheets: The workbook's sheets.

    Raises:
        Refusal: `invalid_input`, with whatever is wrong by sheet and cell.
    """
    people, faults = await asyncio.to_thread(_read, sheets)
    refuse(faults, Text("名册有误，未录入任何一行。", "The list is not valid; nothing was taken."), sheets)
    return people


def _read(sheets: Sequence[Sheet]) -> tuple[list[ListedPerson], list[Fault]]:
    tables, faults = find_tables(sheets, _COLUMNS)
    people: dict[str, ListedPerson] = {}
    rows = 0
    for table in tables:
        if not has_all(table, _COLUMNS):
            continue
        rows += len(table.rows)
        for number in table.rows:
            said, wrong = _row(table, number)
            faults += wrong or _add(people, table, number, said)
    return list(people.values()), faults + of_size(rows, MOST_ROWS, faults)


def _row(table: Table, number: int) -> tuple[dict[str, Any], list[Fault]]:
    """Return what a row says by its columns, and what is wrong with it."""
    said: dict[str, Any] = {}
    faults: list[Fault] = []
    for column in _COLUMNS:
        if column.code not in table.headings:
            continue
        cell = table.cell(number, column.code)
        # A subject is compared as it is, and made into no other one's.
        written = text_of(cell) if column is _SUBJECT else plain(words(table, number, column.code))
        read = cell.message if isinstance(cell, Broken) else _READERS[column.code](written)
        if isinstance(read, Text):
            faults.append(table.fault(number, column.code, read))
        else:
            said[column.code] = read
    role, department = said.get("role"), said.get("department")
    if not faults and (role in OF_A_DEPARTMENT) is (department is None):
        faults.append(table.fault(number, "department" if "department" in table.headings else "role", DEPARTMENT_AMISS))
    if not faults and role is None and said.get("head"):
        faults.append(table.fault(number, "head", Text("没有角色", "has no role to lead")))
    return said, faults


def _add(people: dict[str, ListedPerson], table: Table, number: int, said: Mapping[str, Any]) -> list[Fault]:
    """Add a row to what is known of its person, and return what contradicts what other rows say."""
    subject, name = str(said["subject"]), str(said["name"])
    described: dict[str, Any] = {"name": name} | {code: said[code] for code in ("interests", "contact") if code in said}
    if "role" in said:
        described["grants"] = []
    known = people.setdefault(subject, ListedPerson(subject, described, table.place(number, "subject")))
    faults: list[Fault] = []
    for code in ("name", "contact"):
        if described.get(code) is not None and (known.described.get(code) or described[code]) != described[code]:
            other = Text(f"与{known.place.zh}所写的不一致", f"is not what {known.place.en} says")
            faults.append(table.fault(number, code, other))
    known.described = described | {code: value for code, value in known.described.items() if value}
    if "interests" in described:
        known.described["interests"] = sorted({*(known.described["interests"] or ()), *described["interests"]})
    if (role := said.get("role")) is not None:
        held = (role.value, said.get("department"))
        if held in known.held:
            faults.append(repeats(table, number, "role", known.held[held], _SAME_ROLE))
        else:
            known.held[held] = table.place(number, "role")
            grant = {"role": held[0], "department": held[1], "head": bool(said.get("head"))}
            known.described["grants"] = [*known.described["grants"], grant]
    return faults


def _subject(written: str) -> str | Text:
    if not written.strip():
        return EMPTY
    if not _ACCOUNT.fullmatch(written):
        return Text("账号只能由字母、数字和半角符号组成，不能有空格", "has a sign that no account has: a blank, or another script")
    return NOBODYS if is_nobodys(written) or len(written) > _LONGEST else written


def _name(written: str) -> str | Text:
    return _words(tidy(written)) if written else EMPTY


def _role(written: str) -> Role | Text | None:
    if not written:
        return None
    known = {role: name for role, name in ROLE_NAMES.items() if role is not Role.SYSTEM}
    return _ROLES.get(fold(written)) or Text(f"应为{'、'.join(known.values())}之一", f"must be one of {', '.join(known)}")


def _department(written: str) -> str | Text | None:
    if not written:
        return None
    known = "、".join(name.zh for name in DEPARTMENT_NAMES.values())
    return _DEPARTMENTS.get(fold(written)) or Text(f"应为{known}之一", f"must be one of {', '.join(DEPARTMENT_NAMES)}")


def _head(written: str) -> bool | Text:
    found = _HEADS.get(fold(written))
    return Text("应为“是”或“否”", "must be yes or no") if found is None else found


def _interests(written: str) -> list[str] | Text:
    found = []
    for code in filter(None, _BETWEEN.split(written)):
        if (read := credit_code.read(code)) is None:
            return credit_code.fault_of(code)
        found.append(read)
    return sorted(set(found))


def _contact(written: str) -> str | Text | None:
    return _words(written) if written else None


def _words(written: str) -> str | Text:
    if len(written) > _LONGEST:
        return Text(f"不得超过{_LONGEST}字", f"must have {_LONGEST} signs at most")
    return written if is_readable(written) else NOT_READABLE


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "subject": _subject,
    "name": _name,
    "role": _role,
    "department": _department,
    "head": _head,
    "interests": _interests,
    "contact": _contact,
}
