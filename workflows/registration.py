"""登记确认。What the Schedule starts to confirm enterprises that were registered while the register was silent."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.registration import CONFIRM_ENTERPRISES, Confirmed

from workflows.case.case import HEARTBEAT_TIMEOUT, PATIENT

LONGEST = timedelta(hours=1)


@workflow.defn(name="RegistrationConfirmation")
class RegistrationConfirmationWorkflow:
    """One round, which lasts until the register answers; while it does, no other is begun."""

    @workflow.run
    async def run(self) -> Confirmed:
        """Ask about everybody who is unconfirmed."""
        done: Confirmed = await workflow.execute_activity(
            CONFIRM_ENTERPRISES,
            result_type=Confirmed,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            retry_policy=PATIENT,
            summary="登记确认 confirmation by the register",
        )
        workflow.set_current_details(
            f"- 已确认 confirmed: {done.confirmed}\n- 名称不一致 differing: {done.differing}\n- 未查询到 unknown: {done.unknown}"
        )
        return done
