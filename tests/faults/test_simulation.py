"""演练的测试。A short simulation over real servers, each of which is killed once, holds all it has to; and each look sees what is wrong.

Each of the latter changes one fact of the scene that the simulation left, and takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from faults.invariants import INVARIANTS, Scene, looked
from faults.plan import Strike
from faults.rest import Rest
from faults.servers import Servers
from faults.simulation import Simulation
from runtime.addresses import sandbox_url
from runtime.demo.walk import GOOD_ACCOUNT
from tests.conftest import reachable_folder

SEED = 1
PROCESSES = ("redecision",)
STRIKES = (
    Strike("fault", 2, target="treasury.callback", mode="never", times=1),
    # Which finance has to look into before anything is paid.
    Strike("fault", 1, target="treasury.query", mode="wrong_amount", times=1),
    Strike("kill", 3, parts=("worker",)),
    Strike("fault", 3, target="tax", mode="garbage", times=1),
    Strike("kill", 3, delay=0.1, parts=("postgres", "api")),
    Strike("kill", 4, parts=("temporal", "sandbox")),
)
# The servers of a busy machine take their time.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def run() -> Iterator[Simulation]:
    """A simulation that was played, its servers still up."""
    with reachable_folder() as home:
        its = Simulation(Servers(home, {}), SEED)
        try:
            its.servers.start()
            its.furnish()
            its.play(1, PROCESSES, STRIKES)
            yield its
        finally:
            its.servers.stop()


@pytest.fixture
def scene(run: Simulation) -> Iterator[Scene]:
    """What the simulation left; what a test changes of it is taken back."""
    payments = httpx.get(f"{sandbox_url(run.servers.settings)}/admin/payments", trust_env=False).json()
    with psycopg.connect(run.servers.postgres.url().replace("+psycopg", ""), row_factory=dict_row) as connection:
        # The database itself would not have it.
        connection.execute("SET LOCAL session_replication_role = replica")
        yield Scene(connection, payments, run.memory.told, Rest(), run.servers.logs())
        connection.rollback()


def test_everything_holds_when_each_server_is_killed_under_people_at_work(run: Simulation) -> None:
    assert run.broken == []
    assert dict(run.walked) == dict.fromkeys(PROCESSES, 1)
    assert {what for what in run.struck if what.startswith("kill")} == {
        f"kill -9 {part}" for part in ("postgres", "temporal", "sandbox", "worker", "api")
    }
    assert all(run.found[-1].looked_at.values())


Change = Callable[[Scene], Scene]


def told_in(query: str) -> Change:
    """Return a change of the database."""

    def change(scene: Scene) -> Scene:
        assert scene.connection.execute(query.encode()).rowcount > 0
        return scene

    return change


def paid_again(scene: Scene) -> Scene:
    return replace(scene, payments=[*scene.payments, scene.payments[-1]])


def paid_under_another_number(scene: Scene) -> Scene:
    last = scene.payments[-1]
    return replace(scene, payments=[*scene.payments, last | {"instruction_no": last["instruction_no"].replace("-P", "-P9")}])


def paid_to_another(scene: Scene) -> Scene:
    return replace(scene, payments=[*scene.payments[:-1], scene.payments[-1] | {"payee_digest": "0" * 64}])


def shown_in_a_log(scene: Scene) -> Scene:
    log = Path(scene.logs[0]).with_name("shown.log")
    log.write_text(GOOD_ACCOUNT)
    return replace(scene, logs=[log])


def at_rest_with(rest: Rest) -> Change:
    return lambda scene: replace(scene, rest=rest)


WRONG: dict[str, tuple[str, Change]] = {
    "a balance": ("books balance", told_in("UPDATE ledger_accounts SET balance_fen = balance_fen + 1 WHERE kind = 'expenditure'")),
    "a budget document": ("books balance", told_in("UPDATE budget_documents SET amount_fen = amount_fen + 1")),
    "a booked amount": ("books equal the treasury's statement", told_in("UPDATE disbursements SET amount_fen = amount_fen + 1")),
    "a payment that is not booked": ("books equal the treasury's statement", told_in("UPDATE disbursements SET state = 'returned'")),
    "money spent": (
        "books equal the treasury's statement",
        told_in("UPDATE ledger_transfers SET amount_fen = amount_fen + 1 WHERE kind = 'expenditure'"),
    ),
    "a payment made twice": ("each payment once", paid_again),
    "a case paid twice": ("each payment once", paid_under_another_number),
    "another payee": ("payee is the beneficiary", paid_to_another),
    "a receipt booked twice": (
        "each receipt once",
        told_in(
            "INSERT INTO repayments SELECT"
            " (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'reference_folded', 'X'))).*"
            " FROM repayments r WHERE state = 'booked' LIMIT 1"
        ),
    ),
    "an answer that is forgotten": ("what was acknowledged is kept", told_in("DELETE FROM idempotency_records")),
    "an answer that is not true": ("what was acknowledged is kept", told_in("UPDATE tasks SET outcome = 'x' WHERE outcome <> ''")),
    "an act that is lost": ("what was acknowledged is recorded once", told_in("DELETE FROM audit_events WHERE event = 'approved'")),
    "an act done twice": (
        "what was acknowledged is recorded once",
        told_in(
            "INSERT INTO audit_events OVERRIDING SYSTEM VALUE"
            """ SELECT (jsonb_populate_record(e, '{"id": -1, "key": "again", "sequence": 999}')).*"""
            " FROM audit_events e WHERE event = 'approved' LIMIT 1"
        ),
    ),
    "a process that differs": ("processes agree with the record", at_rest_with(Rest(differing=1))),
    "a process that was gone": ("processes agree with the record", at_rest_with(Rest(mended=["application/1 was gone"]))),
    "a step that never ends": ("processes agree with the record", at_rest_with(Rest(busy=["application/1 is at settle"]))),
    "a case without a timer": ("no case is stuck", told_in("UPDATE cases SET stage = 'payment', wakes_at = NULL WHERE stage = 'in_force'")),
    "a timer that is over": ("no case is stuck", told_in("UPDATE cases SET wakes_at = now() - interval '1 hour' WHERE stage = 'in_force'")),
    "an account in a log": ("no account number in logs and histories", shown_in_a_log),
}


@pytest.mark.parametrize(("invariant", "change"), WRONG.values(), ids=WRONG)
def test_look_sees_what_is_wrong(scene: Scene, invariant: str, change: Change) -> None:
    found = looked(change(scene)).broken
    assert any(what.startswith(f"{invariant}: ") for what in found), found


def test_look_sees_an_appropriation_that_is_exceeded(scene: Scene) -> None:
    with without_its_check(scene):
        scene.connection.execute("UPDATE ledger_accounts SET balance_fen = -1 WHERE kind = 'available'")
        assert any(what.startswith("no appropriation is exceeded: ") for what in looked(scene).broken)


@contextmanager
def without_its_check(scene: Scene) -> Iterator[None]:
    scene.connection.execute("ALTER TABLE ledger_accounts DROP CONSTRAINT ck_ledger_accounts_never_negative")
    yield
    scene.connection.rollback()


def test_every_invariant_has_a_scene_in_which_it_is_broken() -> None:
    assert {invariant for invariant, _ in WRONG.values()} | {"no appropriation is exceeded"} == INVARIANTS.keys()
