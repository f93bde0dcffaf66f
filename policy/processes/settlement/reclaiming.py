"""收回已结算的服务券款项。By what something that was settled and turns out wrong is taken back, and whose fault it was."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.language.items import Evidence
from policy.text import Text

PROOF: Final = Evidence("reclaim_proof", Text("收回依据", "What shows that it was settled wrongly"))
"""What an officer adds to a settlement before taking something of it back."""


class FaultOf(StrEnum):
    """Whose fault it was."""

    PLATFORM = "platform"
    ENTERPRISE = "enterprise"


FAULTS: Final[Mapping[FaultOf, Text]] = {
    FaultOf.PLATFORM: Text("平台", "The platform's"),
    FaultOf.ENTERPRISE: Text("持券单位，或者双方", "That of whoever held the voucher, or of both"),
}
"""Only where it was the platform's alone is the voucher's value the enterprise's again."""
