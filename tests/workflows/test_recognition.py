"""Who is recognised is decided by two people and published; the register says so, from a day to a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError

from models.queries import recognition as recognitions
from models.queries.page import Page
from models.tables import Expert, Message, Notice, Recognition
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, SCORES, THIRD_OFFICER, Case, Office, becomes, person
from tests.office.case import MOMENT
from tests.workflows.letters import letters_of
from tests.workflows.recognitions import LAST, MOVED, TODAY, asked, check, clear, decide, drafted, kept


async def numbers(office: Office, on: date, **where: Any) -> list[str | None]:
    """Return the numbers that the public register has on a day."""
    sought: dict[str, Any] = {"kind": None, "enterprise": None, "number": None} | where
    async with office.database.reading() as session:
        return [row.entry_no for row, _ in await recognitions.register(session, on, Page(50), **sought)]


async def told(office: Office, case: Case) -> list[str]:
    """Return what its holder was told."""
    query = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN)
    return list(await office.all(query.order_by(Message.id)))


async def test_centre_is_in_the_register_once_nobody_objects_and_its_letter_says_until_when(skipping: Office) -> None:
    case = await asked(skipping)
    await check(case)
    await case.reach("decision")
    await decide(case)
    row: Recognition = await case.reach("public_notice")
    assert await numbers(skipping, TODAY, kind="offshore_centre") == []
    [notice] = await skipping.all(select(Notice))
    assert (notice.amount_fen, notice.enterprise_name) == (None, "演示晨芯微电子（北京）有限公司")
    row = await clear(case)
    assert row.valid_from is not None
    assert (row.entry_no, row.valid_until) == (case.number, LAST)
    assert [len(await numbers(skipping, day, number=case.number)) for day in (row.valid_from, LAST, LAST + timedelta(days=1))] == [1, 1, 0]
    assert await numbers(skipping, row.valid_from - timedelta(days=1), number=case.number) == []
    event, text = (await letters_of(case))[-1]
    assert event == "notice_cleared"
    assert case.number in text
    assert "离岸创新中心" in text
    assert "已列入认定登记册" in (await told(skipping, case))[-1]


async def test_own_number_is_kept_when_another_authority_has_given_one(skipping: Office) -> None:
    case = await asked(skipping, certificate_no="LAKC-7（2026）")
    await check(case)
    await case.reach("decision")
    await decide(case, until=None)
    row = await clear(case)
    assert (row.entry_no, row.valid_until) == ("LAKC-7（2026）", None)
    # However it is written.
    assert await numbers(skipping, LAST, number="lakc-7 (2026)") == ["LAKC-7（2026）"]


@pytest.mark.parametrize(("kind", "missing"), [("offshore_centre", "evidence.recognition_application"), ("first_set", "certificate_no")])
async def test_application_is_incomplete_when_a_document_or_the_number_is_missing(skipping: Office, kind: str, missing: str) -> None:
    row = await drafted(skipping, kind, evidence=kind == "first_set")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await skipping.begin(row, APPLICANT, "认定")
    assert getattr(refused.value.cause, "type", None) == "incomplete"
    assert missing in str(getattr(refused.value.cause, "details", ""))


async def test_second_recognition_of_the_same_is_refused_while_one_is_under_way(skipping: Office) -> None:
    await asked(skipping, "confirmed_unit")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await asked(skipping, "confirmed_unit")
    assert getattr(refused.value.cause, "type", None) == "duplicate"


async def test_nomination_needs_no_papers_of_the_holder_and_another_officer_checks_it(skipping: Office) -> None:
    case = await asked(skipping, actor=OFFICER)
    assert "提名" in (await told(skipping, case))[0]
    assert await case.refusal_of_answer("recognition_check", OFFICER, decision="accepted", paper="名单") == "four_eyes"
    await check(case, OTHER_OFFICER)
    await case.reach("decision")


async def test_correction_names_what_is_open_and_what_comes_back_is_checked_again(skipping: Office) -> None:
    case = await asked(skipping)
    defects = [{"code": "statement", "reason": "请写明依据"}]
    await case.answer("recognition_check", OFFICER, decision="correction_requested", defects=defects)
    await case.reach("correction")
    explained = [{"code": "statement", "explanation": "已在附件写明"}]
    await case.answer("recognition_correction", APPLICANT, decision="corrected", explanations=explained)
    await case.reach("check")
    assert (await case.task("recognition_check")).about["explanations"] == explained
    assert [event for event, _ in await letters_of(case)] == ["correction_requested"]


async def test_recognition_lapses_when_it_is_not_corrected_in_time(skipping: Office) -> None:
    case = await asked(skipping)
    await case.answer("recognition_check", OFFICER, decision="correction_requested", defects=[{"code": "title", "reason": "不明确"}])
    due_at = (await case.task("recognition_correction")).due_at
    assert due_at is not None
    await case.skip_until(due_at + MOMENT)
    await case.reach("lapsed")


async def test_recognition_is_refused_by_the_check_with_its_letter(skipping: Office) -> None:
    case = await asked(skipping)
    await case.answer("recognition_check", OFFICER, decision="acceptance_refused", reason="不属于本区认定范围")
    await case.reach("refused")
    event, text = (await letters_of(case))[-1]
    assert event == "acceptance_refused"
    assert "不属于本区认定范围" in text
    assert "行政复议" in text


async def test_recognition_is_refused_when_the_sources_find_its_holder_ineligible(skipping: Office) -> None:
    await becomes(skipping, CHENXIN, taxed_in_area=False)
    case = await asked(skipping)
    await check(case)
    row: Recognition = await case.reach("refused")
    assert [failure["code"] for failure in (row.verification or {})["failures"]] == ["taxed_in_area"]
    assert "纳税" in (await letters_of(case))[-1][1]


async def test_decision_is_refused_or_sent_back_by_the_approver(skipping: Office) -> None:
    case = await asked(skipping)
    await check(case)
    await case.answer("recognition_decision", HEAD, decision="recognition_returned", reason="请补充核查")
    await check(case, THIRD_OFFICER)
    await case.answer("recognition_decision", HEAD, decision="recognition_refused", reason="规模不足")
    await case.reach("refused")
    assert "规模不足" in (await letters_of(case))[-1][1]


async def test_decision_is_invalid_when_its_last_day_is_past(skipping: Office) -> None:
    case = await asked(skipping)
    await check(case)
    await case.reach("decision")
    past = (TODAY - timedelta(days=1)).isoformat()
    assert await case.refusal_of_answer("recognition_decision", HEAD, decision="recognised", until=past) == "invalid_input"


async def test_applicant_withdraws_before_the_decision(skipping: Office) -> None:
    case = await asked(skipping)
    await case.withdraw()
    assert (await case.row()).stage == "withdrawn"


# -- experts ----------------------------------------------------------------------------------------------------------------------------


async def of_experts(office: Office) -> Case:
    """Return a first set whose experts are asked."""
    case = await asked(office, "first_set", certificate_no="STB-1")
    await check(case)
    await case.reach("review")
    return case


async def test_panel_scores_and_its_word_is_shown_to_the_approver(skipping: Office) -> None:
    case = await of_experts(skipping)
    for recommend in (True, True, False):
        await case.answer("expert_review", decision="expert_scored", recommend=recommend, **SCORES)
    about = (await case.task("recognition_decision")).about
    assert (about["panel"]["votes"], about["panel"]["recommendations"]) == (3, 2)
    assert about["kind"] == "first_set"


async def test_expert_who_is_late_is_replaced(skipping: Office) -> None:
    case = await of_experts(skipping)
    due_at = (await case.task("expert_review")).due_at
    assert due_at is not None
    await case.skip_until(due_at + MOMENT)
    await case.happened("expert_replaced")


async def test_officer_nominates_an_expert_where_one_stands_aside_and_the_pool_is_empty(skipping: Office) -> None:
    case = await of_experts(skipping)
    drawn = {task.assignee for task in await case.tasks()}
    await skipping.change(update(Expert).values(active=False))
    await case.answer("expert_review", decision="expert_recused", reason="同单位")
    await skipping.change(update(Expert).values(active=True))
    left = next(f"expert-{number}" for number in range(7, 13) if f"expert-{number}" not in drawn)
    await case.answer("panel_nomination", OTHER_OFFICER, decision="expert_nominated", expert=left)
    assert {task.assignee for task in await case.tasks()} >= {left}


# -- objections -------------------------------------------------------------------------------------------------------------------------


async def on_notice(office: Office) -> Case:
    case = await asked(office)
    await check(case)
    await case.reach("decision")
    await decide(case)
    await case.reach("public_notice")
    return case


async def test_notice_goes_on_when_an_objection_is_dismissed(skipping: Office) -> None:
    case = await on_notice(skipping)
    await case.object()
    await case.answer("objection_ruling", OTHER_OFFICER, decision="objection_dismissed", reason="与事实不符")
    await case.reach("public_notice")
    await clear(case)


async def test_nothing_is_recognised_when_an_objection_is_upheld_by_two(skipping: Office) -> None:
    case = await on_notice(skipping)
    await case.object()
    await case.uphold(reason="中心并未实际运营")
    row: Recognition = await case.reach("refused")
    assert (row.valid_from, row.valid_until) == (None, None)
    assert "公示期间收到实名异议" in (await letters_of(case))[-1][1]
    # Whoever was refused may ask again.
    await asked(skipping)


# -- clause 20 --------------------------------------------------------------------------------------------------------------------------


async def test_qualification_is_kept_until_the_last_day_of_its_certificate(skipping: Office) -> None:
    case = await kept(skipping)
    row: Recognition = await case.row()
    assert (row.entry_no, str(row.valid_from), str(row.valid_until)) == (
        MOVED["certificate_no"],
        MOVED["move_completed_on"],
        MOVED["valid_until"],
    )
    assert "public_notice" not in await case.events()
    assert "保留其高新技术企业资格" in (await letters_of(case))[-1][1]
    until = date.fromisoformat(MOVED["valid_until"])
    for event, days in (("expiry_announced", 60), ("expired", 0)):
        row = await case.row()
        assert row.wakes_at is not None
        assert (until - row.wakes_at.astimezone(BEIJING).date()).days == days
        await case.skip_until(row.wakes_at + MOMENT)
        await case.happened(event)
    await case.reach("expired")
    # Nobody is asked whether it is to be renewed: who has certified it does that anew.
    assert not [event for event in await case.events() if event.startswith(("renewal", "review"))]
    assert "重新申请高新技术企业认定" in dict(await letters_of(case))["expiry_announced"]


async def test_qualification_is_refused_when_the_move_was_complete_after_its_last_day(skipping: Office) -> None:
    case = await asked(skipping, "qualification", certificate_no=MOVED["certificate_no"])
    late = MOVED | {"valid_until": (date.fromisoformat(MOVED["move_completed_on"]) - timedelta(days=1)).isoformat()}
    await check(case, **late)
    assert [one["code"] for one in (await case.task("recognition_decision")).about["failures"]] == ["moved_while_valid"]
    assert await case.refusal_of_answer("recognition_decision", HEAD, decision="recognised") == "wrong_stage"
    await case.answer("recognition_decision", HEAD, decision="recognition_refused", reason="迁移完成晚于证书有效期")
    await case.reach("refused")


# -- who may --------------------------------------------------------------------------------------------------------------------------


async def test_nobody_decides_who_checked(skipping: Office) -> None:
    case = await asked(skipping)
    await check(case)
    await case.reach("decision")
    both = person("officer-sti-1")
    assert await case.refusal_of_answer("recognition_decision", both, decision="recognised") in {"forbidden", "four_eyes"}
