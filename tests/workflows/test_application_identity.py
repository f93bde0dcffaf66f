"""Who applies is who the register says: unknown or gone is an answer, another name or kind a question, decided before money."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Enterprise, Verification
from sandbox.enterprises import CHENXIN, INSTITUTE, YUANSHAN
from tests.office import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, THIRD_OFFICER, WRONG, Case, Office, becomes, rename
from tests.policy.baselines import FACTS

OLD, NEW = "演示晨芯微电子（北京）有限公司", "演示晨光微电子（北京）有限公司"
UNTIL = "2026-06-30"
SAME = {"decision": "identity_accepted", "reason": "营业执照载明更名"}
ANOTHER = {"decision": "identity_refused", "reason": "不是同一单位"}


async def accepted(office: Office, item: str = "innovation-centre", **options: Any) -> Case:
    """Apply, and be accepted."""
    case = await office.apply_for(item, **options)
    await case.answer("acceptance", OFFICER, decision="accepted")
    return case


async def known(office: Office, uscc: str = CHENXIN) -> Enterprise:
    row: Enterprise = (await office.all(select(Enterprise).where(Enterprise.uscc == uscc)))[0]
    return row


async def failures(office: Office, case: Case) -> list[str]:
    query = select(Verification).where(Verification.application_id == case.id).order_by(Verification.id.desc())
    return [failure["code"] for failure in (await office.all(query))[0].failures]


async def unconfirmed(office: Office, name: str) -> None:
    """Have an enterprise be registered while the register was silent."""
    values = {"name": name, "kind": "enterprise", "status": "unconfirmed", "confirmed_at": None}
    await office.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(**values))


@pytest.mark.parametrize(
    ("facts", "failed"),
    [
        (None, ["known_to_register", "taxed_in_area", "statistics_in_area"]),
        ({"status": "deregistered"}, ["in_operation"]),
        ({"status": "revoked"}, ["in_operation"]),
    ],
)
async def test_enterprise_is_ineligible_when_it_is_unknown_or_gone(
    skipping: Office, facts: dict[str, Any] | None, failed: list[str]
) -> None:
    if facts is None:
        await skipping.sandbox.delete(f"/admin/enterprises/{CHENXIN}")
    else:
        await becomes(skipping, CHENXIN, **facts)
    case = await accepted(skipping)
    await case.reach("refused")
    assert await failures(skipping, case) == failed


@pytest.mark.parametrize("facts", [None, {"status": "deregistered"}])
async def test_institute_the_clause_addresses_is_ineligible_when_it_is_unknown_or_gone(
    skipping: Office, facts: dict[str, Any] | None
) -> None:
    if facts is None:
        await skipping.sandbox.delete(f"/admin/enterprises/{INSTITUTE}")
    else:
        await becomes(skipping, INSTITUTE, **facts)
    case = await accepted(skipping, "core-technology", facts=FACTS["core-technology"], uscc=INSTITUTE)
    await case.reach("refused")
    assert await failures(skipping, case) == ["in_operation" if facts else "known_to_register"]


async def test_company_is_held_to_the_registrations_when_it_called_itself_a_university(skipping: Office) -> None:
    await skipping.change(update(Enterprise).where(Enterprise.uscc == YUANSHAN).values(kind="university_or_institute"))
    case = await accepted(skipping, "core-technology", facts=FACTS["core-technology"], uscc=YUANSHAN)
    await case.reach("refused")
    assert await failures(skipping, case) == ["registered_in_area"]
    assert (await known(skipping, YUANSHAN)).kind == "enterprise"


async def test_officer_sees_both_names_when_the_enterprise_was_renamed(skipping: Office) -> None:
    await rename(skipping, CHENXIN, NEW, UNTIL)
    case = await accepted(skipping)
    task = await case.task("identity_check")
    assert (task.about["known"]["name"], task.about["known"]["former_until"]) == (OLD, UNTIL)
    assert (task.about["registered"]["name"], task.about["registered"]["status"]) == (NEW, "active")
    assert (await case.row()).stage == "verification"


async def test_notice_shows_the_name_of_the_register_when_the_enterprise_was_renamed(skipping: Office) -> None:
    await rename(skipping, CHENXIN, NEW, UNTIL)
    case = await accepted(skipping)
    await case.answer("identity_check", OFFICER, **SAME)
    await case.reach("review")
    row = await known(skipping)
    assert (row.name, row.questioned, row.former_names) == (NEW, None, [{"name": OLD, "until": UNTIL}])
    await case.recommend()
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("public_notice")
    assert (await case.notice()).enterprise_name == NEW


async def test_application_is_refused_when_it_is_another_organisation(skipping: Office) -> None:
    await unconfirmed(skipping, "国家电网公司")
    case = await accepted(skipping)
    assert (await case.task("identity_check")).about["known"]["former_until"] is None
    await case.answer("identity_check", OFFICER, **ANOTHER)
    await case.reach("refused")
    # Nobody has said that it is the same: whoever asks again is asked again.
    await case.answer("reconsideration_request", APPLICANT, decision="reconsideration_requested", reason="登记有误")
    await case.answer("reconsideration", THIRD_OFFICER, decision="reconsideration_granted", reason="重新核实", **WRONG)
    await case.answer("identity_check", OTHER_OFFICER, **SAME)
    await case.reach("review")
    assert (await known(skipping)).name == OLD


async def test_name_is_confirmed_without_a_question_when_it_was_right(skipping: Office) -> None:
    await unconfirmed(skipping, "演示晨芯微电子(北京)有限公司")
    case = await accepted(skipping)
    await case.reach("review")
    row = await known(skipping)
    assert (row.name, row.status, row.former_names) == (OLD, "active", [])
    assert row.confirmed_at is not None


async def test_unconfirmed_enterprise_waits_in_verification_when_the_register_stays_silent(skipping: Office) -> None:
    await unconfirmed(skipping, OLD)
    await skipping.fault("registration", "down")
    case = await accepted(skipping)
    await skipping.until_failed("registration", case)
    assert ((await case.row()).stage, (await known(skipping)).status) == ("verification", "unconfirmed")
    await skipping.mend()
    await case.reach("review")
    assert (await known(skipping)).status == "active"


async def test_kind_is_asked_about_when_the_register_has_another(skipping: Office) -> None:
    await becomes(skipping, CHENXIN, kind="institute")
    case = await accepted(skipping)
    about = (await case.task("identity_check")).about
    assert (about["known"]["kind"], about["registered"]["kind"]) == ("enterprise", "university_or_institute")
    await case.answer("identity_check", OFFICER, **SAME)
    await case.reach("review")
    assert (await known(skipping)).kind == "university_or_institute"


async def test_every_application_is_asked_about_when_nobody_has_decided_yet(skipping: Office) -> None:
    await rename(skipping, CHENXIN, NEW, UNTIL)
    first, second = await accepted(skipping), await accepted(skipping, "science-award")
    for case in (first, second):
        assert (await case.task("identity_check")).about["known"]["name"] == OLD
    await first.answer("identity_check", OFFICER, **SAME)
    await first.reach("review")
    third = await accepted(skipping, "science-award")
    await third.reach("review")


async def test_officer_is_asked_anew_when_the_name_changed_again_meanwhile(skipping: Office) -> None:
    await rename(skipping, CHENXIN, "演示晨曦微电子（北京）有限公司", UNTIL)
    first = await accepted(skipping)
    await first.task("identity_check")
    await rename(skipping, CHENXIN, NEW, "2026-07-31")
    second = await accepted(skipping, "science-award")
    await second.task("identity_check")
    await first.answer("identity_check", OFFICER, **SAME)
    assert (await first.task("identity_check")).about["registered"]["name"] == NEW
