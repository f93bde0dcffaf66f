"""Everybody chooses how they hear of their messages, at addresses that are theirs; operators see and repeat what did not arrive."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from models.queries import digest as digests
from models.queries import reader as readers
from models.tables import Delivery, Message, Preference, Task
from policy.telling import DeliveryState
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of, enter
from tests.api.test_personal_numbers import tables_with
from tests.office import Office

ME = "/me/preferences"
EMAIL, PHONE = "chen@enterprise.example", "13912345678"
NOTHING_CHOSEN = {"reminder": ["email"], "personal": ["email"], "enterprise": ["email"], "role": []}
OPERATOR = "operator"
URL = "https://erp.enterprise.example/grants"


async def choose(api: Desk, person: str = APPLICANT, **chosen: Any) -> httpx.Response:
    return await api.ask(person, "PUT", ME, json=chosen)


async def code(api: Desk, phone: str = PHONE, person: str = APPLICANT) -> str:
    """Have a code sent, and return it as the text message says it."""
    assert (await api.post(person, f"{ME}/codes", {"phone": phone})).status_code == 202
    said = (await api.issuer.get("/admin/texts", params={"to": phone})).json()[-1]
    return str(said).partition("验证码")[2][:6]


async def mailed_code(api: Desk, email: str = EMAIL, person: str = APPLICANT) -> str:
    """Have a code mailed, and return it as the mail says it."""
    assert (await api.post(person, f"{ME}/codes", {"email": email}, headers={"Accept-Language": "zh"})).status_code == 202
    return api.mails.taken[email][-1].rpartition("验证码")[2][:6]


async def told(behind: Office, **whom: Any) -> str:
    async with behind.database.writing() as session:
        message = Message(zh="通知", en="A message", **whom)
        session.add(message)
        await session.flush()
        return str(message.id)


async def given_up(behind: Office) -> str:
    """Have a delivery be given up, and return its id."""
    async with behind.database.writing() as session:
        row = Delivery(key=uuid.uuid4().hex, channel="email", recipient=APPLICANT)
        session.add(row)
        await session.flush()
        row.become(DeliveryState.DEAD)
        row.fault, row.tries, row.ended_at = "smtp_550", 1, row.created_at
        return str(row.id)


async def test_nothing_is_chosen_when_nobody_chose(api: Desk) -> None:
    expected = {"email": None, "phone": None, "channels": NOTHING_CHOSEN, "digest": False, "language": "zh"}
    assert (await api.get(APPLICANT, ME)).json() == expected | {"reached": {"email": None, "sms": None}}


async def test_choice_is_shown_to_whoever_made_it_and_kept_in_clear_nowhere(api: Desk, behind: Office) -> None:
    chosen: dict[str, Any] = {
        "email": EMAIL,
        "phone": PHONE,
        "channels": NOTHING_CHOSEN | {"reminder": ["email", "sms"]},
        "digest": True,
        "language": "en",
    }
    answer = await choose(api, **chosen, code=await code(api), email_code=await mailed_code(api))
    assert answer.json() == chosen | {"reached": {"email": EMAIL, "sms": PHONE}}
    assert (await api.get(APPLICANT, ME)).json() == answer.json()
    assert (await api.get(STRANGER, ME)).json()["email"] is None
    # A code is sent once and for all to one number.
    assert (await choose(api, phone=PHONE)).json()["phone"] == PHONE
    assert [await tables_with(behind, number) for number in (EMAIL, PHONE)] == [[], []]


async def test_telephone_is_not_taken_when_it_is_not_proved(api: Desk) -> None:
    of_another = await code(api, person=STRANGER)
    for given in ({}, {"code": "000000"}, {"code": of_another}):
        answer = await choose(api, phone=PHONE, **given)
        assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert (await api.get(APPLICANT, ME)).json()["phone"] is None


async def test_mailbox_is_not_taken_when_it_is_not_proved(api: Desk) -> None:
    of_another, of_the_telephone = await mailed_code(api, person=STRANGER), await code(api)
    for given in ({}, {"email_code": "000000"}, {"email_code": of_another}, {"email_code": of_the_telephone}):
        answer = await choose(api, email=EMAIL, **given)
        assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
        assert [fault["field"] for fault in answer.json()["errors"]] == ["email_code"]
    shown = (await api.get(APPLICANT, ME)).json()
    assert (shown["email"], shown["reached"]["email"]) == (None, None)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_proof_is_mailed_in_the_asked_language_and_says_nothing_else(api: Desk, language: str) -> None:
    await api.post(APPLICANT, f"{ME}/codes", {"email": EMAIL}, headers={"Accept-Language": language})
    [mail] = api.mails.taken[EMAIL]
    assert ("验证码" in mail) is (language == "zh")
    assert CHENXIN not in mail


@pytest.mark.parametrize("body", [{}, {"email": EMAIL, "phone": PHONE}, {"email": None}])
async def test_code_is_sent_to_one_address_and_to_no_other_number_of_them(api: Desk, body: dict[str, Any]) -> None:
    answer = await api.post(APPLICANT, f"{ME}/codes", body)
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


async def test_address_stays_when_it_is_not_named_and_goes_when_it_is_null(api: Desk) -> None:
    await choose(api, email=EMAIL, email_code=await mailed_code(api), phone=PHONE, code=await code(api))
    kept = (await choose(api, digest=True)).json()
    assert (kept["email"], kept["phone"], kept["digest"]) == (EMAIL, PHONE, True)
    dropped = (await choose(api, email=None)).json()
    assert (dropped["email"], dropped["phone"], dropped["reached"]["email"]) == (None, PHONE, None)


@pytest.mark.parametrize(
    "chosen",
    [
        {"email": "chen"},
        {"email": "a@b.example\nBcc: c@d.example"},
        {"phone": "010-67880000"},
        {"channels": {"role": ["fax"]}},
        {"language": "fr"},
    ],
)
async def test_choice_is_refused_when_nobody_could_be_reached_by_it(api: Desk, chosen: dict[str, Any]) -> None:
    assert (await choose(api, **chosen)).status_code == 422


async def test_applicant_hears_of_their_enterprise_no_more_when_they_sign_in_for_another(api: Desk, behind: Office) -> None:
    async with behind.database.writing() as session:
        session.add(Preference(subject=APPLICANT, enterprise=YUNHENG))
    assert (await api.get(APPLICANT, "/messages")).status_code == 200
    assert await behind.all(select(Preference.enterprise)) == [CHENXIN]


async def test_official_is_reached_as_the_directory_has_it_when_they_chose_nothing(api: Desk) -> None:
    grant = {"role": "officer", "department": "sti", "head": False}
    await enter(api, OFFICER, {"name": "经办人", "grants": [grant], "contact": "li@etown.example"})
    shown = (await api.get(OFFICER, ME)).json()
    assert (shown["email"], shown["reached"]) == (None, {"email": "li@etown.example", "sms": None})


async def test_message_is_shown_where_a_mail_leads_to_its_reader_alone(api: Desk, behind: Office) -> None:
    message = await told(behind, enterprise_uscc=CHENXIN)
    assert (await api.get(APPLICANT, f"/messages/{message}")).json()["text"]["zh"] == "通知"
    assert (await api.get(STRANGER, f"/messages/{message}")).status_code == 404


@pytest.mark.parametrize(("days", "tasks"), [(-1, 1), (2, 1), (4, None)])
async def test_digest_counts_the_tasks_that_one_has_to_do_soon(api: Desk, behind: Office, days: int, tasks: int | None) -> None:
    drafted = await api.submitted()
    await api.soon(OFFICER, drafted["id"], "acceptance")
    await choose(api, OFFICER, email=EMAIL, email_code=await mailed_code(api, person=OFFICER), digest=True)
    async with behind.database.writing() as session:
        due = datetime.now(UTC) + timedelta(days=days)
        await session.execute(update(Task).where(Task.kind == "acceptance").values(due_at=due))
    async with behind.database.reading() as session:
        reader = await readers.find(session, behind.database.seal, OFFICER)
        assert reader is not None
        digest = await digests.of(session, reader, datetime.now(UTC))
    assert (digest.tasks if digest else None) == tasks


async def test_digests_are_nobodys_when_nobody_is_written_to(behind: Office) -> None:
    queue = behind.settings.task_queue
    assert await behind.client.execute_workflow("Digests", id="scheduled/digests", task_queue=queue) == {"digests": 0}


async def test_operator_finds_what_was_given_up_and_has_it_tried_again(api: Desk, behind: Office) -> None:
    delivery = await given_up(behind)
    [shown] = (await api.get(OPERATOR, "/deliveries", params={"state": "dead"})).json()["items"]
    assert (shown["id"], shown["recipient"], shown["fault"], shown["tries"]) == (delivery, APPLICANT, "smtp_550", 1)
    answer = await api.post(OPERATOR, f"/deliveries/{delivery}/replay")
    assert (answer.json()["state"], answer.json()["tries"]) == ("waiting", 0)
    assert (await api.get(OPERATOR, "/deliveries", params={"state": "dead"})).json()["items"] == []
    again = await api.post(OPERATOR, f"/deliveries/{delivery}/replay")
    assert (again.status_code, code_of(again)) == (409, "wrong_stage")


async def register(api: Desk, person: str = APPLICANT, url: str = URL, **rest: Any) -> httpx.Response:
    return await api.post(person, "/webhooks", {"url": url} | rest)


async def test_webhook_is_refused_when_it_is_registered_already_and_not_when_it_is_anothers(api: Desk) -> None:
    first = (await register(api)).json()
    again = await register(api)
    assert (again.status_code, [fault["field"] for fault in again.json()["errors"]]) == (422, ["url"])
    assert (await register(api, STRANGER)).status_code == 201
    assert (await api.ask(APPLICANT, "DELETE", f"/webhooks/{first['id']}")).status_code == 204
    assert (await register(api)).status_code == 201


async def test_webhook_is_registered_with_a_secret_that_is_told_once(api: Desk, behind: Office) -> None:
    registered = (await register(api)).json()
    secret = registered.pop("secret")
    assert (registered["enterprise"], registered["department"], secret[:6]) == (CHENXIN, None, "whsec_")
    assert (await api.get(APPLICANT, f"/webhooks/{registered['id']}")).json() == registered
    assert (await api.get(APPLICANT, "/webhooks")).json()["items"] == [registered]
    assert await tables_with(behind, secret) == []
    rotated = await api.post(APPLICANT, f"/webhooks/{registered['id']}/secret")
    assert (rotated.status_code, rotated.json()["secret"] == secret) == (201, False)


async def test_webhook_is_tried_out_and_forgotten_by_its_owner_alone(api: Desk) -> None:
    path = f"/webhooks/{(await register(api)).json()['id']}"
    for person in (STRANGER, OFFICER):
        assert (await api.get(person, path)).status_code == 404
        assert (await api.post(person, f"{path}/ping")).status_code == 404
        assert (await api.ask(person, "DELETE", path)).status_code == 404
    assert (await api.post(APPLICANT, f"{path}/ping")).status_code == 202
    [shown] = (await api.get(APPLICANT, f"{path}/deliveries")).json()["items"]
    assert (shown["channel"], shown["recipient"], shown["message_id"]) == ("webhook", None, None)
    assert (await api.ask(APPLICANT, "DELETE", path)).status_code == 204
    assert (await api.get(APPLICANT, path)).status_code == 404


async def test_webhook_of_a_department_is_its_officers(api: Desk) -> None:
    registered = await register(api, OFFICER, department="sti")
    assert (registered.status_code, registered.json()["department"]) == (201, "sti")
    path = f"/webhooks/{registered.json()['id']}"
    assert [(await api.get(person, path)).status_code for person in (OTHER_OFFICER, FOREIGN_OFFICER, APPLICANT)] == [200, 404, 404]


@pytest.mark.parametrize(("person", "rest"), [(OFFICER, {}), (OFFICER, {"department": "econ"}), (APPLICANT, {"department": "sti"})])
async def test_webhook_is_registered_for_nobody_else(api: Desk, person: str, rest: dict[str, str]) -> None:
    assert (await register(api, person, **rest)).status_code == 403


@pytest.mark.parametrize(
    "url", ["http://erp.enterprise.example/", "http://127.0.0.1:9000/", "https://10.0.0.7/", "https://u:p@erp.example/"]
)
async def test_webhook_is_refused_when_it_is_of_no_public_address(api: Desk, url: str) -> None:
    answer = await register(api, url=url)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "url")


async def test_webhook_is_refused_when_there_are_ten(api: Desk) -> None:
    answers = [(await register(api, url=f"{URL}/{number}")).status_code for number in range(11)]
    assert answers == [201] * 10 + [422]


async def test_deliveries_are_nobodys_but_the_operators(api: Desk, behind: Office) -> None:
    delivery = await given_up(behind)
    assert (await api.get(OFFICER, "/deliveries")).status_code == 403
    assert (await api.post(OFFICER, f"/deliveries/{delivery}/replay")).status_code == 403
    assert (await api.post("auditor", f"/deliveries/{delivery}/replay")).status_code == 403
