"""演示客户端。Demo people at the REST API: each with a token of their own, as a front-end would have."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from http.client import ACCEPTED, NOT_FOUND
from types import TracebackType
from typing import Any, Self

import httpx

from policy.text import Text
from runtime.addresses import sandbox_url
from runtime.demo.forms import proofs
from runtime.demo.words import in_words, of_terminal, stage_of
from runtime.settings import Settings

TOKEN_SECONDS = 12 * 3600
PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.2
_CODE = re.compile(r"验证码(\d{6})|(\d{6}) is your code")


class DemoError(Exception):
    """The API did not do what the demonstration counted on; the message says it in the language of the terminal.

    Attributes:
        code: Of the problem it answered with, if it was one.
    """

    def __init__(self, said: Text, code: str = "") -> None:
        super().__init__(in_words(said))
        self.code = code


class DemoNeedsError(Exception):
    """Raised when what is there leaves a demonstration nothing to walk with; the message says what it needs, likewise."""

    def __init__(self, said: Text) -> None:
        super().__init__(in_words(said))


class DemoClient:
    """The API and the sandbox as demo people use them.

    Attributes:
        patience: How many seconds people wait for what has to come.
        slack: By how much longer than in a demonstration deadlines are that people have to meet in real time.

    Args:
        settings: Where both are.
        transport: How the API is reached; None for the usual way.
    """

    patience = PATIENCE_SECONDS
    slack = 1

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        address = settings.public_base_url or f"http://{settings.api_host}:{settings.api_port}"
        self._api = httpx.Client(base_url=address, timeout=30, trust_env=False, transport=transport)
        self._sandbox = httpx.Client(base_url=sandbox_url(settings), timeout=10, trust_env=False)
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        """Close the connections."""
        self._api.close()
        self._sandbox.close()

    def mark(self, length: int = 32) -> str:
        """Return signs by which something is told apart from everything else."""
        return uuid.uuid4().hex[:length].upper()

    def in_time(self, demonstrated: timedelta) -> timedelta:
        """Return how long a deadline is that takes so long in a demonstration."""
        return self.slack * demonstrated

    def subject(self, person: str) -> str:
        """Return as whom a person of a demonstration signs in."""
        return person

    def people(self) -> list[dict[str, Any]]:
        """Return everybody who can sign in."""
        people: list[dict[str, Any]] = self._authorities("GET", "/oidc/people").json()
        return people

    def enterprises(self) -> dict[str, dict[str, Any]]:
        """Return what the register knows, by credit code."""
        found: dict[str, dict[str, Any]] = self._authorities("GET", "/admin/enterprises").json()
        return dict(found)

    def enter_upstream_project(self, project_no: str, project: dict[str, Any]) -> None:
        """Let the registry of upstream projects know a project, or say something else of it."""
        self._authorities("PUT", f"/admin/upstream-projects/{project_no}", project)

    def enter_bank_loan(self, bank: str, loan_no: str, loan: dict[str, Any]) -> None:
        """Let a bank know a loan, or something else of it."""
        self._authorities("PUT", "/admin/bank-loans", {"bank": bank, "loan_no": loan_no, "loan": loan})

    def enter_insurance_subsidy(self, policy_no: str, uscc: str, year: int, subsidy_fen: int) -> None:
        """Let the city know what it subsidised of an insurance."""
        self._authorities("PUT", f"/admin/insurance-subsidies/{policy_no}", {"uscc": uscc, "year": year, "subsidy_fen": subsidy_fen})

    def repay_treasury(self, reference: str, amount_fen: int, payer_uscc: str, received_on: str, payer_name: str | None = None) -> None:
        """Let the treasury receive money from an enterprise, or from somebody of another name."""
        receipt = {"reference": reference, "amount_fen": amount_fen, "payer_uscc": payer_uscc, "received_on": received_on}
        receipt |= {"payer_name": payer_name} if payer_name else {}
        self._authorities("POST", "/admin/receipts", receipt)

    def pay_uninstructed(self, instruction_no: str, amount_fen: int) -> None:
        """Let the treasury make a payment nobody instructed."""
        stray = {"instruction_no": instruction_no, "amount_fen": amount_fen}
        self._authorities("POST", "/admin/stray-payments", stray)

    def get(self, person: str | None, path: str, **params: Any) -> Any:  # noqa: ANN401 - JSON
        """Read something as a person, or as the public."""
        return self._said(self._ask("GET", person, path, params=params))

    def find(self, person: str, path: str) -> Any:  # noqa: ANN401 - JSON
        """Read something as a person, or return None if it is not there, or not for them."""
        answer = self._ask("GET", person, path)
        return None if answer.status_code == NOT_FOUND else self._said(answer)

    def create(self, person: str | None, path: str, body: dict[str, Any] | None = None, *, key: str | None = None) -> Any:  # noqa: ANN401 - JSON
        """Post something under an Idempotency-Key; what is only taken at first is waited for."""
        answer = self._ask("POST", person, path, key=key or self.mark(), json=body)
        said = self._said(answer)
        where = answer.headers.get("Location", "")
        return self._outcome(person, where) if answer.status_code == ACCEPTED and where.startswith("/requests/") else said

    def _outcome(self, person: str | None, where: str) -> Any:  # noqa: ANN401 - JSON
        """Wait for what became of a request, and return its receipt.

        Raises:
            DemoError: It was refused.
        """

        def find() -> dict[str, Any] | None:
            found: dict[str, Any] = self.get(person, where)
            return None if found["state"] == "waiting" else found

        found = self.wait_until(find, Text(f"{where}的答复", f"an answer to {where}"))
        if found["state"] == "refused":
            why = found["problem"]["detail"]
            raise DemoError(Text(f"{where}：{why}", f"{where}: {why}"), found["problem"]["code"])
        return found["receipt"]

    def put(self, person: str, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Put something in its place; putting it there again changes nothing."""
        return self._said(self._ask("PUT", person, path, json=body))

    def prove_mailbox(self, person: str, address: str) -> None:
        """Have a person hear of their messages at a mailbox, by the code that is mailed there; not where no mail is sent."""
        try:
            self.create(person, "/me/preferences/codes", {"email": address})
        except DemoError as error:
            if error.code not in {"busy", "invalid_input"}:
                raise
            return
        mails = self._authorities("GET", "/outbox/messages").json()
        code = next(code for mail in mails if mail["to"] == address and (code := _CODE.search(mail["text"])))
        self.put(person, "/me/preferences", {"email": address, "email_code": code[1] or code[2]})

    def refusal(self, person: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Post something that is refused, and return the problem.

        Raises:
            DemoError: It was not refused.
        """
        answer = self._ask("POST", person, path, key=self.mark(), json=body)
        if not answer.is_client_error:
            said = f"POST {path}: {answer.status_code}"
            raise DemoError(Text(f"{said}，本应予以拒绝", f"{said}, and it should be refused"))
        problem: dict[str, Any] = answer.json()
        return problem

    def upload(self, person: str, case: str, evidence_code: str, name: str, content: bytes, *, resource: str = "applications") -> Any:  # noqa: ANN401 - JSON
        """Upload a piece of evidence to an application, or to another resource."""
        return self.send_file(person, f"/{resource}/{case}/documents", {"evidence_code": evidence_code}, name, content)

    def send_file(self, person: str, path: str, form: dict[str, str], name: str, content: bytes) -> Any:  # noqa: ANN401 - JSON
        """Post a file with the fields of a form."""
        return self._said(self._ask("POST", person, path, key=self.mark(), data=form, files={"file": (name, content)}))

    def complete(self, person: str, task: str, answer: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Complete a task; whatever facts its form asks for are as they were claimed."""
        form = self.get(person, f"/tasks/{task}")["form"]
        return self.create(person, f"/tasks/{task}/complete", answer | proofs(form, answer, {}))

    def wait_for_tasks(self, person: str, application: str, kind: str, *, mine: bool = True) -> list[dict[str, Any]]:
        """Wait until an application has open tasks of a kind that the person may complete, or may see, and return them."""

        def find() -> list[dict[str, Any]]:
            found = self.get(person, "/tasks", case=application, kind=kind, mine=mine)
            return list(found["items"])

        tasks: list[dict[str, Any]] = self.wait_until(find, Text(f"{person}的任务“{kind}”", f"a task {kind} for {person}"))
        return tasks

    def wait_for_stage(self, person: str, case: str, *stages: str, resource: str = "applications") -> dict[str, Any]:
        """Wait until an application, or another resource, is in one of `stages`, and return it."""

        def find() -> dict[str, Any] | None:
            found: dict[str, Any] = self.get(person, f"/{resource}/{case}")
            return found if stage_of(found) in stages else None

        reached: dict[str, Any] = self.wait_until(find, in_stage(case, stages))
        return reached

    def change_enterprise(self, uscc: str, **facts: Any) -> None:  # noqa: ANN401 - JSON
        """Let the authorities know something else of an enterprise, or one that is new, as if it had happened outside."""
        known = self.enterprises().get(uscc, {}) | facts
        self._authorities("PUT", f"/admin/enterprises/{uscc}", known)

    def enter_enterprise(self, like: str, name: str) -> str:
        """Let the authorities know a new enterprise that is like another one but for its name, register it with us, and return its code."""
        uscc = str(self._authorities("POST", "/admin/enterprises", self.enterprises()[like] | {"name": name}).json()["uscc"])
        self.create(f"applicant-{uscc}", "/enterprises", {"uscc": uscc, "name": name})
        return uscc

    def wait_for_commitment(self, person: str, uscc: str, *stages: str) -> dict[str, Any]:
        """Wait until an enterprise's commitment to stay is in one of `stages`, and return it."""

        def find() -> dict[str, Any] | None:
            found: dict[str, Any] | None = self.find(person, f"/commitments/{uscc}")
            return found if found and stage_of(found) in stages else None

        reached: dict[str, Any] = self.wait_until(find, in_stage(uscc, stages))
        return reached

    def wait_until(self, find: Callable[[], Any], what: Text) -> Any:  # noqa: ANN401 - whatever it finds
        """Ask again until `find` finds something, and return it."""
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            if found := find():
                return found
            time.sleep(POLL_SECONDS)
        raise DemoError(Text(f"{self.patience:.0f}秒内未等到：{what.zh}", f"{what.en} did not come within {self.patience:.0f} seconds"))

    def _ask(self, method: str, person: str | None, path: str, *, key: str | None = None, **sent: Any) -> httpx.Response:  # noqa: ANN401 - what httpx sends
        """Ask the API as a person, or as the public; what is posted goes under its Idempotency-Key."""
        headers = self._headers(person) | ({"Idempotency-Key": key} if key else {})
        return self._api.request(method, path, headers=headers, **sent)

    def _authorities(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """Ask the outside authorities, or tell them something."""
        return self._sandbox.request(method, path, json=body).raise_for_status()

    def _headers(self, person: str | None) -> dict[str, str]:
        language = {"Accept-Language": of_terminal()}
        if person is None:
            return language
        if person not in self._tokens:
            wanted = {"person": self.subject(person), "lifetime_seconds": TOKEN_SECONDS}
            self._tokens[person] = self._authorities("POST", "/oidc/token", wanted).json()["access_token"]
        return language | {"Authorization": f"Bearer {self._tokens[person]}"}

    def _said(self, answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
        if answer.is_error:
            said = f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
            is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
            raise DemoError(Text(said, said), answer.json()["code"] if is_problem else "")
        return answer.json() if answer.content else None


def in_stage(case: str, stages: tuple[str, ...]) -> Text:
    """Return what is waited for when a case is to reach one of some stages."""
    return Text(f"{case}进入阶段{'或者'.join(stages)}", f"{case} in stage {' or '.join(stages)}")
