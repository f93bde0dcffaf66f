"""提交稿的呈现。How what was handed in becomes what people read: every code with what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.schemas.submission import SubmissionInFull, SubmissionShown
from models.tables import Case, Submission
from policy.processes.acceptance.submission import Form


def submission(row: Submission) -> SubmissionShown:
    """Return a submission for the list of its case."""
    return SubmissionShown.model_validate(_brief(row))


def in_full(its_case: Case, row: Submission) -> SubmissionInFull:
    """Return a submission with everything that was handed in."""
    form = its_case.form
    shown = {
        "facts": _values(row.facts, form),
        "claims": _values(row.claims, form),
        "documents": [one | {"title": form.title(one["evidence_code"]).as_dict()} for one in row.documents],
    }
    return SubmissionInFull.model_validate(_brief(row) | shown)


def _brief(row: Submission) -> dict[str, Any]:
    return {"number": row.number, "submitted_at": row.submitted_at, "submitted_by": row.submitted_by_name, "sha256": row.sha256}


def _values(values: Mapping[str, Any], form: Form) -> list[dict[str, Any]]:
    return [{"code": code, "title": form.title(code).as_dict(), "value": values[code]} for code in form.in_order(values)]
