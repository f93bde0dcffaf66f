"""Sharing a ceiling by the list of a window: pro rata on the formula amounts, decided as one by two people, and by nobody before."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models.commands import budget
from models.tables import ItemSuspension, Message, Task
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import FINANCE, OTHER_FINANCE, Case, Office
from tests.office.people import person
from tests.patience import until
from tests.policy.baselines import FACTS, VALUES, WAN
from tests.workflows.windows import shut, window_of

ITEM = "patent-pool"
CEILING = 5_000 * WAN
# Who had nothing to do with what is listed: two officers state and confirm the facts.
LISTER = "officer-sti-3"
DEPUTY = "approver-sti-2"


@pytest.fixture
def durations() -> dict[str, int]:
    """Notices that are open when what was set aside is looked at."""
    return {"public_notice": 12_000}


@pytest.fixture
async def sti(api: Desk, behind: Office) -> Desk:
    """A desk with a rule for the rate, and money for more than the ceiling."""
    rule = {"from": "2022-01-14", "values": VALUES[ITEM], "document_no": "演示细则1号"}
    entered = await api.post(OFFICER, f"/items/{ITEM}/rules", rule)
    assert (await api.post(HEAD, f"/rules/{entered.json()['id']}/approval")).status_code == 200
    await behind.appropriate(CEILING, datetime.now(UTC).year)
    return api


async def submitted(behind: Office, pool: str, formula_fen: int) -> Case:
    """Apply for a pool whose fees come to so much by the rate."""
    facts: dict[str, Any] = {"pool_no": pool, "annual_fees_fen": -(-formula_fen * 10 // 4)}
    return await behind.apply_for(ITEM, facts=FACTS[ITEM] | facts)


async def assessed(case: Case) -> Case:
    await case.to_review()
    await case.recommend()
    await case.reach("allocation")
    return case


async def waiting(behind: Office, *formula_fen: int) -> list[Case]:
    return [await assessed(await submitted(behind, f"PP-{index}", fen)) for index, fen in enumerate(formula_fen)]


async def closed(behind: Office) -> str:
    """Close the window, and return its number."""
    window = await window_of(behind, ITEM)
    await shut(window)
    await window.task("window_list")
    return window.number


async def drawn(api: Desk, number: str, *left_out: Case) -> dict[str, Any]:
    """Draw the list, and return it."""
    given = [{"application": case.number, "reason": "材料待核"} for case in left_out]
    await api.done(LISTER, number, "window_list", {"decision": "list_drawn"} | ({"left_out": given} if given else {}))
    return dict((await api.get(LISTER, f"/windows/{number}/lists")).json()[-1])


async def approve(api: Desk, number: str, *, by: str = HEAD, **answer: Any) -> None:
    await api.done(by, number, "list_approval", {"decision": "list_approved"} | answer)


async def ended(api: Desk, number: str) -> dict[str, Any]:
    """Wait until the last list is settled, and return it."""

    async def find() -> dict[str, Any] | None:
        shown = (await api.get(LISTER, f"/windows/{number}/lists")).json()[-1]
        return shown if shown["state"] == "settled" else None

    return dict(await until(find, "a settled list"))


async def decided(api: Desk, behind: Office, *left_out: Case) -> tuple[str, dict[str, Any]]:
    """Close the window and have its list drawn, approved and settled."""
    number = await closed(behind)
    await drawn(api, number, *left_out)
    await approve(api, number)
    return number, await ended(api, number)


async def awards(cases: list[Case]) -> list[int | None]:
    return [(await case.row()).award_fen for case in cases]


@pytest.mark.parametrize("larger_first", [True, False])
async def test_second_pool_gets_its_share_when_the_first_alone_would_take_all(sti: Desk, behind: Office, *, larger_first: bool) -> None:
    formula = [CEILING, CEILING // 4] if larger_first else [CEILING // 4, CEILING]
    cases = await waiting(behind, *formula)
    assert await awards(cases) == [None, None]
    await decided(sti, behind)
    assert await awards(cases) == [fen * 4 // 5 for fen in formula]
    for case in cases:
        await case.reach("public_notice")
    assert (await behind.balances())["pre_commitment"] == CEILING


@pytest.mark.parametrize(("over", "cut"), [(-1, (0, 0, 0)), (0, (0, 0, 0)), (1, (0, 1, 0))])
async def test_ceiling_is_never_passed_by_a_fen_when_three_pools_are_just_below_at_or_above_it(
    sti: Desk, behind: Office, over: int, cut: tuple[int, ...]
) -> None:
    formula = [CEILING // 4, CEILING // 2 + over, CEILING // 4]
    cases = await waiting(behind, *formula)
    expected = [fen - less for fen, less in zip(formula, cut, strict=True)]
    _, listed = await decided(sti, behind)
    assert [share["share_fen"] for share in listed["shares"]] == expected
    assert await awards(cases) == expected
    assert sum(expected) == CEILING + min(over, 0)


async def test_nobody_decides_an_application_that_waits_for_the_list_by_itself(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, CEILING + 4 * WAN)
    assert await case.tasks() == []
    shown = (await sti.get(APPLICANT, f"/applications/{case.number}")).json()
    assert (shown["stage"]["code"], shown["formula_fen"], shown["award_fen"]) == ("allocation", CEILING + 4 * WAN, None)


@pytest.mark.parametrize(("over_fen", "said"), [(0, False), (1, True), (4 * WAN, True)])
async def test_letter_speaks_of_no_proportion_when_nobody_else_has_a_share(sti: Desk, behind: Office, over_fen: int, *, said: bool) -> None:
    [case] = await waiting(behind, CEILING + over_fen)
    await decided(sti, behind)
    await case.reach("public_notice")
    page = (await sti.get(APPLICANT, f"/applications/{case.number}/letter", headers={"Accept-Language": "zh"})).json()["text"]
    assert ("总额的剩余额度不足以全额支持" in page) is said
    assert not any(words in page for words in ("统一分配", "比例统一", "全部申请"))


async def test_applicant_is_told_both_amounts_and_of_nobody_else(sti: Desk, behind: Office) -> None:
    cases = await waiting(behind, CEILING, CEILING // 4)
    await decided(sti, behind)
    told = [str(text) for text in await behind.all(select(Message.zh).where(Message.case_id == cases[0].id, Message.role.is_(None)))]
    assert any("按公式核算的金额为5000万元，经统一审定，拟支持金额为4000万元" in text for text in told)
    page = (await sti.get(APPLICANT, f"/applications/{cases[0].number}/letter", headers={"Accept-Language": "zh"})).json()["text"]
    assert "按公式核算金额的比例统一分配：公式核算金额为5000万元，核定分配4000万元" in page
    for text in (*told, page):
        assert cases[1].number not in text


async def test_list_is_decided_by_two_who_had_no_other_part_in_it(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, WAN)
    number = await closed(behind)
    task = await sti.task(LISTER, number, "window_list")
    path, answer = f"/tasks/{task['id']}/complete", {"decision": "list_drawn"}
    assert code_of(await sti.post("officer-econ-1", path, answer)) in {"forbidden", "not_found"}
    # Who published the guide, and who handled an application.
    for somebody in (HEAD, OFFICER):
        assert code_of(await sti.post(somebody, path, answer)) == "four_eyes"
    await drawn(sti, number)
    task = await sti.task(HEAD, number, "list_approval")
    assert code_of(await sti.post(LISTER, f"/tasks/{task['id']}/complete", {"decision": "list_approved"})) == "four_eyes"
    await approve(sti, number)
    await ended(sti, number)
    decisions = await behind.all(select(Task.completed_by).where(Task.case_id == case.id, Task.kind == "decision").order_by(Task.id))
    assert decisions == [LISTER, HEAD]


async def test_list_says_of_everybody_who_is_not_assessed_why_it_does_not_wait(sti: Desk, behind: Office) -> None:
    [ready] = await waiting(behind, CEILING)
    slow = await submitted(behind, "PP-slow", CEILING)
    number = await closed(behind)
    task = await sti.task(LISTER, number, "window_list")
    answer = await sti.post(LISTER, f"/tasks/{task['id']}/complete", {"decision": "list_drawn"})
    assert code_of(answer) == "incomplete"
    assert [slow.number in error["message"]["zh"] for error in answer.json()["errors"]] == [True]
    listed = await drawn(sti, number, slow)
    accepted = {"code": "acceptance", "zh": "受理", "en": "Acceptance"}
    assert listed["pending"] == [{"number": slow.number, "stage": accepted, "reason": "材料待核"}]
    task = await sti.task(HEAD, number, "list_approval")
    assert code_of(await sti.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "list_approved"})) == "invalid_input"
    await approve(sti, number, reason="补正期限较长，不宜再等")
    await ended(sti, number)
    assert await awards([ready, slow]) == [CEILING, None]
    await assessed(slow)


async def test_list_is_not_approved_when_one_of_it_was_withdrawn_since_it_was_drawn(sti: Desk, behind: Office) -> None:
    first, second = await waiting(behind, CEILING, CEILING)
    number = await closed(behind)
    await drawn(sti, number)
    await first.withdraw()
    task = await sti.task(HEAD, number, "list_approval")
    refused = await sti.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "list_approved"})
    assert (code_of(refused), first.number in refused.json()["detail"]) == ("wrong_stage", True)
    await sti.done(HEAD, number, "list_approval", {"decision": "list_returned", "reason": "有申请撤回"})
    await drawn(sti, number)
    await approve(sti, number, by=DEPUTY)
    await ended(sti, number)
    assert await awards([first, second]) == [None, CEILING]
    states = [one["state"] for one in (await sti.get(LISTER, f"/windows/{number}/lists")).json()]
    assert states == ["returned", "settled"]


async def test_whoever_drew_or_approved_a_list_rules_on_no_objection_to_it(sti: Desk, behind: Office) -> None:
    first, _ = await waiting(behind, CEILING, CEILING)
    await decided(sti, behind)
    await first.reach("public_notice")
    await first.object()
    upheld = {"decision": "upholding_proposed", "reason": "专利已失效"}
    assert await first.refusal_of_answer("objection_ruling", person(LISTER), **upheld) == "four_eyes"
    await first.answer("objection_ruling", person("officer-sti-4"), **upheld)
    overturned = {"decision": "objection_upheld", "reason": "专利已失效"}
    assert await first.refusal_of_answer("objection_confirmation", person(HEAD), **overturned) == "four_eyes"
    await first.answer("objection_confirmation", person(DEPUTY), **overturned)
    await first.reach("refused")


async def test_list_is_drawn_and_approved_once_when_two_do_at_once(sti: Desk, behind: Office) -> None:
    cases = await waiting(behind, CEILING, CEILING)
    number = await closed(behind)
    for kind, decision, people in (
        ("window_list", "list_drawn", (LISTER, "officer-sti-4")),
        ("list_approval", "list_approved", (HEAD, DEPUTY)),
    ):
        task = await sti.task(people[0], number, kind)
        path = f"/tasks/{task['id']}/complete"
        answers = await asyncio.gather(*(sti.post(one, path, {"decision": decision}) for one in people))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
    listed = await ended(sti, number)
    assert listed["ordinal"] == 1
    assert await awards(cases) == [CEILING // 2, CEILING // 2]
    assert [(await case.events()).count("approved") for case in cases] == [1, 1]


async def test_application_left_out_is_reviewed_again(sti: Desk, behind: Office) -> None:
    first, second = await waiting(behind, CEILING, CEILING)
    _, shown = await decided(sti, behind, second)
    assert [share["state"] for share in shown["shares"]] == ["taken", "returned"]
    assert await awards([first, second]) == [CEILING, None]
    assert (await second.row()).stage == "review"


async def test_share_goes_back_when_its_item_is_suspended_now(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, CEILING)
    number = await closed(behind)
    await drawn(sti, number)
    reason = {"reason_zh": "上位政策调整", "reason_en": "A higher policy changed", "document_no": "通知1号"}
    people = {"entered_by": OFFICER, "approved_by": OTHER_OFFICER, "approved_at": datetime.now(UTC)}
    await behind.add(ItemSuspension(item_code=ITEM, effective_from=date(2022, 1, 14), **reason, **people))
    await approve(sti, number)
    assert [share["state"] for share in (await ended(sti, number))["shares"]] == ["fell_away"]
    row = await case.row()
    assert (row.stage, row.award_fen, row.formula_fen) == ("allocation", None, CEILING)
    # Until somebody has said whether it goes on it is on no other list.
    assert row.held
    assert (await case.events())[-1] == "suspension_found"
    told = list(await behind.all(select(Message.zh).where(Message.case_id == case.id, Message.zh.contains("因上位政策暂缓办理"))))
    assert any("上位政策调整" in text for text in told)


async def test_share_that_waits_for_budget_is_held_for_it(sti: Desk, behind: Office) -> None:
    line = budget.Line("sti", ITEM, datetime.now(UTC).year)
    async with behind.database.writing() as session:
        await budget.confirm(session, OTHER_FINANCE, await budget.enter(session, FINANCE, line, 1, budget.Numbered("预〔2026〕专1号")))
    [case] = await waiting(behind, CEILING)
    await decided(sti, behind)
    row = await case.row()
    assert (row.stage, row.award_fen) == ("budget_wait", CEILING)


async def test_opinions_name_the_window_who_drew_its_list_and_who_approved_it(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, 100 * WAN)
    number, _ = await decided(sti, behind)
    await case.reach("public_notice")
    for reader in ("auditor", "approver-sti-3"):
        answer = await sti.get(reader, f"/cases/{case.number}/opinions")
        assert answer.status_code == 200, answer.text
        read = [one for one in answer.json() if one["kind"] == "decision"]
        assert [one["outcome"]["zh"] for one in read] == ["列入名单，随名单审定", "同意"]
        assert [(one["by"], one["window"]) for one in read] == [(person(LISTER).name, number), (person(HEAD).name, number)]
    await case.object()
    ruling = await sti.task("officer-sti-4", case.number, "objection_ruling")
    answer = await sti.get("officer-sti-4", f"/tasks/{ruling['id']}")
    assert [one["outcome"]["code"] for one in answer.json()["opinions"] if one["kind"] == "decision"] == ["listed", "approved"]
