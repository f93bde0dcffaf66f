"""变动备案的内容。What a filing of a change consists of that may have to be completed; its kind and its day count from its receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import MISSING, Json
from policy.processes.acceptance.defects import not_open
from policy.processes.acceptance.submission import Form
from policy.text import Text

EVIDENCE: Final = "evidence"
"""The papers of a filing, wherever they are named: as they are uploaded to its commitment, filed, found wanting and completed."""
_SUPPORTS: Final = Text("变动证明材料", "What supports a change")
PAPERS: Final = Form(evidence={EVIDENCE: _SUPPORTS})
FILED: Final = Form(facts={"description": Text("变更说明", "Description of the change"), EVIDENCE: _SUPPORTS})


def read_completion(defects: Iterable[Mapping[str, Json]], answer: Mapping[str, Json]) -> dict[str, Json]:
    """Return what an answer adds to a filing, by code.

    Args:
        defects: What had to be completed.
        answer: The form of the correction.

    Raises:
        Refusal: `not_open` for what was not asked for; `incomplete` for what was and is not there.
    """
    named = {defect["code"] for defect in defects}
    added = {code: answer[code] for code in FILED.facts if answer.get(code)}
    if wrong := [code for code in added if code not in named]:
        raise not_open(wrong)
    if left := [code for code in FILED.facts if code in named and code not in added]:
        detail = Text("备案材料尚未补齐。", "The filing has not been completed.")
        raise Refusal(Code.INCOMPLETE, detail, [Fault(code, MISSING) for code in left])
    return added
