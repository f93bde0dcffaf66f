"""A window from its guide to its end: published by another, extended, asked about in public, closed, decided by a list, settled."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError

from models.tables import Application, ImplementingRule, Message, Task, Window, WindowShare
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, WAN, Case, Office, message, person
from tests.policy.baselines import FACTS, VALUES
from tests.replay.windows import ITEM, YEAR, waiting
from tests.workflows.test_before_payment import suspend
from tests.workflows.windows import LISTER, drafted, listed, opened, share_out, shut, submitted, window_of

PRIZE = "science-award"
PRIZE_FEN = 100 * WAN


async def prize(office: Office, number: str) -> Case:
    """Have a prize assessed, that was applied for in a window."""
    case = await office.apply_for(PRIZE, facts=FACTS[PRIZE] | {"certificate_no": number})
    await case.to_review()
    await case.recommend()
    return case


async def refused(asking: Awaitable[object]) -> str:
    """Return what a submission is refused with, in English."""
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await asking
    return str(failed.value.cause)


async def shares(office: Office) -> list[tuple[str, int]]:
    rows = await office.all(select(WindowShare).order_by(WindowShare.list_id, WindowShare.ordinal))
    return [(row.state, row.share_fen) for row in rows]


async def messages(office: Office, uscc: str | None, text: str) -> int:
    return len(await office.all(select(Message.id).where(Message.enterprise_uscc == uscc, Message.zh.contains(text))))


async def suspended(office: Office, case: Case) -> None:
    """Have the item of an application that waits for its share suspended, and the application told."""
    await suspend(office, PRIZE)
    await case.handle.signal("nudge", "suspension")
    await case.task("suspension_check")


async def test_application_that_waits_for_its_share_is_held_when_its_item_is_suspended(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    case = await prize(skipping, "P-1")
    await case.reach("allocation")
    await suspended(skipping, case)
    await shut(window)
    assert [task.kind for task in await window.tasks()] == []
    assert (await case.row()).held
    await case.answer("suspension_check", HEAD, decision="suspension_passed", reason="不影响已受理的申请")
    await listed(window)
    await window.answer("list_approval", DEPUTY, decision="list_approved")
    await case.reach("public_notice")


async def test_share_is_not_taken_when_the_item_is_suspended_after_the_list_was_drawn(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    case = await prize(skipping, "P-1")
    await case.reach("allocation")
    await shut(window)
    await listed(window)
    await suspended(skipping, case)
    assert await window.refusal_of_answer("list_approval", HEAD, decision="list_approved") == "wrong_stage"
    await case.answer("suspension_check", DEPUTY, decision="suspension_upheld", reason="上级政策不再支持")
    await case.reach("refused")


# -- the guide --------------------------------------------------------------------------------------------------------------------------


async def test_guide_is_published_by_another_than_wrote_it(skipping: Office) -> None:
    window = await submitted(skipping, PRIZE, 2026)
    assert await window.refusal_of_answer("guide_approval", OFFICER, decision="published") == "forbidden"
    await window.answer("guide_approval", HEAD, decision="published")
    await window.reach("open")
    assert await window.events() == ["submitted", "published", "opened"]


async def test_window_opens_when_its_time_has_come_and_closes_when_it_is_over(skipping: Office) -> None:
    now = datetime.now(UTC)
    window = await submitted(skipping, PRIZE, 2026, opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=4))
    await window.answer("guide_approval", HEAD, decision="published")
    assert (await window.row()).stage == "published"
    await window.skip_until(now + timedelta(days=2, minutes=1))
    await window.reach("open")
    await window.skip_until(now + timedelta(days=4, minutes=1))
    await window.reach("unanswered")


async def test_guide_is_revised_when_it_is_sent_back(skipping: Office) -> None:
    window = await submitted(skipping, PRIZE, 2026)
    await window.answer("guide_approval", HEAD, decision="guide_sent_back", reason="请写明对象")
    await skipping.change(update(Window).where(Window.id == window.id).values(who={"zh": "获奖单位", "en": "winners"}))
    await window.answer("guide_revision", OFFICER, decision="guide_revised")
    assert (await window.task("guide_approval")).about["guide"]["who"]["zh"] == "获奖单位"


async def test_window_ends_when_its_publication_is_refused(skipping: Office) -> None:
    window = await submitted(skipping, PRIZE, 2026)
    await window.answer("guide_approval", HEAD, decision="publication_refused", reason="本年度不组织")
    await window.reach("refused")


async def test_guide_is_not_submitted_when_its_window_is_over_or_overlaps(skipping: Office) -> None:
    past = await drafted(skipping, PRIZE, 2026, closes_at=datetime.now(UTC) - timedelta(seconds=1))
    assert "window is not valid" in await refused(skipping.begin(past, OFFICER, "批次"))
    await opened(skipping, PRIZE, 2026)
    beside = await drafted(skipping, PRIZE, 2026)
    assert "Another window" in await refused(skipping.begin(beside, OFFICER, "批次"))


async def test_window_is_extended_and_never_cut(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    draft = await skipping.draft(PRIZE)
    await skipping.change(update(Application).where(Application.id == draft.id).values(window_id=window.id))
    before = (await window.row()).closes_at
    for days, code in ((-1, "invalid_input"), (0, "invalid_input")):
        earlier = message("extended", OFFICER, closes_at=(before + timedelta(days=days)).isoformat(), reason="系统维护")
        assert await window.refusal("request", earlier) == code
    later = before + timedelta(days=3)
    await window.ask("request", message("extended", OFFICER, closes_at=later.isoformat(), reason="系统维护"))
    row = await window.row()
    assert (row.closes_at, row.wakes_at) == (later, later)
    assert await messages(skipping, draft.enterprise_uscc, "申报期延长至") == 1


@pytest.mark.parametrize(("actor", "published", "code"), [(OFFICER, False, None), (OFFICER, True, "forbidden"), (HEAD, True, None)])
async def test_window_that_has_not_opened_is_cancelled_by_whoever_published_it(
    skipping: Office, actor: Any, code: str | None, *, published: bool
) -> None:
    now = datetime.now(UTC)
    window = await submitted(skipping, PRIZE, 2026, opens_at=now + timedelta(days=9), closes_at=now + timedelta(days=19))
    if published:
        await window.answer("guide_approval", HEAD, decision="published")
    asked = message("cancelled", actor, reason="另行组织")
    if code:
        assert await window.refusal("request", asked) == code
        return
    await window.ask("request", asked)
    await window.reach("cancelled" if published else "dropped")


async def test_window_that_is_open_is_carried_through(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    assert await window.refusal("request", message("cancelled", HEAD, reason="另行组织")) == "wrong_stage"


async def test_question_is_answered_to_whoever_asked_and_still_after_the_window_is_closed(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    for _ in range(2):
        await window.ask("request", message("question_asked", APPLICANT, question="可以补充吗？", asked_for=APPLICANT.enterprise))
    await window.answer("window_question", OTHER_OFFICER, decision="question_answered", answer="可以。")
    await skipping.apply_for(PRIZE)
    await shut(window)
    await window.answer("window_question", OTHER_OFFICER, decision="question_set_aside", reason="与本批次无关")
    assert await messages(skipping, APPLICANT.enterprise, "已公开答复") == 1
    assert await messages(skipping, APPLICANT.enterprise, "不予公开答复。理由：与本批次无关") == 1
    assert await window.refusal("request", message("question_asked", APPLICANT, question="晚了？", asked_for=APPLICANT.enterprise)) == (
        "wrong_stage"
    )


# -- who is late ------------------------------------------------------------------------------------------------------------------------


async def test_application_is_refused_with_the_day_when_its_window_is_not_open_yet_or_over(skipping: Office) -> None:
    now = datetime.now(UTC)
    window = await submitted(skipping, PRIZE, 2026, opens_at=now + timedelta(days=9), closes_at=now + timedelta(days=19))
    await window.answer("guide_approval", HEAD, decision="published")
    early = await skipping.draft(PRIZE)
    assert "opens on" in await refused(skipping.submit(early))
    await skipping.change(update(Window).where(Window.id == window.id).values(opens_at=now - timedelta(days=9), closes_at=now))
    assert "closed on" in await refused(skipping.submit(early))


async def test_item_without_a_window_is_open_all_the_year(skipping: Office) -> None:
    case = await skipping.apply_for(PRIZE)
    await case.to_decision()
    assert ((await case.row()).window_id, (await case.row()).stage) == (None, "decision")


async def test_application_of_another_year_than_the_window_is_refused(skipping: Office) -> None:
    await opened(skipping, ITEM, YEAR)
    draft = await skipping.draft(ITEM, facts={"year": YEAR - 1})
    assert "facts are not valid" in await refused(skipping.submit(draft))


async def test_evidence_of_the_guide_is_asked_for_of_whoever_applies_in_it(skipping: Office) -> None:
    asked = [{"code": "prize_photo", "title": {"zh": "获奖照片", "en": "Photo"}, "required": True}]
    await opened(skipping, PRIZE, 2026, evidence=asked)
    assert "Facts or evidence are missing" in await refused(skipping.submit(await skipping.draft(PRIZE)))


async def test_only_named_documents_are_corrected_after_the_window(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    case = await skipping.apply_for(PRIZE)
    await shut(window)
    facts = [{"code": "certificate_no", "reason": "编号有误"}]
    assert await case.refusal_of_answer("acceptance", OFFICER, decision="correction_requested", defects=facts) == "invalid_input"


async def test_second_application_for_the_same_is_refused_in_a_window_until_the_first_is_withdrawn(skipping: Office) -> None:
    await opened(skipping, ITEM, YEAR)
    first = await skipping.apply_for(ITEM)
    again = await skipping.draft(ITEM, facts=FACTS[ITEM] | {"pool_no": "pp－1"})
    assert first.number in await refused(skipping.submit(again))
    await skipping.apply_for(ITEM, facts=FACTS[ITEM] | {"pool_no": "PP-2"})
    await first.withdraw()
    await skipping.submit(again)


async def test_second_application_for_the_same_is_taken_when_no_window_is_open_for_it(skipping: Office) -> None:
    await skipping.apply_for("tech-insurance")
    await skipping.submit(await skipping.draft("tech-insurance"))


# -- the list ---------------------------------------------------------------------------------------------------------------------------


async def test_applications_of_a_window_without_a_ceiling_are_decided_at_once_and_in_full(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    cases = [await prize(skipping, number) for number in ("P-1", "Q-2")]
    for case in cases:
        await case.reach("allocation")
        assert await case.tasks() == []
    await share_out(skipping, PRIZE)
    for case in cases:
        await case.reach("public_notice")
    assert [(await case.row()).award_fen for case in cases] == [PRIZE_FEN, PRIZE_FEN]
    assert await shares(skipping) == [("taken", PRIZE_FEN)] * 2
    for case in cases:
        await case.clear_notice()
    await window.reach("settled")


async def test_ceiling_of_a_window_is_shared_in_proportion(skipping: Office) -> None:
    await opened(skipping, PRIZE, 2026, ceiling_fen=PRIZE_FEN)
    cases = [await prize(skipping, number) for number in ("P-1", "Q-2")]
    for case in cases:
        await case.reach("allocation")
    await share_out(skipping, PRIZE)
    for case in cases:
        await case.reach("public_notice")
    assert [(await case.row()).award_fen for case in cases] == [PRIZE_FEN // 2] * 2


async def test_list_names_one_of_two_that_turned_out_to_be_for_the_same(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026, ceiling_fen=PRIZE_FEN)
    cases = [await prize(skipping, number) for number in ("P-1", "P-1", "Q-2")]
    for case in cases:
        await case.reach("allocation")
    await shut(window)
    await window.task("window_list")
    assert await window.refusal_of_answer("window_list", LISTER, decision="list_drawn") == "duplicate"
    await listed(window, {cases[1].number: "与前一件为同一奖项"})
    await window.answer("list_approval", DEPUTY, decision="list_approved")
    await cases[1].reach("review")
    assert [(await case.reach("public_notice")).award_fen for case in (cases[0], cases[2])] == [PRIZE_FEN // 2] * 2


async def test_list_is_drawn_by_nobody_who_wrote_the_guide_or_handled_an_application(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    await (await prize(skipping, "P-1")).reach("allocation")
    await shut(window)
    await window.task("window_list")
    assert await window.refusal_of_answer("window_list", OFFICER, decision="list_drawn") == "four_eyes"
    await listed(window)
    assert await window.refusal_of_answer("list_approval", LISTER, decision="list_approved") == "forbidden"
    await window.answer("list_approval", DEPUTY, decision="list_approved")


async def test_list_names_whoever_is_not_assessed_or_leaves_them_out(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    ready = await prize(skipping, "P-1")
    await ready.reach("allocation")
    slow = await skipping.apply_for(PRIZE, facts=FACTS[PRIZE] | {"certificate_no": "Q-2"})
    await shut(window)
    assert await window.refusal_of_answer("window_list", LISTER, decision="list_drawn") == "incomplete"
    strange = [{"application": "BDA-1", "reason": "无"}]
    assert await window.refusal_of_answer("window_list", LISTER, decision="list_drawn", left_out=strange) == "invalid_input"
    await listed(window, {slow.number: "材料待核"})
    await window.answer("list_approval", HEAD, decision="list_approved", reason="不影响其他申请")
    await slow.to_review()
    await slow.recommend()
    await slow.reach("allocation")
    # Who was left out is decided by another list of the same window, once the first is no longer on notice.
    await ready.clear_notice()
    await listed(window)
    await window.answer("list_approval", HEAD, decision="list_approved")
    await slow.reach("public_notice")
    assert await shares(skipping) == [("taken", PRIZE_FEN)] * 2


async def test_list_is_drawn_again_when_it_was_returned_or_is_out_of_date(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    first, second = await prize(skipping, "P-1"), await prize(skipping, "Q-2")
    await shut(window)
    await second.reach("allocation")
    await listed(window)
    await second.withdraw()
    assert await window.refusal_of_answer("list_approval", HEAD, decision="list_approved") == "wrong_stage"
    await window.answer("list_approval", HEAD, decision="list_returned", reason="有单位撤回")
    await listed(window)
    await window.answer("list_approval", HEAD, decision="list_approved")
    await first.reach("public_notice")
    await window.reach("list_notice")


async def test_window_is_settled_without_a_list_when_nobody_is_left_in_it(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    case = await skipping.apply_for(PRIZE)
    await shut(window)
    await case.withdraw()
    await window.reach("settled")


async def test_refusal_keeps_the_window_unsettled_until_it_is_final(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    case = await skipping.apply_for(PRIZE)
    await case.to_review()
    await case.answer("desk_review", OFFICER, decision="not_recommended", opinion="不符合条件")
    await shut(window)
    await case.reconsider("reconsideration_granted")
    await case.answer("desk_review", OTHER_OFFICER, decision="recommended", opinion="符合条件")
    await case.reach("allocation")
    # Whoever looked at it again has no part in the list.
    await listed(window, lister=person("officer-sti-4"))
    await window.answer("list_approval", HEAD, decision="list_approved")
    await case.reach("public_notice")


# -- what is left over ------------------------------------------------------------------------------------------------------------------


async def test_whoever_waits_when_nothing_is_left_is_listed_by_the_next_window(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026, ceiling_fen=PRIZE_FEN)
    await (await prize(skipping, "P-1")).reach("allocation")
    slow = await skipping.apply_for(PRIZE, facts=FACTS[PRIZE] | {"certificate_no": "Q-2"})
    await shut(window)
    await listed(window, {slow.number: "材料待核"})
    await window.answer("list_approval", HEAD, decision="list_approved", reason="不影响其他申请")
    await slow.to_review()
    await slow.recommend()
    await slow.reach("allocation")
    first = (await skipping.all(select(Application).where(Application.stage == "public_notice")))[0]
    await skipping.running(first).clear_notice()
    await window.reach("settled")
    assert (await slow.row()).stage == "allocation"
    following = await opened(skipping, PRIZE, 2026, opens_at=datetime.now(UTC))
    await shut(following)
    await listed(following)
    await following.answer("list_approval", HEAD, decision="list_approved")
    await slow.reach("public_notice")
    assert ((await slow.row()).window_id, (await slow.row()).award_fen) == (following.id, PRIZE_FEN)


@pytest.mark.parametrize("first_assessed", [0, 1])
async def test_two_pools_share_what_is_left_alike_whichever_is_decided_first(skipping: Office, first_assessed: int) -> None:
    rule = {"effective_from": date(2022, 1, 14), "values": VALUES[ITEM], "document_no": "演示细则1号"}
    await skipping.add(ImplementingRule(item_code=ITEM, entered_by="officer-sti-1", approved_by="officer-sti-2", **rule))

    async def pool(number: str, formula_fen: int) -> Case:
        return await skipping.apply_for(ITEM, facts=FACTS[ITEM] | {"pool_no": number, "annual_fees_fen": formula_fen * 10 // 4})

    async def assessed(case: Case) -> None:
        await case.to_review()
        await case.recommend()
        await case.reach("allocation")

    earlier = await pool("PP-0", 4_650 * WAN)
    await assessed(earlier)
    window = await share_out(skipping, ITEM)
    await earlier.reach("public_notice")
    await earlier.clear_notice()
    await window.reach("settled")
    await opened(skipping, ITEM, YEAR, opens_at=datetime.now(UTC))
    pools = [await pool(f"PP-{name}", 4_500 * WAN) for name in "AB"]
    for index in (first_assessed, 1 - first_assessed):
        await assessed(pools[index])
    await share_out(skipping, ITEM)
    for case in pools:
        await case.reach("public_notice")
    assert [(await case.row()).award_fen for case in pools] == [175 * WAN, 175 * WAN]
    assert (await skipping.balances())["pre_commitment"] == 350 * WAN


async def test_share_that_falls_away_pays_whoever_came_later_and_cuts_nobody(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026, ceiling_fen=PRIZE_FEN)
    cases = [await prize(skipping, number) for number in ("P-1", "Q-2")]
    slow = await skipping.apply_for(PRIZE, facts=FACTS[PRIZE] | {"certificate_no": "R-3"})
    for case in cases:
        await case.reach("allocation")
    await shut(window)
    await listed(window, {slow.number: "材料待核"})
    await window.answer("list_approval", HEAD, decision="list_approved", reason="不影响其他申请")
    for case in cases:
        await case.reach("public_notice")
    first, second = cases
    await first.object()
    await first.uphold(person("officer-sti-4"), DEPUTY)
    await slow.to_review()
    await slow.recommend()
    await slow.reach("allocation")
    await second.clear_notice()
    await listed(window)
    await window.answer("list_approval", HEAD, decision="list_approved")
    await slow.reach("public_notice")
    assert [(await case.row()).award_fen for case in (first, second, slow)] == [None, PRIZE_FEN // 2, PRIZE_FEN // 2]


async def test_task_of_a_list_shows_what_waits_and_what_there_is(skipping: Office) -> None:
    case = await waiting(skipping)
    window = await window_of(skipping, ITEM)
    await shut(window)
    task: Task = await window.task("window_list")
    assert task.about["waiting"] == [{"number": case.number, "formula_fen": (await case.row()).formula_fen}]
    assert task.about["left_fen"] == 5_000 * WAN


async def test_whoever_has_an_interest_in_a_listed_enterprise_neither_draws_nor_approves_the_list(skipping: Office) -> None:
    window = await opened(skipping, PRIZE, 2026)
    case = await prize(skipping, "P-1")
    await case.reach("allocation")
    await shut(window)
    interests = ((await case.row()).enterprise_uscc,)
    for kind, decision, actor in (("window_list", "list_drawn", LISTER), ("list_approval", "list_approved", HEAD)):
        interested = replace(actor, interests=interests)
        assert await window.refusal_of_answer(kind, interested, decision=decision) == "conflict_of_interest"
        await window.answer(kind, actor, decision=decision)
