"""信号。What is no signal of ours is dropped: one with more or fewer arguments than its handler takes would fail every task of the case."""

from __future__ import annotations

import inspect

from temporalio import workflow
from temporalio.worker import HandleSignalInput, Interceptor, WorkflowInboundInterceptor, WorkflowInterceptorClassInput


class OnlyOurSignals(Interceptor):
    """Hands a signal on to its handler only where that takes it."""

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:  # noqa: A002, ARG002 - the SDK's name
        """Return what is asked before each handler."""
        return _Inbound


class _Inbound(WorkflowInboundInterceptor):
    async def handle_signal(self, input: HandleSignalInput) -> None:  # noqa: A002 - the SDK's name
        handler = workflow.get_signal_handler(input.signal)
        # One that no handler is for does not come here.
        assert handler is not None  # noqa: S101 - for mypy
        try:
            inspect.signature(handler).bind(*input.args)
        except TypeError:
            workflow.logger.warning("signal %s is dropped: not one of ours", input.signal)
        else:
            await super().handle_signal(input)
