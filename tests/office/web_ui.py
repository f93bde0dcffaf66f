"""网页。What the Web UI shows of a process to whoever has no key."""

from __future__ import annotations

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter


async def current_details(client: Client, workflow_id: str) -> str:
    """Return the current details of a workflow, read as the Web UI does."""
    without_keys = Client(**(client.config() | {"data_converter": pydantic_data_converter}))
    handle = without_keys.get_workflow_handle(workflow_id)
    metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)
