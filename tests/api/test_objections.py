"""实名异议的测试。Whoever objects is known: they signed in, or read the telephone they name; and each objects to a notice once."""

from __future__ import annotations

import re
import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, select

from api.web import address_codes
from models.tables import Objection, Quota
from tests.api.desk import HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.office import Office

PHONE, OTHER_PHONE = "13812345678", "13912345678"
DISMISSED = {"decision": "objection_dismissed", "reason": "经核实证书有效"}


@pytest.fixture
def durations() -> dict[str, int]:
    """A notice that is not over before several have objected."""
    return {"public_notice": 60}


async def noticed(api: Desk) -> tuple[str, str]:
    """Return an application on notice, and its notice."""
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    listed = (await api.get(None, "/notices")).json()["items"]
    return drafted["id"], next(one["id"] for one in listed if one["application_number"] == drafted["number"])


async def send(api: Desk, notice: str, phone: str = PHONE) -> httpx.Response:
    return await api.post(None, f"/notices/{notice}/objections/codes", {"phone": phone})


async def texts(api: Desk, phone: str = PHONE) -> list[str]:
    """Return the codes that were sent to a telephone."""
    said = (await api.issuer.get("/admin/texts", params={"to": phone})).json()
    return [found[1] for text in said if (found := re.search(r"验证码([0-9]{6})", text))]


async def objected(api: Desk, notice: str, code: str | None, *, person: str | None = None, **said: Any) -> httpx.Response:
    body = {"name": "张三", "contact": PHONE, "grounds": "证书存疑"} | ({"code": code} if code else {}) | said
    return await api.post(person, f"/notices/{notice}/objections", body)


async def test_objection_is_taken_with_the_code_that_was_sent_to_the_telephone(api: Desk, behind: Office) -> None:
    case, notice = await noticed(api)
    sent = await send(api, notice)
    assert (sent.status_code, sent.json()) == (202, {"valid_minutes": 10})
    [code] = await texts(api)
    assert (await objected(api, notice, code)).status_code == 201
    [row] = (await api.get(OFFICER, f"/cases/{case}/objections")).json()
    assert (row["name"], row["contact"]) == ("张三", PHONE)
    [seen] = (await api.get("auditor", f"/cases/{case}/objections")).json()
    assert (seen["name"], seen["contact"]) == ("张三", f"****{PHONE[-4:]}")
    [kept] = await behind.all(select(Objection))
    assert PHONE not in kept.objector


async def test_objection_is_refused_without_the_code_of_its_telephone(api: Desk, behind: Office) -> None:
    _, notice = await noticed(api)
    for phone in (PHONE, OTHER_PHONE):
        assert (await send(api, notice, phone)).status_code == 202
    [code], [of_other_phone] = await texts(api), await texts(api, OTHER_PHONE)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for given in (None, wrong, of_other_phone):
        refused = await objected(api, notice, given)
        assert (refused.status_code, code_of(refused)) == (422, "invalid_input"), given
        assert [fault["field"] for fault in refused.json()["errors"]] == ["code"]
    assert await behind.all(select(Objection)) == []
    assert (await objected(api, notice, code)).status_code == 201


@pytest.mark.parametrize("contact", ["zhangsan@example.com", "010-67880000", "1381234567", "+8613812345678"])
async def test_unsigned_objection_is_refused_when_its_contact_is_no_mobile_telephone(api: Desk, contact: str) -> None:
    _, notice = await noticed(api)
    refused = await objected(api, notice, "123456", contact=contact)
    assert [fault["field"] for fault in refused.json()["errors"]] == ["contact"]


async def test_signed_in_objector_needs_no_code_and_goes_by_the_name_of_their_token(api: Desk) -> None:
    case, notice = await noticed(api)
    assert (await objected(api, notice, None, person=STRANGER, name="别人", contact="li@example.com")).status_code == 201
    [row] = (await api.get(OFFICER, f"/cases/{case}/objections")).json()
    assert (row["name"], row["contact"]) == ("李若彤", "li@example.com")


async def test_nobody_objects_twice_to_a_notice(api: Desk, behind: Office) -> None:
    case, notice = await noticed(api)
    await send(api, notice)
    [code] = await texts(api)
    assert (await objected(api, notice, code)).status_code == 201
    assert code_of(await objected(api, notice, code, grounds="另有理由")) == "duplicate"
    assert (await objected(api, notice, None, person=STRANGER)).status_code == 201
    for _ in range(2):
        await api.done(OTHER_OFFICER, case, "objection_ruling", DISMISSED)
        assert code_of(await objected(api, notice, None, person=STRANGER)) == "duplicate"
    assert len(await behind.all(select(Objection))) == 2


async def test_code_is_no_longer_good_after_its_time(api: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, notice = await noticed(api)
    await send(api, notice)
    [code] = await texts(api)
    now = address_codes._window()
    monkeypatch.setattr(address_codes, "_window", lambda: now + 2)
    assert code_of(await objected(api, notice, code)) == "invalid_input"
    monkeypatch.setattr(address_codes, "_window", lambda: now + 1)
    assert (await objected(api, notice, code)).status_code == 201


async def test_code_cannot_be_guessed_for_long(api: Desk, behind: Office) -> None:
    _, notice = await noticed(api)
    await send(api, notice)
    [code] = await texts(api)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    answers = [code_of(await objected(api, notice, wrong)) for _ in range(7)]
    assert answers == ["invalid_input"] * 5 + ["too_many_requests"] * 2
    # Not even the right one, until there is room again.
    assert code_of(await objected(api, notice, code)) == "too_many_requests"
    await behind.change(delete(Quota))
    assert (await objected(api, notice, code)).status_code == 201


async def test_telephone_is_sent_a_few_codes_only(api: Desk) -> None:
    _, notice = await noticed(api)
    answers = [(await send(api, notice)).status_code for _ in range(4)]
    assert answers == [202, 202, 202, 429]
    assert (await send(api, notice, OTHER_PHONE)).status_code == 202


async def test_no_code_is_sent_for_what_is_no_notice_or_no_telephone(shared: Desk) -> None:
    assert code_of(await send(shared, str(uuid.uuid4()))) == "not_found"
    assert code_of(await send(shared, str(uuid.uuid4()), "010-1234")) == "invalid_input"


async def test_whoever_asks_for_a_code_hears_when_none_can_be_sent(api: Desk, behind: Office) -> None:
    _, notice = await noticed(api)
    await behind.fault("sms.messages", "down", times=1)
    refused = await send(api, notice)
    assert (refused.status_code, code_of(refused)) == (503, "busy")
    assert (await send(api, notice)).status_code == 202


async def test_a_notice_says_who_handles_it_on_which_ground_and_where_they_are_reached(api: Desk) -> None:
    application, notice = await noticed(api)
    listed = next(one for one in (await api.get(None, "/notices")).json()["items"] if one["id"] == notice)
    assert (listed["clause"], listed["department"]["code"], listed["department"]["zh"]) == ("第(五)条", "sti", "科技创新局")
    assert "第（五）条" in listed["grounds"]["zh"]
    assert listed == (await api.get(None, f"/notices/{notice}")).json()
    # Nobody has said where this department is reached, and the application is of no window.
    assert listed["contact"] is None
    assert (await api.get(OFFICER, f"/applications/{application}")).json()["number"] == listed["application_number"]
