"""Sharing a programme's ceiling: pro rata on the formula amounts, decided as one list by two people, and by nobody before."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.commands import budget
from models.tables import Application, ItemSuspension, Message, Task
from policy.working_days import BEIJING
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import FINANCE, OTHER_FINANCE, Case, Office
from tests.office.people import person
from tests.patience import until
from tests.policy.baselines import FACTS, VALUES, WAN

CEILING = 5_000 * WAN
PATH = "/items/patent-pool/allocations"
# Who had nothing to do with what is listed: two officers state and confirm the facts.
LISTER = "officer-sti-3"
DEPUTY = "approver-sti-2"


def days_ago(days: int) -> str:
    return (datetime.now(BEIJING).date() - timedelta(days=days)).isoformat()


async def handed_in_days_ago(case: Case, days: int) -> None:
    """Have an application be submitted some days ago: a list takes whoever was by the end of a day that is over."""
    earlier = datetime.now(UTC) - timedelta(days=days)
    await case.office.change(update(Application).where(Application.id == case.id).values(submitted_at=earlier))


@pytest.fixture
def durations() -> dict[str, int]:
    """Notices that are open when what was set aside is looked at."""
    return {"public_notice": 12_000}


@pytest.fixture
async def sti(api: Desk, behind: Office) -> Desk:
    """A desk with a rule for the rate, and money for more than the ceiling."""
    rule = {"from": "2022-01-14", "values": VALUES["patent-pool"], "document_no": "演示细则1号"}
    entered = await api.post(OFFICER, "/items/patent-pool/rules", rule)
    assert (await api.post(HEAD, f"/rules/{entered.json()['id']}/approval")).status_code == 200
    await behind.appropriate(CEILING, datetime.now(UTC).year)
    return api


async def submitted(behind: Office, pool: str, formula_fen: int, days: int = 9) -> Case:
    """Apply for a pool whose fees come to so much by the rate, some days ago."""
    facts: dict[str, Any] = {"pool_no": pool, "annual_fees_fen": -(-formula_fen * 10 // 4)}
    case = await behind.apply_for("patent-pool", facts=FACTS["patent-pool"] | facts)
    await handed_in_days_ago(case, days)
    return case


async def assessed(case: Case) -> Case:
    await case.to_review()
    await case.recommend()
    await case.reach("allocation")
    return case


async def waiting(behind: Office, *formula_fen: int) -> list[Case]:
    return [await assessed(await submitted(behind, f"PP-{index}", fen)) for index, fen in enumerate(formula_fen)]


async def drawn(api: Desk, *left_out: Case, days: int = 9) -> dict[str, Any]:
    body = {"year": 2025, "cut_off": days_ago(days), "left_out": [{"application": case.number, "reason": "材料待核"} for case in left_out]}
    answer = await api.post(LISTER, PATH, body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def approve(api: Desk, number: str, *, by: str = HEAD, **answer: Any) -> None:
    await api.done(by, number, "allocation_approval", {"decision": "list_approved"} | answer)


async def ended(api: Desk, number: str) -> dict[str, Any]:
    """Wait until a list is settled, and return it."""

    async def find() -> dict[str, Any] | None:
        shown = (await api.get(LISTER, f"/allocations/{number}")).json()
        return shown if shown["stage"]["code"] == "decided" else None

    return dict(await until(find, "a settled list"))


async def awards(cases: list[Case]) -> list[int | None]:
    return [(await case.row()).award_fen for case in cases]


@pytest.mark.parametrize("larger_first", [True, False])
async def test_second_pool_gets_its_share_when_the_first_alone_would_take_all(sti: Desk, behind: Office, *, larger_first: bool) -> None:
    formula = [CEILING, CEILING // 4] if larger_first else [CEILING // 4, CEILING]
    cases = await waiting(behind, *formula)
    assert await awards(cases) == [None, None]
    listed = await drawn(sti)
    await approve(sti, listed["number"])
    await ended(sti, listed["number"])
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
    listed = await drawn(sti)
    expected = [fen - less for fen, less in zip(formula, cut, strict=True)]
    assert [share["share_fen"] for share in listed["shares"]] == expected
    await approve(sti, listed["number"])
    await ended(sti, listed["number"])
    assert await awards(cases) == expected
    assert sum(expected) == CEILING + min(over, 0)


async def test_nobody_decides_an_application_that_waits_for_its_share_by_itself(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, CEILING + 4 * WAN)
    assert await case.tasks() == []
    shown = (await sti.get(APPLICANT, f"/applications/{case.number}")).json()
    assert (shown["stage"]["code"], shown["formula_fen"], shown["award_fen"]) == ("allocation", CEILING + 4 * WAN, None)


@pytest.mark.parametrize(("over_fen", "said"), [(0, False), (1, True), (4 * WAN, True)])
async def test_letter_speaks_of_no_proportion_when_nobody_else_has_a_share(sti: Desk, behind: Office, over_fen: int, *, said: bool) -> None:
    [case] = await waiting(behind, CEILING + over_fen)
    listed = await drawn(sti)
    await approve(sti, listed["number"])
    await ended(sti, listed["number"])
    await case.reach("public_notice")
    page = (await sti.get(APPLICANT, f"/applications/{case.number}/letter", headers={"Accept-Language": "zh"})).json()["text"]
    assert ("年度总额的剩余额度不足以全额支持" in page) is said
    assert not any(words in page for words in ("统一分配", "比例统一", "全部申请"))


async def test_applicant_is_told_both_amounts_and_of_nobody_else(sti: Desk, behind: Office) -> None:
    cases = await waiting(behind, CEILING, CEILING // 4)
    listed = await drawn(sti)
    await approve(sti, listed["number"])
    await ended(sti, listed["number"])
    told = [str(text) for text in await behind.all(select(Message.zh).where(Message.case_id == cases[0].id, Message.role.is_(None)))]
    assert any("按公式核算的金额为5000万元，经年度总额统一分配，拟支持金额为4000万元" in text for text in told)
    page = (await sti.get(APPLICANT, f"/applications/{cases[0].number}/letter", headers={"Accept-Language": "zh"})).json()["text"]
    assert "按公式核算金额的比例统一分配：公式核算金额为5000万元，核定分配4000万元" in page
    for text in (*told, page):
        assert cases[1].number not in text
        assert listed["number"] not in text


async def test_list_is_decided_by_two_who_had_no_other_part_in_it(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, WAN)
    body = {"year": 2025, "cut_off": days_ago(9)}
    for somebody in (APPLICANT, HEAD, "officer-econ-1"):
        assert code_of(await sti.post(somebody, PATH, body)) == "forbidden"
    assert code_of(await sti.post(OFFICER, PATH, body)) == "four_eyes"
    listed = await drawn(sti)
    task = await sti.task(HEAD, listed["number"], "allocation_approval")
    assert code_of(await sti.post(LISTER, f"/tasks/{task['id']}/complete", {"decision": "list_approved"})) == "four_eyes"
    await approve(sti, listed["number"])
    await ended(sti, listed["number"])
    decided = await behind.all(select(Task.completed_by).where(Task.case_id == case.id, Task.kind == "decision").order_by(Task.id))
    assert decided == [LISTER, HEAD]


async def test_list_says_of_everybody_who_is_not_assessed_why_it_does_not_wait(sti: Desk, behind: Office) -> None:
    [ready] = await waiting(behind, CEILING)
    slow = await submitted(behind, "PP-slow", CEILING)
    answer = await sti.post(LISTER, PATH, {"year": 2025, "cut_off": days_ago(9)})
    assert code_of(answer) == "incomplete"
    assert [slow.number in error["message"]["zh"] for error in answer.json()["errors"]] == [True]
    listed = await drawn(sti, slow)
    assert listed["pending"] == [{"number": slow.number, "stage": "acceptance", "reason": "材料待核"}]
    task = await sti.task(HEAD, listed["number"], "allocation_approval")
    assert code_of(await sti.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "list_approved"})) == "invalid_input"
    await approve(sti, listed["number"], reason="补正期限较长，不宜再等")
    await ended(sti, listed["number"])
    assert await awards([ready, slow]) == [CEILING, None]
    await assessed(slow)


async def test_list_is_not_approved_when_one_of_it_was_withdrawn_since_it_was_drawn(sti: Desk, behind: Office) -> None:
    first, second = await waiting(behind, CEILING, CEILING)
    listed = await drawn(sti)
    await first.withdraw()
    task = await sti.task(HEAD, listed["number"], "allocation_approval")
    refused = await sti.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "list_approved"})
    assert (code_of(refused), first.number in refused.json()["detail"]) == ("wrong_stage", True)
    await sti.done(HEAD, listed["number"], "allocation_approval", {"decision": "list_returned", "reason": "有申请撤回"})
    another = await drawn(sti)
    await approve(sti, another["number"], by=DEPUTY)
    await ended(sti, another["number"])
    assert await awards([first, second]) == [None, CEILING]


async def test_share_that_falls_away_pays_whoever_came_later_and_cuts_nobody(sti: Desk, behind: Office) -> None:
    first, second = await waiting(behind, CEILING, CEILING)
    listed = await drawn(sti)
    await approve(sti, listed["number"])
    await ended(sti, listed["number"])
    late = await assessed(await submitted(behind, "PP-late", CEILING, days=5))
    assert code_of(await sti.post(LISTER, PATH, {"year": 2025, "cut_off": days_ago(5)})) == "budget_exhausted"
    await first.reach("public_notice")
    await first.object()
    # Who drew the list has decided, and rules on nothing.
    upheld = {"decision": "upholding_proposed", "reason": "专利已失效"}
    assert await first.refusal_of_answer("objection_ruling", person(LISTER), **upheld) == "four_eyes"
    await first.answer("objection_ruling", person("officer-sti-4"), **upheld)
    # Nor does whoever approved the list, which decided it.
    overturned = {"decision": "objection_upheld", "reason": "专利已失效"}
    assert await first.refusal_of_answer("objection_confirmation", person("approver-sti-1"), **overturned) == "four_eyes"
    await first.answer("objection_confirmation", person(DEPUTY), **overturned)
    await first.reach("refused")
    another = await drawn(sti, days=5)
    assert [(share["application_number"], share["share_fen"]) for share in another["shares"]] == [(late.number, CEILING // 2)]
    await approve(sti, another["number"])
    await ended(sti, another["number"])
    assert await awards([first, second, late]) == [None, CEILING // 2, CEILING // 2]
    assert (await behind.balances())["pre_commitment"] == CEILING


@pytest.mark.parametrize(("hour", "listed"), [(23, True), (24, False)])
async def test_list_takes_whoever_submitted_by_the_end_of_its_day_in_beijing(sti: Desk, behind: Office, hour: int, *, listed: bool) -> None:
    first, second = await waiting(behind, WAN, WAN)
    end = datetime.combine(date.fromisoformat(days_ago(9)), time(), BEIJING) + timedelta(hours=hour, minutes=0 if hour == 24 else 59)
    await behind.change(update(Application).where(Application.id == second.id).values(submitted_at=end))
    shares = (await drawn(sti))["shares"]
    assert [share["application_number"] for share in shares] == [first.number, *([second.number] if listed else [])]


@pytest.mark.parametrize("days", [9, 10])
async def test_time_that_was_shared_is_not_shared_again(sti: Desk, behind: Office, days: int) -> None:
    await waiting(behind, CEILING // 4)
    listed = await drawn(sti)
    await approve(sti, listed["number"])
    await ended(sti, listed["number"])
    # Somebody may be assessed only now who had submitted by that day, and was left out with a reason.
    late = await assessed(await submitted(behind, "PP-late", CEILING // 4, days=11))
    refused = await sti.post(LISTER, PATH, {"year": 2025, "cut_off": days_ago(days)})
    assert (code_of(refused), refused.json()["errors"][0]["field"]) == ("invalid_input", "cut_off")
    another = await drawn(sti, days=8)
    assert [share["application_number"] for share in another["shares"]] == [late.number]


async def test_one_list_is_drawn_when_two_are_drawn_at_once(sti: Desk, behind: Office) -> None:
    await waiting(behind, CEILING)
    body = {"year": 2025, "cut_off": days_ago(9)}
    answers = await asyncio.gather(*(sti.post(LISTER, PATH, body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert {code_of(answer) for answer in answers if answer.status_code == 409} == {"duplicate"}


async def test_list_is_approved_once_when_two_approve_it_at_once(sti: Desk, behind: Office) -> None:
    cases = await waiting(behind, CEILING, CEILING)
    listed = await drawn(sti)
    task = await sti.task(HEAD, listed["number"], "allocation_approval")
    path = f"/tasks/{task['id']}/complete"
    answers = await asyncio.gather(*(sti.post(head, path, {"decision": "list_approved"}) for head in (HEAD, DEPUTY)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    await ended(sti, listed["number"])
    assert await awards(cases) == [CEILING // 2, CEILING // 2]
    assert [(await case.events()).count("approved") for case in cases] == [1, 1]


async def test_same_request_is_one_list_when_it_is_sent_again(sti: Desk, behind: Office) -> None:
    await waiting(behind, CEILING)
    body = {"year": 2025, "cut_off": days_ago(9)}
    first, second = [await sti.post(LISTER, PATH, body, key="once") for _ in range(2)]
    assert first.json()["number"] == second.json()["number"]
    assert len((await sti.get(HEAD, "/allocations")).json()["items"]) == 1


async def test_application_left_out_is_reviewed_again(sti: Desk, behind: Office) -> None:
    first, second = await waiting(behind, CEILING, CEILING)
    listed = await drawn(sti, second)
    await approve(sti, listed["number"])
    shown = await ended(sti, listed["number"])
    assert [share["state"] for share in shown["shares"]] == ["taken", "returned"]
    assert await awards([first, second]) == [CEILING, None]
    assert (await second.row()).stage == "review"


async def test_share_goes_back_when_the_law_does_not_allow_the_award_now(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, CEILING)
    listed = await drawn(sti)
    reason = {"reason_zh": "上位政策调整", "reason_en": "A higher policy changed", "document_no": "通知1号"}
    people = {"entered_by": OFFICER, "approved_by": OTHER_OFFICER, "approved_at": datetime.now(UTC)}
    await behind.add(ItemSuspension(item_code="patent-pool", effective_from=date(2022, 1, 14), **reason, **people))
    await approve(sti, listed["number"])
    assert [share["state"] for share in (await ended(sti, listed["number"]))["shares"]] == ["fell_away"]
    row = await case.row()
    assert (row.stage, row.award_fen, row.formula_fen) == ("allocation", None, CEILING)
    assert "share_withheld" in await case.events()
    told = list(await behind.all(select(Message.zh).where(Message.case_id == case.id, Message.zh.contains("未取得本次份额"))))
    assert [("通知1号" in text, text.endswith("上位政策调整。")) for text in told] == [(True, True)]


async def test_share_that_waits_for_budget_is_given_to_nobody_else(sti: Desk, behind: Office) -> None:
    line = budget.Line("sti", "patent-pool", datetime.now(UTC).year)
    async with behind.database.writing() as session:
        await budget.confirm(session, OTHER_FINANCE, await budget.enter(session, FINANCE, line, 1, budget.Numbered("预〔2026〕专1号")))
    [case] = await waiting(behind, CEILING)
    listed = await drawn(sti)
    await approve(sti, listed["number"])
    await ended(sti, listed["number"])
    row = await case.row()
    assert (row.stage, row.award_fen) == ("budget_wait", CEILING)
    await assessed(await submitted(behind, "PP-late", CEILING, days=5))
    assert code_of(await sti.post(LISTER, PATH, {"year": 2025, "cut_off": days_ago(5)})) == "budget_exhausted"


async def test_ceiling_is_not_shared_when_the_item_has_none_for_the_year(api: Desk) -> None:
    answer = await api.post(OFFICER, "/items/science-award/allocations", {"year": 2025, "cut_off": days_ago(9)})
    assert code_of(answer) == "wrong_stage"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cut_off": "2099-01-01"}, "invalid_input"),
        ({"cut_off": days_ago(-1)}, "invalid_input"),
        ({"cut_off": days_ago(0)}, "invalid_input"),
        ({"left_out": [{"application": "BDA-1", "reason": "无"}]}, "invalid_input"),
        ({"left_out": [{"application": "BDA-1", "reason": "无"}] * 2}, "invalid_input"),
        ({}, "wrong_stage"),
    ],
)
async def test_list_is_refused_when_it_is_of_a_day_not_over_of_a_stranger_or_of_nobody(
    shared: Desk, changes: dict[str, Any], code: str
) -> None:
    assert code_of(await shared.post(LISTER, PATH, {"year": 2025, "cut_off": days_ago(9)} | changes)) == code


async def test_opinions_name_the_list_who_drew_it_and_who_approved_it_when_a_list_decided(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, 100 * WAN)
    number = (await drawn(sti))["number"]
    await approve(sti, number)
    await case.reach("public_notice")
    for reader in ("auditor", "approver-sti-3"):
        answer = await sti.get(reader, f"/cases/{case.number}/opinions")
        assert answer.status_code == 200, answer.text
        read = [one for one in answer.json() if one["kind"] == "decision"]
        assert [one["outcome"]["zh"] for one in read] == ["列入分配清单，随清单审定", "同意"]
        assert [(one["by"], one["allocation"]) for one in read] == [(person(LISTER).name, number), (person(HEAD).name, number)]


async def test_whoever_rules_on_an_objection_reads_the_decision_when_a_list_decided(sti: Desk, behind: Office) -> None:
    [case] = await waiting(behind, 100 * WAN)
    await approve(sti, (await drawn(sti))["number"])
    await case.reach("public_notice")
    await case.object()
    ruling = await sti.task("officer-sti-4", case.number, "objection_ruling")
    answer = await sti.get("officer-sti-4", f"/tasks/{ruling['id']}")
    assert answer.status_code == 200, answer.text
    assert [one["outcome"]["code"] for one in answer.json()["opinions"] if one["kind"] == "decision"] == ["listed", "approved"]
