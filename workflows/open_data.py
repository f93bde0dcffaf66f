"""开放数据。Each night what may be published of awards is published, if it is another than the night before."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.open_data import PUBLISH_OPEN_DATA, OpenDataOrder, OpenDataPublished

from workflows.case.case import HEARTBEAT_TIMEOUT, PATIENT

LONGEST = timedelta(hours=1)


@workflow.defn(name="OpenData")
class OpenDataWorkflow:
    """One edition."""

    @workflow.run
    async def run(self) -> OpenDataPublished:
        """Publish, and return what was."""
        done: OpenDataPublished = await workflow.execute_activity(
            PUBLISH_OPEN_DATA,
            OpenDataOrder(workflow.now()),
            result_type=OpenDataPublished,
            start_to_close_timeout=LONGEST,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            retry_policy=PATIENT,
            summary="开放数据 open data",
        )
        workflow.set_current_details(f"- 支持 awards: {done.awards}\n- 有变化 another edition: {done.is_new}")
        return done
