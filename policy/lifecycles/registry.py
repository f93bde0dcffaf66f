"""流程名录。Every process with human steps, by the name its cases are kept under."""

from __future__ import annotations

from collections.abc import Mapping

from policy.lifecycles.annual_run import ANNUAL_RUN
from policy.lifecycles.application import APPLICATION
from policy.lifecycles.call import CALL
from policy.lifecycles.clawback import CLAWBACK
from policy.lifecycles.commitment import COMMITMENT
from policy.lifecycles.lifecycle import Lifecycle
from policy.lifecycles.matching import MATCHING
from policy.lifecycles.post_grant import POST_GRANT

_PROCESSES = (
    APPLICATION,
    CALL,
    CLAWBACK,
    COMMITMENT,
    MATCHING,
    POST_GRANT,
    ANNUAL_RUN,
)
LIFECYCLES: Mapping[str, Lifecycle] = {lifecycle.name: lifecycle for lifecycle in _PROCESSES}
