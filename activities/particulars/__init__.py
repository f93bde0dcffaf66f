"""流程细节。What the workflow of each process has to know of its case besides the state every case has."""

from activities.particulars import (
    annual_run,
    application,
    call,
    clawback,
    commitment,
    matching,
    post_grant,
)
from activities.particulars.registry import particulars_of

__all__ = [
    "annual_run",
    "application",
    "call",
    "clawback",
    "commitment",
    "matching",
    "particulars_of",
    "post_grant",
]
