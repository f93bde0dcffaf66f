"""Whoever reviews or decides is told where the same was supported before and the money demanded back: it is told, and decides nothing."""

from __future__ import annotations

from tests.api.desk import APPLICANT, HEAD, OFFICER, Desk
from tests.office import Office
from tests.workflows.debarments import let_go, opened
from tests.workflows.reclaim import AWARD, day_of, paid_award, reclaim


async def test_reviewer_and_approver_read_of_the_earlier_award_when_it_was_paid_back_as_an_error(api: Desk, behind: Office) -> None:
    award = await paid_award(behind)
    claim = await reclaim(behind, award)
    await claim.accept()
    await claim.repay(AWARD, await day_of(behind, claim.case))
    await claim.case.reach("settled")
    drafted = await api.ready()
    await api.post("applicant-chenxin", f"/applications/{drafted['id']}/submit")
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    for person, kind in ((OFFICER, "desk_review"), (HEAD, "decision")):
        task = await api.soon(person, drafted["id"], kind)
        (told,) = (await api.get(person, f"/tasks/{task['id']}")).json()["reclaimed"]
        assert (told["award"], told["clawback"], told["cause"]) == (award.number, claim.case.number, "error")
        assert (told["amount_fen"], told["repaid_fen"]) == (AWARD, AWARD)
        assert f"此前已由{award.number}获得支持" in told["notice"]["zh"]
        assert f"因支付有误被追回50万元（{claim.case.number}，已结清，已退缴50万元）" in told["notice"]["zh"]
        assert "demanded back for an error of ours" in told["notice"]["en"]
        if kind == "desk_review":
            await api.done(OFFICER, drafted["id"], kind, {"decision": "recommended", "opinion": "当时的差错已更正"})
    # It is told, and decides nothing.
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})


async def test_applicant_reads_of_no_intended_support_when_it_is_for_what_was_got_by_fraud(api: Desk, behind: Office) -> None:
    await let_go(await opened(behind))
    drafted = await api.ready("science-award")
    await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    await api.done(OFFICER, drafted["id"], "desk_review", {"decision": "recommended", "opinion": "符合条件"})
    await api.reached(APPLICANT, drafted["id"], "refused")
    refusal = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()["refusal"]
    assert [(one["code"], one["clause"]) for one in refusal["failures"]] == [("subject_open", "七、保障措施")]
    letter = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter")).json()
    assert letter["standing"] == "refused"
    assert "此前就同一支持对象骗取支持资金，已被追回" in letter["text"]
    assert "办理情况告知书" not in letter["text"]
