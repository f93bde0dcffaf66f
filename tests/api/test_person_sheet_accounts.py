"""The account that a list of people calls somebody by: one that an issuer can have given, told from a name or two words."""

from __future__ import annotations

import pytest

from api.spreadsheets.person_sheet import read_people
from api.spreadsheets.workbooks import Sheet
from policy.errors import Refusal

HEADINGS = ["账号", "姓名", "角色", "部门"]


def sheet(account: str) -> Sheet:
    return Sheet("名册", {1: list(HEADINGS), 2: [account, "甲乙", "财务", ""]})


@pytest.mark.parametrize("account", ["x y", "zhang san", "张三", "finance 1", "a\u3000b", "财务-1", " f1 "])
async def test_account_is_refused_when_no_issuer_gives_such_a_one(account: str) -> None:
    with pytest.raises(Refusal) as refused:
        await read_people([sheet(account)])
    assert [(fault.field, fault.cell) for fault in refused.value.faults] == [("subject", "A2")]


@pytest.mark.parametrize(
    ("account", "subject"), [("finance-1", "finance-1"), ("a.b@x.cn", "a.b@x.cn"), ("auth0|6f", "auth0|6f"), ("42", "42")]
)
async def test_account_is_taken_when_it_can_be_one(account: str, subject: str) -> None:
    (person,) = await read_people([sheet(account)])
    assert person.subject == subject
