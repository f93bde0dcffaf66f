"""The ways a window goes, and that of an application on its list, to be recorded."""

from __future__ import annotations

from datetime import date

from models.tables import ImplementingRule
from tests.office import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Case, Office, message
from tests.policy.baselines import VALUES
from tests.replay.way import Ways
from tests.workflows.windows import listed, share_out, shut, submitted, window_of

ITEM, YEAR = "patent-pool", 2025


async def waiting(office: Office) -> Case:
    """Have a pool assessed, which waits for the list."""
    rule = {"effective_from": date(2022, 1, 14), "values": VALUES[ITEM], "document_no": "演示细则1号"}
    await office.add(ImplementingRule(item_code=ITEM, entered_by="officer-sti-1", approved_by="officer-sti-2", **rule))
    case = await office.apply_for(ITEM)
    await case.to_review()
    await case.recommend()
    await case.reach("allocation")
    return case


async def at_approval(office: Office) -> Case:
    """Submit a guide for its publication."""
    return await submitted(office, ITEM, YEAR)


async def list_decided(case: Case) -> Case:
    """Have a list returned, drawn again, approved, on notice and settled."""
    window = await window_of(case.office, ITEM)
    await shut(window)
    await listed(window)
    await window.answer("list_approval", HEAD, decision="list_returned", reason="请核对")
    await listed(window)
    await window.answer("list_approval", HEAD, decision="list_approved")
    await case.reach("public_notice", "commitment")
    if (await case.row()).stage == "public_notice":
        await case.clear_notice()
    await window.handle.result()
    return window


async def share_taken(case: Case) -> None:
    """Take the share of a list."""
    await share_out(case.office, ITEM)
    await case.reach("public_notice", "commitment")


async def window_revised_asked_about_and_unanswered(case: Case) -> None:
    """Send a guide back, publish it, answer one question and set another aside, extend the window, and have nobody apply."""
    await case.answer("guide_approval", HEAD, decision="guide_sent_back", reason="请写明对象")
    await case.answer("guide_revision", OFFICER, decision="guide_revised")
    await case.answer("guide_approval", HEAD, decision="published")
    await case.reach("open")
    for decision, said in (("question_answered", {"answer": "可以。"}), ("question_set_aside", {"reason": "与本批次无关"})):
        await case.ask("request", message("question_asked", APPLICANT, question="可以补充专利吗？", asked_for=APPLICANT.enterprise))
        await case.answer("window_question", OTHER_OFFICER, decision=decision, **said)
    closes_at = (await case.row()).closes_at.replace(year=(await case.row()).closes_at.year + 1)
    await case.ask("request", message("extended", OFFICER, closes_at=closes_at.isoformat(), reason="系统维护"))
    await shut(case)
    await case.handle.result()


async def window_cancelled(case: Case) -> None:
    """Give a window up before it opens."""
    await case.ask("request", message("cancelled", OFFICER, reason="另行组织"))
    await case.handle.result()


async def window_not_published(case: Case) -> None:
    """Refuse to publish a guide."""
    await case.answer("guide_approval", HEAD, decision="publication_refused", reason="本年度不组织")
    await case.handle.result()


PATHS: Ways = {
    list_decided: {"begin": waiting},
    share_taken: {"begin": waiting},
    window_revised_asked_about_and_unanswered: {"begin": at_approval},
    window_cancelled: {"begin": at_approval},
    window_not_published: {"begin": at_approval},
}
