"""拨付的活动签名。The names of the payment's own activities."""

from __future__ import annotations

INSTRUCT_TREASURY = "instruct_treasury"
SETTLE_DISBURSEMENT = "settle_disbursement"
