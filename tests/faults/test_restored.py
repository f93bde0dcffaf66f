"""恢复的测试。The database, Temporal, or both come back as they were at an earlier moment, after which payments were made.

Over real servers: a PostgreSQL, a Temporal server with its file, the authorities over HTTP, a worker in a process of its own. Whatever
comes back, what came later is listed before a worker starts, every case goes on to its end, and nobody is paid twice or for another.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from activities.signatures.reconciliation import DayReconciled
from api.temporal import Cases
from models.queries import case_check as checks
from models.tables import Application, Disbursement, ReconciliationDifference
from models.tables import Case as AnyCase
from policy.processes.kernel.lifecycle import number_in
from policy.working_days import BEIJING
from runtime.container import container
from runtime.evidence import StoredEvidence
from runtime.local import embedded_temporal
from runtime.local.embedded_temporal import TemporalServer
from runtime.restore import Check, Later, highest
from sandbox.enterprises import CHENXIN
from tests import clones
from tests.contract.conftest import free_port
from tests.faults.killable import AWARD, Worker, killable, office_without_worker
from tests.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OFFICER, OTHER_FINANCE, SIGNED, Case, Office, until
from tests.office.milestones import all_rest
from tests.office.numbers import UNLIKE

# A number as they are given, higher than any a test counts to.
LATER_NUMBER = "BDA-2026-05-990017"


@dataclass
class Servers:
    """What can come back as it was: the rows of a database, and the file of a Temporal server."""

    url: str
    home: Path
    temporal: TemporalServer

    def keep(self) -> None:
        """Keep both as they are now."""
        self.rows = clones.content(self.url)
        self._over(lambda: shutil.copytree(self.home / "temporal", self.home / "kept"))

    def restore_database(self) -> None:
        """Let the database be as it was."""
        clones.fill(self.url, self.rows)

    def restore_temporal(self) -> None:
        """Let Temporal be as it was."""

        def bring_back() -> None:
            shutil.rmtree(self.home / "temporal")
            shutil.copytree(self.home / "kept", self.home / "temporal")

        self._over(bring_back)

    def _over(self, change: Callable[[], object]) -> None:
        self.temporal.stop()
        change()
        self.temporal = embedded_temporal.start(self.home / "temporal", self.temporal.port, self.temporal.ui_port)


@contextmanager
def servers(home: Path, url: str) -> Iterator[Servers]:
    temporal = embedded_temporal.start(home / "temporal", free_port(), free_port())
    running = Servers(url, home, temporal)
    try:
        yield running
    finally:
        running.temporal.stop()


@dataclass
class Played:
    """An office at a moment that is kept, and what happened in it afterwards.

    Attributes:
        office: The office, without a worker now.
        its: Its servers.
        worker: The worker that was killed.
        released: At the moment its payment waited for its release; it was paid afterwards.
        signing: At the moment its enterprise had to sign; it did, and was paid under a number given afterwards.
        accepted: At the moment it waited to be accepted; it was afterwards.
        drafted: A draft at the moment; it was handed in afterwards.
        file: The hash of evidence that was kept afterwards.
    """

    office: Office
    its: Servers
    worker: Worker
    released: Case
    signing: Case
    accepted: Case
    drafted: Application
    file: str

    @property
    def paid(self) -> tuple[Case, Case]:
        return self.released, self.signing

    async def check(self) -> Later:
        """Look after the restore, as the command does."""
        async with container(self.office.settings) as parts:
            check = Check(parts, self.office.client)
            later = await check.look()
            await check.end(later.processes)
        return later

    async def go_on(self) -> None:
        """Start a worker, and let people take every case to its end from wherever it stands."""
        since = datetime.now(UTC)
        self.worker.start()
        await until(lambda: self._was_checked(since), "the check at the start of the worker")
        for case in self.paid:
            await to_the_end(self.office.running(await case.row()))
        accepted = self.office.running(await self.accepted.row())
        if (await accepted.row()).stage == "acceptance":
            await accepted.answer("acceptance", OFFICER, decision="accepted")
        await accepted.reach("review")
        await accepted.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
        await accepted.answer("decision", HEAD, decision="approved")
        await to_the_end(accepted)

    async def _was_checked(self, since: datetime) -> bool | None:
        async with self.office.database.reading() as session:
            found = await checks.last(session)
        return (found is not None and found.check.began_at > since) or None


async def to_the_end(case: Case) -> None:
    """Sign, release and confirm, as far as that is still to be done."""
    while (await case.row()).stage != "in_force":
        await case.reach("commitment", "payment", "in_force")
        kinds = {task.kind for task in await case.tasks()}
        if "commitment" in kinds:
            await case.answer("commitment", APPLICANT, **(SIGNED | {"account": ACCOUNT}))
        elif "payment_release" in kinds:
            await case.answer("payment_release", FINANCE, decision="payment_released")
        elif "payment_confirmation" in kinds:
            await case.answer("payment_confirmation", OTHER_FINANCE, **(await case.confirmed()))
        else:
            await case.reach("in_force")


@pytest.fixture
async def played(home: Path, database_url: str, sandbox_url: str) -> AsyncIterator[Played]:
    """What happened before everything came down."""
    with servers(home, database_url) as its:
        async with office_without_worker(
            its.temporal.address, database_url, sandbox_url, evidence_url=(home / "evidence").as_uri()
        ) as office:
            with killable(office.settings) as worker:
                cases = [await office.apply_for(facts={"certificate_no": f"BDA-2026-{UNLIKE[index]}"}) for index in range(3)]
                drafted = await office.draft(facts={"certificate_no": f"BDA-2026-{UNLIKE[3]}"})
                await office.change(update(AnyCase).where(AnyCase.id == drafted.id).values(number=LATER_NUMBER))
                await cases[0].to_payment()
                await cases[1].to_commitment()
                await until(lambda: all_rest(office), "rest")
                worker.kill()
                its.keep()
                worker.start()
                for case in cases[:2]:
                    await to_the_end(case)
                await cases[2].answer("acceptance", OFFICER, decision="accepted")
                await cases[2].reach("review")
                (row,) = await office.all(select(Application).where(Application.id == drafted.id))
                await office.submit(row)
                content = "之后上传的材料".encode()
                file = hashlib.sha256(content).hexdigest()
                await StoredEvidence(office.settings.evidence_url).put(file, content)
                await until(lambda: all_rest(office), "rest")
                worker.kill()
                released, signing, accepted = cases
                yield Played(office, its, worker, released, signing, accepted, row, file)


async def nobody_was_paid_twice_or_for_another(played: Played) -> None:
    payments = await played.office.treasury_payments()
    paid = Counter(str(payment["instruction_no"]).rpartition("-P")[0] for payment in payments)
    assert paid == {case.number: 1 for case in (*played.paid, played.accepted)}
    booked = await played.office.all(select(Disbursement.number).where(Disbursement.state == "paid"))
    assert sorted(booked) == sorted(payment["instruction_no"] for payment in payments)
    balances = await played.office.balances()
    assert (balances["expenditure"], balances["in_transit"]) == (3 * AWARD, 0)
    done: DayReconciled = await Cases(played.office.client, played.office.settings.task_queue, played.office.database).reconcile(
        datetime.now(BEIJING).date(), again=True
    )
    assert done.differences == 0


async def test_nobody_is_paid_twice_when_the_database_alone_comes_back_as_it_was(played: Played) -> None:
    released, signing = played.paid
    ours = (await released.payments())[0].number
    forgotten = (await signing.payments())[0].number
    played.its.restore_database()
    later = await played.check()
    assert [number_in(its) for its in later.processes] == [CHENXIN]
    acts = {(act.process, act.event, act.actor) for act in later.acts}
    assert {
        (released.handle.id, "payment_released", FINANCE.subject),
        (released.handle.id, "payment_confirmed", OTHER_FINANCE.subject),
        (signing.handle.id, "commitment_signed", APPLICANT.subject),
        (played.accepted.handle.id, "accepted", OFFICER.subject),
        (played.drafted.workflow_id, "submitted", APPLICANT.subject),
    } <= acts
    found = {(row.kind, row.reference) for row in later.differences}
    assert found == {("paid_not_booked", ours), ("unknown_payment", forgotten)}
    assert later.files == [played.file]
    assert later.next_number > 990_017
    await played.go_on()
    # What was paid before is booked under the number it was paid under.
    assert [payment.number for payment in await signing.payments()] == [forgotten]
    await nobody_was_paid_twice_or_for_another(played)
    (row,) = await played.office.all(select(Application).where(Application.id == played.drafted.id))
    assert (await played.office.submit(row)).number == LATER_NUMBER


async def test_nobody_is_paid_twice_when_temporal_alone_comes_back_as_it_was(played: Played) -> None:
    played.its.restore_temporal()
    later = await played.check()
    assert (later.processes, later.acts, later.differences, later.files) == ([], [], [], [played.file])
    await played.go_on()
    await nobody_was_paid_twice_or_for_another(played)
    # Its process never began, as far as Temporal knows.
    case = played.office.running((await played.office.all(select(Application).where(Application.id == played.drafted.id)))[0])
    assert (await case.answer("acceptance", OFFICER, decision="accepted")).event == "accepted"


async def test_nobody_is_paid_twice_when_both_come_back_as_they_were_at_one_moment(played: Played) -> None:
    released, signing = played.paid
    ours, forgotten = [(await case.payments())[0].number for case in (released, signing)]
    played.its.restore_database()
    played.its.restore_temporal()
    later = await played.check()
    assert (later.processes, later.acts) == ([], [])
    assert {(row.kind, row.reference) for row in later.differences} == {("paid_not_booked", ours), ("unknown_payment", forgotten)}
    assert later.files == [played.file]
    await played.go_on()
    await nobody_was_paid_twice_or_for_another(played)


async def test_more_is_not_paid_while_nobody_has_explained_another_payment_of_the_case(played: Played) -> None:
    signing = played.signing
    forgotten = (await signing.payments())[0].number
    played.its.restore_database()
    played.its.restore_temporal()
    await played.check()
    played.worker.start()
    # It is not this payment: the enterprise has given another account meanwhile.
    other = ACCOUNT | {"number": "6222000011113333"}
    await signing.answer("commitment", APPLICANT, **(SIGNED | {"account": other}))
    await signing.answer("payment_release", FINANCE, decision="payment_released")
    await signing.answer("payment_confirmation", OTHER_FINANCE, **(await signing.confirmed()))
    await played.office.until_failed("PaidUnderAnotherNumberError", signing)
    paid = [payment for payment in await played.office.treasury_payments() if payment["instruction_no"].startswith(signing.number)]
    assert len(paid) == 1
    explained = {"state": "resolved", "resolved_by": "finance-1", "resolved_at": datetime.now(BEIJING), "reason": "已退回"}
    await played.office.change(update(ReconciliationDifference).where(ReconciliationDifference.reference == forgotten).values(**explained))
    await signing.reach("in_force")


@pytest.mark.parametrize(
    ("named", "number"),
    [
        (["BDA-2026-05-000017"], 17),
        (["BDA-2026-05-000017-P1-00ff00ff", "CB-2026-000020"], 20),
        (["BDA-2026-05-000017-P1-00000018"], 17),
        (["rd-growth/2025", "91110302MA9DA0018E", "STRAY-1"], 0),
        (["CALL-2026-1234567"], 1_234_567),
    ],
)
def test_highest_number_is_read_off_whatever_carries_one(named: list[str], number: int) -> None:
    assert highest(named) == number
