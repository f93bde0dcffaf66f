"""接口文档。Generated requests against the whole document: no server error, and every answer as the document says."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from temporalio.client import Client

from api.app import create_app
from api.temporal import Cases
from api.web.services import Services
from gateways.sms import Sms
from gateways.statistics import Statistics
from gateways.tax import Tax
from models.session import Database
from policy.actors import Role
from policy.letters.bodies import Bodies
from policy.registered import Registered
from runtime.encryption import SealedCodec
from runtime.evidence import StoredEvidence
from runtime.figures_today import AskedFigures
from runtime.texting import SentMails, SentTexts
from sandbox.clock import today
from sandbox.enterprises import CHENXIN, demo_enterprises
from tests.api.desk import MAX_BYTES, TREASURY_SECRET
from tests.api.test_sign_in import Issuer
from tests.granting import grants
from tests.office import Office
from tests.patience import PATIENCE
from tests.sealing import PAYLOAD_KEY, SEALED
from tests.vouching import ATTESTOR

CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance)
EXAMPLES = 12


class DemoRegister:
    """The demo enterprises, as the business register has them."""

    async def of(self, uscc: str) -> Registered | None:
        """Return who is known by a code."""
        return next((Registered(known.name, known.kind, known.status) for code, known in demo_enterprises(today()) if code == uscc), None)

    async def names(self, usccs: Sequence[str]) -> Mapping[str, str]:
        """Return the registered names of those that are known."""
        return {uscc: known.name for uscc, known in demo_enterprises(today()) if uscc in usccs}


@contextmanager
def served(office: Office, issuer: Issuer, folder: Path) -> Iterator[str]:
    """Serve the API over HTTP in a thread of its own, with parts of its own."""

    @asynccontextmanager
    async def serve() -> AsyncIterator[Services]:
        database = Database(office.settings.database_url, [PAYLOAD_KEY])
        client = await Client.connect(office.client.service_client.config.target_host, data_converter=SEALED)
        yield Services(
            database=database,
            cases=Cases(client, office.settings.task_queue, office.database, ATTESTOR),
            tokens=issuer.verifier(),
            register=DemoRegister(),
            figures=AskedFigures(database, Statistics(office.parts.http, "http://sandbox"), Tax(office.parts.http, "http://sandbox")),
            texts=SentTexts(Sms(office.parts.http, "http://sandbox")),
            mails=SentMails(None),
            evidence=StoredEvidence(folder.as_uri()),
            evidence_max_bytes=MAX_BYTES,
            treasury_secret=TREASURY_SECRET,
            bodies=Bodies("演示复议机关", "演示人民法院"),
            cursor_key=b"cursor",
            decode_payloads=SealedCodec([PAYLOAD_KEY]).open_all,
            # It asks everything far more often than anybody would.
            quotas=False,
        )
        await database.close()

    server = uvicorn.Server(uvicorn.Config(create_app(serve), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def explore(address: str, token: str) -> tuple[dict[str, Counter[int]], list[str]]:
    """Send generated requests, right ones and wrong ones, to every operation.

    Returns:
        How often each operation answered what, and what went wrong.
    """
    answers: dict[str, Counter[int]] = {}
    wrong: list[str] = []
    for found in schemathesis.openapi.from_url(f"{address}/openapi.json", timeout=PATIENCE).get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if operation.path.endswith("/events"):
            # A stream has no end: tests/api/test_events.py listens to some.
            continue
        answers[operation.label] = Counter()
        for mode in GenerationMode:
            try:
                _send(operation, mode, f"Bearer {token}", address, answers[operation.label])
            except Unsatisfiable:
                # There is no wrong way to ask for what takes no input.
                continue
            except BaseException as error:  # noqa: BLE001 - every kind of failure is told
                wrong.append(f"{operation.label} {mode.value}: {error}"[:1500])
    return answers, wrong


def _send(operation: Any, mode: GenerationMode, authorization: str, address: str, answers: Counter[int]) -> None:
    @settings(max_examples=EXAMPLES, database=None, derandomize=True, suppress_health_check=list(HealthCheck), print_blob=False)
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        answer = case.call(base_url=address, headers={"Authorization": authorization}, timeout=20)
        answers[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    run()


# Thousands of requests, and a machine may be busy.
@pytest.mark.timeout(1800)
@pytest.mark.filterwarnings("ignore")
async def test_api_answers_as_documented_whatever_it_is_sent(behind: Office, tmp_path: Path) -> None:
    issuer = Issuer()
    token = issuer.sign(sub="everybody", grants=[asdict(grant) for grant in grants(*Role)], enterprise=CHENXIN, exp=int(time.time()) + 3600)
    with served(behind, issuer, tmp_path) as address:
        answers, wrong = await asyncio.to_thread(explore, address, token)
    assert len(answers) > 40
    assert all(answers.values()), answers
    # These alone: the whole list is cut before anybody reads which one it was.
    failed = {operation: {status for status in counted if status >= 500} for operation, counted in answers.items()}
    assert not {operation: statuses for operation, statuses in failed.items() if statuses}
    assert sum(any(status < 300 for status in counted) for counted in answers.values()) > 10, answers
    assert not wrong, "\n\n".join(wrong)
