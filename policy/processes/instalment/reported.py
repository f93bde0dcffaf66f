"""拨付条件的申报。What the report of a condition consists of: how it was met, and the papers that prove it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.processes.acceptance.submission import Form
from policy.text import Text

PROOF: Final = "condition_proof"
"""The code of the evidence that its condition holds."""
_TITLE: Final = Text("拨付条件满足的证明材料", "Proof that the condition holds")
REPORTED: Final = Form(
    known={"statement": Text("满足情况", "How the condition was met")}, evidence={PROOF: _TITLE}, required=frozenset({PROOF})
)


def require_proof(given: Collection[str]) -> None:
    """Refuse the report of a condition that nothing proves.

    Args:
        given: The codes of the evidence that was uploaded.

    Raises:
        Refusal: `incomplete`.
    """
    if PROOF not in given:
        missing = Text(f"请先上传{_TITLE.zh}", f"upload it first: {_TITLE.en}")
        detail = Text(f"缺少{_TITLE.zh}。", f"This is missing: {_TITLE.en} (evidence {PROOF}).")
        raise Refusal(Code.INCOMPLETE, detail, [Fault(f"evidence.{PROOF}", missing)])
