"""退付银行退回的支持资金。What of an award a bank returned is paid with all that is asked and looked at before an award is paid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from activities.application import standing
from api.views.refund import in_full
from models.queries import refund as refunds
from models.tables import Clawback
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OTHER_FINANCE, THIRD_APPROVER, THIRD_FINANCE, Case, Office
from tests.office.sandbox import becomes
from tests.workflows.debarments import followed, let_go
from tests.workflows.letters import letters_of
from tests.workflows.redecisions import SECOND
from tests.workflows.refunds import begun_without_account, drafted, opened, owed_back, paid_by_treasury, receipt, released
from tests.workflows.test_nobody_able import GONE, leave, told
from tests.workflows.test_set_off import TENTH, counted

OTHER = ACCOUNT | {"number": "11050000000000009999"}
OUTSIDE = {"registered_in_area": False}


async def asked(office: Office) -> Case:
    """Return the refund of an award a bank returned, of which a tenth was demanded: its enterprise is asked for the account."""
    await counted(office, TENTH)
    return await begun_without_account(office, await drafted(office, await receipt(office)))


async def given(case: Case, account: dict[str, str] = ACCOUNT) -> None:
    """Give the account, as the enterprise does."""
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=account)


async def test_account_is_refused_when_finance_gives_that_of_an_award_a_bank_returned(skipping: Office) -> None:
    await counted(skipping, TENTH)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await opened(skipping)
    assert getattr(refused.value.cause, "type", None) == "invalid_input"


async def test_award_a_bank_returned_is_paid_to_the_account_its_enterprise_gives(skipping: Office) -> None:
    case = await asked(skipping)
    await given(case, OTHER)
    check = await case.task("refund_payee_check")
    assert [one["last_four"] for one in check.about["earlier"]] == [ACCOUNT["number"][-4:]]
    await case.answer("refund_payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已核实")
    await released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [SECOND - TENTH]
    assert all(task.closed_at for task in await case.tasks())


async def test_finance_reads_that_a_bank_returned_what_it_pays_when_it_releases_it(skipping: Office) -> None:
    about = (await (await asked(skipping)).task("refund_release")).about
    assert (about["bank_returned"], "interest_fen" in about) == (True, False)


async def test_refund_is_cancelled_by_finance_when_its_enterprise_gives_no_account(skipping: Office) -> None:
    case = await asked(skipping)
    await case.answer("refund_release", FINANCE, decision="refund_cancelled", reason="单位未提供账户")
    await case.reach("cancelled")
    assert await owed_back(skipping) == (SECOND - TENTH, 0)


@pytest.mark.parametrize(("decision", "stage"), [("payment_resumed", "refunded"), ("payment_ended", "cancelled")])
async def test_award_a_bank_returned_waits_for_an_approver_when_its_enterprise_has_moved_away(
    skipping: Office, decision: str, stage: str
) -> None:
    case = await asked(skipping)
    await given(case)
    await becomes(skipping, CHENXIN, **OUTSIDE)
    await released(case, FINANCE, OTHER_FINANCE)
    task = await case.task("standing_check")
    assert [one["code"] for one in task.about["findings"]] == ["registered_in_area"]
    assert await owed_back(skipping) == (SECOND - TENTH, 0)
    await case.answer("standing_check", THIRD_APPROVER, decision=decision, reason="经核实")
    await case.reach(stage)
    ended = stage == "cancelled"
    assert await owed_back(skipping) == ((SECOND - TENTH) if ended else 0, 0)
    assert await paid_by_treasury(skipping, case) == ([] if ended else [SECOND - TENTH])
    if ended:
        [(_, letter)] = await letters_of(case)
        assert [
            said for said in ("决定停止本次退付", "停止退付的理由：经核实。", "核查发现：", "仍列应退", "行政复议") if said not in letter
        ] == []


async def test_rest_of_an_award_a_bank_returned_is_paid_when_fraud_was_found_of_a_part_and_its_enterprise_is_not_barred(
    skipping: Office,
) -> None:
    await counted(skipping, TENTH, "fraud")
    [demand] = await skipping.all(select(Clawback))
    case = await begun_without_account(skipping, await drafted(skipping, await receipt(skipping)))
    await given(case)
    await released(case, FINANCE, OTHER_FINANCE)
    await case.happened("payment_kept")
    async with skipping.database.reading() as session:
        seen = [await in_full(session, await refunds.of(session, case.id), actor) for actor in (FINANCE, APPLICANT)]
    assert ["仅在拟议" in shown.next_step.zh for shown in seen] == [True, False]
    assert [[task.kind for task in shown.waiting_for] for shown in seen] == [["debarment_proposal"], []]
    await let_go(await followed(skipping, skipping.running(demand)))
    await case.skip(timedelta(days=2))
    await case.reach("refunded")
    assert await paid_by_treasury(skipping, case) == [SECOND - TENTH]


async def test_what_takes_two_to_be_paid_all_the_same_takes_two_of_a_refund_as_well(
    skipping: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await asked(skipping)
    await given(case)
    said = {"zh": "来源数据已变动", "en": "Its source says otherwise"}
    monkeypatch.setattr(standing, "findings", lambda *_, **__: [{"code": "figures_changed", "clause": "保障措施", "text": said}])
    await released(case, FINANCE, OTHER_FINANCE)
    asking = {"decision": "resumption_asked", "reason": "不影响本次退付"}
    await case.answer("standing_check", THIRD_APPROVER, **asking)
    await case.answer("resumption_confirmation", HEAD, decision="resumption_refused", reason="再核")
    await case.answer("standing_check", THIRD_APPROVER, **asking)
    await case.answer("resumption_confirmation", HEAD, decision="payment_resumed", reason="同意")
    await case.reach("refunded")


async def test_head_and_operator_are_told_at_once_when_nobody_of_its_department_may_say_whether_a_held_refund_goes_on(
    skipping: Office,
) -> None:
    case = await asked(skipping)
    await given(case)
    await becomes(skipping, CHENXIN, **OUTSIDE)
    # Of its department two are left: an officer, and an approver who decided the award.
    await leave(skipping, GONE["away"], but=[HEAD.subject])
    await released(case, FINANCE, OTHER_FINANCE)
    task = await case.task("standing_check")
    assert (task.able, await case.is_barred(task, HEAD)) == (False, True)
    assert sorted(await told(skipping, case), key=str) == [("approver", None, False), ("operator", None, False)]
