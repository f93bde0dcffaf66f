"""The OpenAPI document as a generator of clients reads it: errors, headers, who may ask, for every operation there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, cast

from api.app import create_app
from api.web.media_types import PROBLEM
from policy.actors import Role
from policy.errors import PROBLEMS, Code
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.kernel.granting import PERMISSIONS
from policy.processes.registry import KINDS, LIFECYCLES

DOCUMENT: dict[str, Any] = create_app(cast("Any", nullcontext)).openapi()
# A refusal of the framework's own making would be answered in JSON of another shape.
RENDERED = {str(problem.status) for problem in PROBLEMS.values()}


_BY_ITEM = "its item says what facts it has, in a schema of its own that changes with the rules in force"
_BY_FORM = "the form that it answers says what it has, as JSON Schema"
_BY_PROCESS = "its process keeps it; what is in it is written in full where it is the business of a front-end"
FREE = {
    **dict.fromkeys(
        (
            *(
                "ApplicationInFull.facts",
                "ApplicationInFull.claims",
                "ApplicationInFull.asked_facts",
                "ApplicationInFull.provenance",
                "DraftGiven.facts",
                "DraftGiven.claims",
            ),
            *("DraftChange.facts", "DraftChange.claims", "LoanClaimGiven.claims", "MemberInFull.facts", "RecognitionInFull.facts"),
            *("RedecisionGiven.facts", "TaskInFull.facts", "TaskInFull.claims", "OpinionShown.assessed", "OpinionShown.figures"),
            *(
                "Explanation.facts",
                "Explanation.provenance",
                "ProfileAsked.facts",
                "OnRecord.value",
                "FactChanged.before",
                "FactChanged.after",
            ),
            *("FactChanged.planned", "FactShown.value", "post /items/{code}/assess", "Difference.claimed", "Difference.found"),
            *("SubmittedValue.value", "ValueDifference.before", "ValueDifference.after"),
        ),
        _BY_ITEM,
    ),
    **dict.fromkeys(
        (
            *("TaskInFull.form", "AgreementShown.form", "ItemFields.schema", "ItemListed.schema", "ItemToday.schema"),
            *("CompletionGiven.answer", "ChangeGiven.changes", "post /tasks/{task_id}/complete", "AgreementShown.terms"),
            *("TermChanged.before", "TermChanged.after", "OutcomeReportInFull.report", "EvaluationInFull.findings"),
            "get /eligibility/schema",
        ),
        _BY_FORM,
    ),
    **dict.fromkeys(
        (
            *("TaskInFull.about", "ApplicationInFull.offer", "ProjectInFull.particulars", "MatterShown.terms", "UndertakingShown.terms"),
            *(
                "BreachShown.demands",
                "FilingShown.demands",
                "ClawbackInFull.reckoning",
                "TargetsSet.since_frozen",
            ),
            *("RegisterEventShown.detail", "ApplicantAsked.records"),
        ),
        _BY_PROCESS,
    ),
    **dict.fromkeys(
        ("DisbursementShown.look.answers", "FindingShown.answers", "SuccessionInFull.register_answers"), "sources answer it as they do"
    ),
    **dict.fromkeys(
        (
            *("WhatIfGiven.population", "WhatIfGiven.change", "WhatIfGiven.sweep", "WhatIfShown.asked", "WhatIfShown.progress"),
            *("WhatIfInFull.asked", "WhatIfInFull.progress", "WhatIfInFull.result"),
        ),
        "docs/what-if.md says what may be tried; it is for analysts, who write it by hand",
    ),
    "get /open-data": "DCAT",
    "post /codec/decode": "what Temporal keeps",
    "JsonValue": "anything: it is used only where this list says so",
}
"""What has no closed schema, and why."""


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each operation by its id."""
    for path in DOCUMENT["paths"].values():
        yield from ((operation["operationId"], operation) for operation in path.values())


