"""A joint review asks for one correction, with all that any department names, and is made again once it is corrected."""

from __future__ import annotations

from typing import Any

from models.tables import Application
from tests.office import APPLICANT, Case, Office
from tests.office.case import MOMENT
from tests.workflows.letters import letters_of
from tests.workflows.loans import BIZCOOP, COMFIN, STI, agreed, by_paper, claimed, part, to_review

AGREED = {"decision": "department_agreed", "opinion": "同意"}


def naming(*codes: str, reason: str = "与材料不符") -> dict[str, Any]:
    return {"decision": "defects_named", "opinion": "需补正", "defects": [{"code": code, "reason": reason} for code in codes]}


async def in_review(office: Office) -> Case:
    claim = await claimed(office, await by_paper(office))
    await to_review(claim)
    return claim


async def in_correction(office: Office) -> Case:
    claim = await in_review(office)
    await claim.complete(await part(claim, "sti"), STI, naming("upgrade_filing_no", reason="备案号有误"))
    await claim.complete(await part(claim, "bizcoop"), BIZCOOP, naming("upgrade_filing_no", "performance_report", reason="请补充说明"))
    await claim.complete(await part(claim, "comfin"), COMFIN, dict(AGREED))
    await claim.reach("correction")
    return claim


async def corrected(claim: Case) -> None:
    explained = [{"code": code, "explanation": "已核对"} for code in ("upgrade_filing_no", "performance_report")]
    await claim.answer("correction", APPLICANT, decision="corrected", explanations=explained)
    await claim.reach("acceptance")


async def test_correction_waits_until_every_department_has_spoken(skipping: Office) -> None:
    claim = await in_review(skipping)
    await claim.complete(await part(claim, "sti"), STI, naming("upgrade_filing_no"))
    assert (await claim.row()).stage == "review"
    assert {task.department for task in await claim.tasks()} == {"comfin", "bizcoop"}


async def test_one_correction_names_what_all_departments_found(skipping: Office) -> None:
    claim = await in_correction(skipping)
    defects = {one["code"]: one["reason"] for one in (await claim.task("correction")).about["defects"]}
    assert defects == {
        "upgrade_filing_no": "备案号有误（科技创新局）；请补充说明（营商合作局）",
        "performance_report": "请补充说明（营商合作局）",
    }
    assert (await claim.events()).count("correction_requested") == 1
    event, text = (await letters_of(claim))[-1]
    assert event == "correction_requested"
    assert "备案号有误" in text
    assert "一次性告知" in text


async def test_all_departments_review_again_what_was_corrected_and_may_agree(skipping: Office) -> None:
    claim = await in_correction(skipping)
    await corrected(claim)
    await to_review(claim)
    assert {task.department for task in await claim.tasks()} == {"comfin", "sti", "bizcoop"}
    await agreed(claim)
    row: Application = await claim.reach("decision")
    assert row.award_fen


async def test_second_correction_is_refused(skipping: Office) -> None:
    claim = await in_correction(skipping)
    await corrected(claim)
    await to_review(claim)
    completion = claim.completion_of(await part(claim, "sti"), STI, naming("upgrade_filing_no"))
    assert await claim.refusal("complete_task", completion) == "wrong_stage"


async def test_code_that_there_is_not_is_refused(skipping: Office) -> None:
    claim = await in_review(skipping)
    for codes in (("rent",), ("upgrade_filing_no", "upgrade_filing_no")):
        completion = claim.completion_of(await part(claim, "sti"), STI, naming(*codes))
        assert await claim.refusal("complete_task", completion) == "invalid_input"


async def test_department_that_disagrees_ends_it_whatever_others_want_corrected(skipping: Office) -> None:
    claim = await in_review(skipping)
    await claim.complete(await part(claim, "sti"), STI, naming("upgrade_filing_no"))
    answer = {"decision": "not_recommended", "opinion": "能耗未降", "reason": "能耗未降"}
    await claim.complete(await part(claim, "bizcoop"), BIZCOOP, answer)
    await claim.reach("refused")


async def test_claim_lapses_when_it_is_not_corrected_in_time(skipping: Office) -> None:
    claim = await in_correction(skipping)
    due_at = (await claim.task("correction")).due_at
    assert due_at is not None
    await claim.skip_until(due_at + MOMENT)
    await claim.reach("lapsed")


async def test_clock_of_a_department_stands_still_while_it_is_corrected(skipping: Office) -> None:
    claim = await in_review(skipping)
    before = (await part(claim, "sti")).due_at
    assert before is not None
    await claim.skip_until(before - 5 * 24 * 60 * MOMENT)
    for department, officer in (("sti", STI), ("bizcoop", BIZCOOP), ("comfin", COMFIN)):
        named = naming("upgrade_filing_no") if department == "sti" else dict(AGREED)
        await claim.complete(await part(claim, department), officer, named)
    await claim.reach("correction")
    explained = [{"code": "upgrade_filing_no", "explanation": "无误"}]
    await claim.answer("correction", APPLICANT, decision="corrected", explanations=explained)
    await to_review(claim)
    left = {task.department: task.working_days for task in await claim.tasks()}
    assert 1 <= left["sti"] < left["bizcoop"] == 20
