"""演示客户端。Demo people at the REST API: each with a token of their own, as a front-end would have."""

from __future__ import annotations

import time
import uuid
from types import TracebackType
from typing import Any, Self

import httpx

from runtime.demo.forms import proofs
from runtime.settings import Settings, sandbox_url

TOKEN_SECONDS = 12 * 3600
PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.2


class DemoError(Exception):
    """The API did not do what the demonstration counted on."""


class DemoNeedsError(Exception):
    """Raised when what is there leaves a demonstration nothing to walk with; the message says what it needs."""


class DemoClient:
    """The API and the sandbox as demo people use them.

    Args:
        settings: Where both are.
    """

    def __init__(self, settings: Settings) -> None:
        address = settings.public_base_url or f"http://{settings.api_host}:{settings.api_port}"
        self._api = httpx.Client(base_url=address, timeout=30, trust_env=False)
        self._sandbox = httpx.Client(base_url=sandbox_url(settings), timeout=10, trust_env=False)
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        """Close the connections."""
        self._api.close()
        self._sandbox.close()

    def people(self) -> list[dict[str, Any]]:
        """Return everybody who can sign in."""
        people: list[dict[str, Any]] = self._sandbox.get("/oidc/people").raise_for_status().json()
        return people

    def enterprises(self) -> dict[str, dict[str, Any]]:
        """Return what the register knows, by credit code."""
        found: dict[str, dict[str, Any]] = self._sandbox.get("/admin/enterprises").raise_for_status().json()
        return dict(found)

    def enter_upstream_project(self, project_no: str, project: dict[str, Any]) -> None:
        """Let the registry of upstream projects know a project, or say something else of it."""
        self._sandbox.put(f"/admin/upstream-projects/{project_no}", json=project).raise_for_status()

    def repay_treasury(self, reference: str, amount_fen: int, payer_uscc: str, received_on: str) -> None:
        """Let the treasury receive money from an enterprise."""
        receipt = {"reference": reference, "amount_fen": amount_fen, "payer_uscc": payer_uscc, "received_on": received_on}
        self._sandbox.post("/admin/receipts", json=receipt).raise_for_status()

    def pay_uninstructed(self, instruction_no: str, amount_fen: int) -> None:
        """Let the treasury make a payment nobody instructed."""
        stray = {"instruction_no": instruction_no, "amount_fen": amount_fen}
        self._sandbox.post("/admin/stray-payments", json=stray).raise_for_status()

    def get(self, person: str | None, path: str, **params: Any) -> Any:  # noqa: ANN401 - JSON
        """Read something as a person, or as the public."""
        return self._said(self._api.get(path, params=params, headers=self._headers(person)))

    def create(self, person: str | None, path: str, body: dict[str, Any] | None = None, *, key: str | None = None) -> Any:  # noqa: ANN401 - JSON
        """Post something under an Idempotency-Key."""
        headers = self._headers(person) | {"Idempotency-Key": key or uuid.uuid4().hex}
        return self._said(self._api.post(path, json=body, headers=headers))

    def put(self, person: str, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Put something in its place; putting it there again changes nothing."""
        return self._said(self._api.put(path, json=body, headers=self._headers(person)))

    def refusal(self, person: str, path: str) -> dict[str, Any]:
        """Post something that is refused, and return the problem.

        Raises:
            DemoError: It was not refused.
        """
        answer = self._api.post(path, headers=self._headers(person) | {"Idempotency-Key": uuid.uuid4().hex})
        if not answer.is_client_error:
            message = f"POST {path}: {answer.status_code}, and it should be refused"
            raise DemoError(message)
        problem: dict[str, Any] = answer.json()
        return problem

    def upload(self, person: str, case: str, evidence_code: str, name: str, content: bytes, *, resource: str = "applications") -> Any:  # noqa: ANN401 - JSON
        """Upload a piece of evidence to an application, or to another resource."""
        return self.send_file(person, f"/{resource}/{case}/documents", {"evidence_code": evidence_code}, name, content)

    def send_file(self, person: str, path: str, form: dict[str, str], name: str, content: bytes) -> Any:  # noqa: ANN401 - JSON
        """Post a file with the fields of a form."""
        headers = self._headers(person) | {"Idempotency-Key": uuid.uuid4().hex}
        return self._said(self._api.post(path, data=form, files={"file": (name, content)}, headers=headers))

    def complete(self, person: str, task: str, answer: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Complete a task; whatever facts its form asks for are as they were claimed."""
        form = self.get(person, f"/tasks/{task}")["form"]
        return self.create(person, f"/tasks/{task}/complete", answer | proofs(form, answer, {}))

    def wait_for_tasks(self, person: str, application: str, kind: str, *, mine: bool = True) -> list[dict[str, Any]]:
        """Wait until an application has open tasks of a kind that the person may complete, or may see, and return them."""

        def find() -> list[dict[str, Any]]:
            found = self.get(person, "/tasks", case=application, kind=kind, mine=mine)
            return list(found["items"])

        tasks: list[dict[str, Any]] = self.wait_until(find, f"a task {kind} for {person}")
        return tasks

    def wait_for_stage(self, person: str, case: str, *stages: str, resource: str = "applications") -> dict[str, Any]:
        """Wait until an application, or another resource, is in one of `stages`, and return it."""

        def find() -> dict[str, Any] | None:
            found: dict[str, Any] = self.get(person, f"/{resource}/{case}")
            return found if stage_of(found) in stages else None

        reached: dict[str, Any] = self.wait_until(find, f"stage {' or '.join(stages)}")
        return reached

    def change_enterprise(self, uscc: str, **facts: Any) -> None:  # noqa: ANN401 - JSON
        """Let the authorities know something else of an enterprise, as if it had happened outside."""
        known = self.enterprises()[uscc] | facts
        self._sandbox.put(f"/admin/enterprises/{uscc}", json=known).raise_for_status()

    def wait_for_commitment(self, person: str, uscc: str, *stages: str) -> dict[str, Any]:
        """Wait until an enterprise's commitment to stay is in one of `stages`, and return it."""

        def find() -> dict[str, Any] | None:
            listed = self.get(person, "/commitments", limit=100)["items"]
            found = next((row for row in listed if row["enterprise_uscc"] == uscc), None)
            return dict(self.get(person, f"/commitments/{uscc}")) if found and stage_of(found) in stages else None

        reached: dict[str, Any] = self.wait_until(find, f"commitment in {' or '.join(stages)}")
        return reached

    def wait_until(self, find: Any, what: str) -> Any:  # noqa: ANN401 - whatever it finds
        """Ask again until `find` finds something, and return it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if found := find():
                return found
            time.sleep(POLL_SECONDS)
        message = f"{what} did not come within {PATIENCE_SECONDS:.0f} seconds"
        raise DemoError(message)

    def _headers(self, person: str | None) -> dict[str, str]:
        if person is None:
            return {"Accept-Language": "zh"}
        if person not in self._tokens:
            answer = self._sandbox.post("/oidc/token", json={"person": person, "lifetime_seconds": TOKEN_SECONDS})
            self._tokens[person] = answer.raise_for_status().json()["access_token"]
        return {"Authorization": f"Bearer {self._tokens[person]}", "Accept-Language": "zh"}

    def _said(self, answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
        if answer.is_error:
            message = f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
            raise DemoError(message)
        return answer.json() if answer.content else None


def stage_of(application: dict[str, Any]) -> str:
    """Return the stage of an application as the API shows it."""
    stage = application["stage"]
    return str(stage["code"] if isinstance(stage, dict) else stage)