def refusals() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each refusal of each operation with its status."""
    for name, operation in operations():
        yield from ((name, status, answer) for status, answer in operation["responses"].items() if status >= "400")


def test_every_operation_lists_its_refusals_one_by_one() -> None:
    assert {status for _, status, _ in refusals()} <= RENDERED
    for name, status, answer in refusals():
        problem, one_of = answer["content"][PROBLEM]["schema"]["allOf"]
        assert problem == {"$ref": "#/components/schemas/Problem"}, name
        codes = one_of["properties"]["code"]["enum"]
        assert {str(PROBLEMS[Code(code)].status) for code in codes} == {status}, f"{name} {status}"


def test_refusals_are_problems_alone() -> None:
    others = {(name, status, *(answer["content"].keys() - {PROBLEM})) for name, status, answer in refusals() if len(answer["content"]) > 1}
    # Whoever watches the system reads what is away.
    assert others == {("is_ready", "503", "application/json")}
    assert not {"HTTPValidationError", "ValidationError"} & DOCUMENT["components"]["schemas"].keys()


def test_refusal_says_when_to_come_back_where_waiting_helps() -> None:
    for name, status, answer in refusals():
        codes = answer["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"]
        waits = bool({"too_many_requests", "busy", "idempotency_key_in_flight", "evidence_unavailable"} & set(codes))
        assert ("Retry-After" in answer.get("headers", {})) is waits, f"{name} {status}"


def test_whoever_may_ask_is_told_apart() -> None:
    for name, operation in operations():
        anybody = operation["security"] == [] or {} in operation["security"]
        assert anybody is not bool(PERMISSIONS[operation["x-permission"]]), name
    assert "answer_items" in {name for name, operation in operations() if {} in operation["security"]}
    assert DOCUMENT["servers"]


def test_tag_is_required_where_its_absence_is_refused() -> None:
    for name, operation in operations():
        required = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header" and one["required"]}
        assert ("if-match" in required) is ("428" in operation["responses"]), name


def test_every_header_is_described_once() -> None:
    named = {
        header["$ref"]
        for _, operation in operations()
        for one in operation["responses"].values()
        for header in one.get("headers", {}).values()
    }
    assert named == {f"#/components/headers/{name}" for name in DOCUMENT["components"]["headers"]}


def free_in(schema: Any, where: str) -> Iterator[str]:
    """Yield where a schema lets anything in: no type, an object of no fields, a list of anything."""
    if "$ref" in schema:
        yield from [where] if schema["$ref"].endswith("/JsonValue") else []
        return
    more = schema.get("additionalProperties", True)
    parts = [part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ())]
    if _is_free(schema, parts):
        yield where
    for name, part in schema.get("properties", {}).items():
        yield from free_in(part, f"{where}.{name}")
    for part in [*parts, *([more] if isinstance(more, dict) else []), *([schema["items"]] if "items" in schema else [])]:
        yield from free_in(part, where)


def _is_free(schema: Any, parts: list[Any]) -> bool:
    match schema.get("type"):
        case "object":
            return "properties" not in schema and schema.get("additionalProperties", True) is True
        case "array":
            return "items" not in schema
        case None:
            return not parts and not schema.keys() & {"enum", "const"}
    return False


def sent() -> Iterator[tuple[str, Any]]:
    """Yield the schema of everything that an operation is sent, or answers when all is well."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            well = [answer for status, answer in operation["responses"].items() if status < "300"]
            bodies = [body for part in (operation.get("requestBody", {}), *well) for body in part.get("content", {}).values()]
            yield from ((f"{method} {path}", one["schema"]) for one in (*bodies, *operation.get("parameters", ())))


def test_nothing_is_free_but_what_has_a_reason_to_be() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    found = {where for name, schema in schemas.items() for where in free_in(schema, name)}
    for where, schema in sent():
        found.update(free_in(schema, where))
    assert found == FREE.keys()


def test_schemas_have_names_of_their_own_and_none_of_the_file_they_are_in() -> None:
    assert [name for name in DOCUMENT["components"]["schemas"] if "__" in name] == []


def test_codes_are_enumerations_of_their_tables() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert set(schemas["StageCode"]["enum"]) == {stage for lifecycle in LIFECYCLES.values() for stage in lifecycle.stages}
    assert set(schemas["EventCode"]["enum"]) == {event for lifecycle in LIFECYCLES.values() for event in lifecycle.steps}
    assert (schemas["KindCode"]["enum"], schemas["ProcessCode"]["enum"]) == (list(KINDS), list(LIFECYCLES))
    assert (schemas["RoleCode"]["enum"], schemas["DepartmentCode"]["enum"]) == (list(Role), list(DEPARTMENT_NAMES))
    assert schemas["Code"]["enum"] == list(Code)


def test_stage_is_the_same_shape_wherever_it_is() -> None:
    shapes = {
        (name, str(schema["properties"]["stage"].get("$ref")))
        for name, schema in DOCUMENT["components"]["schemas"].items()
        if "stage" in schema.get("properties", {})
    }
    assert {shape for _, shape in shapes if shape != "None"} == {"#/components/schemas/StageNamed", "#/components/schemas/StageCode"}
    assert {name for name, shape in shapes if shape.endswith("StageCode")} == {"Ended"}
    assert {name for name, shape in shapes if shape == "None"} == {"AwardPart", "YearMatched"}
