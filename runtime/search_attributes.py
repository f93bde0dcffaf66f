"""检索属性的登记。Makes what operators filter cases by known to a Temporal server."""

from __future__ import annotations

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.signatures.search_attributes import SEARCH_ATTRIBUTES


async def register_search_attributes(client: Client) -> None:
    """Make our search attributes known to the server; those it knows are left alone."""
    known = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=client.namespace))
    missing = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in SEARCH_ATTRIBUTES if key.name not in known.custom_attributes
    }
    if not missing:
        return
    try:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )
    except RPCError as error:
        # Two workers that start at once both find them missing.
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
