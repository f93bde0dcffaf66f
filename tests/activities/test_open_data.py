"""开放数据的测试。Which awards are published, what is said of them, and when an edition is another one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update
from temporalio.testing import ActivityEnvironment

from activities.open_data.activities import OpenDataActivities
from activities.signatures.open_data import OpenDataOrder, OpenDataPublished
from models.queries import open_data as queries
from models.queries.page import Page
from models.session import Database
from models.tables import (
    Application,
    AuditEvent,
    Clawback,
    Disbursement,
    Enterprise,
    Investment,
    Notice,
    OpenDataContent,
    OpenDataEdition,
    OpenDataPart,
    Receipt,
    ReceiptPart,
    Redecision,
)
from policy.open_data.parts import ends_a_part
from policy.open_data.publisher import Publisher
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.activities.award import deployed
from tests.policy.giving import faults_of_package, faults_of_published_schemas

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
NUMBER = "BDA-2026-000001"
ACCOUNT = {"holder": "户名甲", "number": "sealed", "last_four": "4321", "bank": "某银行"}


class Record:
    """What is on record of awards, and what is published of it."""

    def __init__(self, database: Database, activities: OpenDataActivities) -> None:
        self.database, self.activities = database, activities

    async def add(self, *rows: Any) -> None:
        async with self.database.writing() as session:
            for row in rows:
                session.add(row)
                await session.flush()

    async def change(self, table: type[Any], **values: Any) -> None:
        async with self.database.writing() as session:
            await session.execute(update(table).values(**values))

    async def award(self, number: str = NUMBER, uscc: str = CHENXIN) -> Application:
        """Enter an award of 1000.01 yuan that was published without an objection and paid."""
        whose = {"enterprise_uscc": uscc, "created_by": "officer-1", "department": "sti", "stage": "in_force", "clause": 5, "facts": {}}
        row = Application(number=number, item_code="innovation-centre", award_fen=100_001, paid_fen=100_001, **whose)
        await self.add(row)
        await self.add(_notice(row), _payment(row, 100_001))
        return row

    async def supplement(self, row: Application, state: str = "cleared") -> None:
        """Enter what a re-decision added to it, and paid."""
        whose = {"enterprise_uscc": CHENXIN, "created_by": "officer-1", "department": "sti", "item_code": row.item_code}
        proposed = {"facts": {}, "paper": "x", "reason": "x", "proposed_by": "x", "proposed_by_name": "经办人乙", "request_key": "x"}
        added = Redecision(number="RD-1", application_id=row.id, award_fen=50, paid_fen=50, stage="draft", **whose, **proposed)
        await self.add(added)
        await self.change(Application, supplement_fen=50, supplement_paid_fen=50)
        await self.add(_notice(added, state), _payment(added, 50))

    async def came_back(self, row: Application, fen: int) -> None:
        """Enter what came back of it, with a fen of interest."""
        whose = {"enterprise_uscc": CHENXIN, "created_by": "officer-1", "department": "sti", "item_code": row.item_code, "stage": "draft"}
        demand = Clawback(number="CB-1", application_id=row.id, cause="breach", amount_fen=fen, reckoning={}, asked_by="x", **whose)
        received = {"payer_uscc": CHENXIN, "payer_name": "付款人丙", "received_on": date(2026, 5, 4), "known_at": AT}
        receipt = Receipt(reference="R-1", reference_folded="R1", amount_fen=fen + 1, **received)
        await self.add(demand, receipt)
        booked = {"amount_fen": fen + 1, "principal_fen": fen, "interest_fen": 1, "booked_at": AT + timedelta(days=70)}
        await self.add(ReceiptPart(receipt_id=receipt.id, clawback_id=demand.id, state="booked", **booked))

    async def sold(self, row: Application, fen: int, *events: str) -> None:
        """Enter a share that was bought with it, and a receipt that was booked for it with each of some events, day by day."""
        whose = {"enterprise_uscc": CHENXIN, "created_by": "officer-1", "department": "sti", "item_code": row.item_code, "stage": "held"}
        held = {"cost_fen": 100_001, "paid_on": AT.date(), "agreed": {}, "next_valuation_on": AT.date(), "offered": False}
        share = Investment(number="IN-1", application_id=row.id, **whose, **held)
        await self.add(share)
        for day, event in enumerate(events, 4):
            received = {"payer_uscc": YUNHENG, "payer_name": "付款人丙", "received_on": date(2026, 5, day), "known_at": AT}
            receipt = Receipt(reference=f"R-2{day}", reference_folded=f"R2{day}", amount_fen=fen, **received)
            at = AT + timedelta(days=70 + day)
            stood = {"from_stage": "proceeds", "to_stage": "proceeds", "actor": "x", "actor_name": "x", "detail": {}}
            happened = AuditEvent(case_id=share.id, sequence=day, key=f"sold-{day}", event=event, occurred_at=at, **stood)
            await self.add(receipt, happened)
            booked = {"amount_fen": fen, "principal_fen": fen, "booked_at": at}
            await self.add(ReceiptPart(receipt_id=receipt.id, investment_id=share.id, state="booked", **booked))

    async def publish(self, after: timedelta = timedelta()) -> OpenDataPublished:
        return await ActivityEnvironment().run(self.activities.publish_open_data, OpenDataOrder(AT + timedelta(days=90) + after))

    async def text(self, form: str = "json") -> str:
        parts: list[bytes] = []
        async with self.database.reading() as session:
            edition = await queries.edition(session)
            assert edition is not None
            while (part := await queries.part(session, edition.id, form, len(parts))) is not None:
                parts.append(part)
        return b"".join(parts).decode()

    async def grants(self) -> list[dict[str, Any]]:
        await self.publish()
        read: list[dict[str, Any]] = json.loads(await self.text(), parse_float=Decimal)["grants"]
        return read

    async def digests(self, column: Any) -> list[str]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(column)))

    async def count(self, table: type[Any]) -> int:
        async with self.database.reading() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0


def _notice(row: Application | Redecision, state: str = "cleared") -> Notice:
    said = {"enterprise_name": "公示时的名称", "item_code": row.item_code, "amount_fen": row.award_fen, "state": state}
    return Notice(case_id=row.id, published_at=AT, until=AT + timedelta(days=7), clock_from=AT, working_days=5, **said)


def _payment(row: Application | Redecision, fen: int) -> Disbursement:
    when = {"instructed_at": AT + timedelta(days=8), "paid_at": AT + timedelta(days=9)}
    return Disbursement(number=f"{row.number}-P1", case_id=row.id, amount_fen=fen, account=ACCOUNT, state="paid", **when)


@pytest.fixture
async def record(database_url: str) -> AsyncIterator[Record]:
    async with deployed(database_url) as made:
        activities = OpenDataActivities(made.deployment, Publisher("https://grants.example"), page=2)
        opened = Record(made.database, activities)
        kept = {"kind": "enterprise", "status": "active", "confirmed_at": AT}
        await opened.add(*(Enterprise(uscc=uscc, name="现在的名称", **kept) for uscc in (CHENXIN, YUNHENG)))
        yield opened


async def test_award_is_published_by_what_its_notice_said_when_it_was_paid(record: Record) -> None:
    await record.award()
    (grant,) = await record.grants()
    assert (grant["id"], grant["amountAwarded"], grant["amountDisbursed"]) == (
        f"360G-etown-{NUMBER}",
        Decimal("1000.01"),
        Decimal("1000.01"),
    )
    assert grant["recipientOrganization"] == [{"id": f"CN-USCC-{CHENXIN}", "name": "公示时的名称"}]
    assert (grant["awardDate"], grant["plannedDates"][0]["startDate"], grant["actualDates"][0]["startDate"]) == (
        "2026-03-02",
        "2026-03-10",
        "2026-03-11",
    )


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (Notice, {"state": "open"}),
        (Notice, {"state": "overturned"}),
        (Application, {"paid_fen": 0}),
        (Disbursement, {"state": "returned"}),
        (Disbursement, {"state": "instructed"}),
        (Enterprise, {"kind": "person"}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else value.__name__,
)
async def test_award_is_not_published_when_one_thing_is_missing(record: Record, table: type[Any], values: dict[str, Any]) -> None:
    await record.award()
    await record.change(table, **values)
    assert await record.grants() == []


async def test_award_of_a_business_of_one_household_is_not_published(record: Record) -> None:
    await record.add(Enterprise(uscc="92110302MA0DA0114P", name="某个体户", kind="enterprise", status="active", confirmed_at=AT))
    await record.award(uscc="92110302MA0DA0114P")
    assert await record.grants() == []


@pytest.mark.parametrize(("state", "awarded"), [("cleared", "1000.51"), ("overturned", "1000.01")])
async def test_supplement_is_part_of_its_grant_when_its_own_notice_cleared(record: Record, state: str, awarded: str) -> None:
    await record.supplement(await record.award(), state)
    (grant,) = await record.grants()
    assert (grant["amountAwarded"], grant["amountDisbursed"]) == (Decimal(awarded), Decimal(awarded))


@pytest.mark.parametrize("fen", [1, 100_000, 100_001])
async def test_award_stays_with_what_came_back_when_it_was_reclaimed(record: Record, fen: int) -> None:
    await record.came_back(await record.award(), fen)
    (grant,) = await record.grants()
    assert grant["amountDisbursed"] == Decimal("1000.01")
    assert grant["recoveredAmount"] * 100 == fen
    assert [one["transactionDate"] for one in grant["recoveryTransaction"]] == ["2026-05-04"]


async def test_nobody_is_named_and_no_account_when_an_award_has_all_of_it(record: Record) -> None:
    row = await record.award()
    await record.supplement(row)
    await record.came_back(row, 100)
    await record.publish()
    for form in ("json", "csv"):
        text = await record.text(form)
        assert NUMBER in text
        assert not [one for one in ("户名甲", "4321", "某银行", "经办人乙", "付款人丙", "officer-1", "现在的名称") if one in text]


@pytest.mark.parametrize("awards", [1, 2, 3, 4])
async def test_package_is_whole_when_it_is_written_in_pages(record: Record, awards: int) -> None:
    for number in range(awards):
        await record.award(f"BDA-2026-00000{number}")
    assert (await record.publish()).awards == awards
    read = json.loads(await record.text(), parse_float=Decimal)
    assert len(read["grants"]) == awards
    assert faults_of_package(read) == faults_of_published_schemas(read) == []
    assert (await record.text("csv")).count("\r\n") == awards + 1


async def test_edition_is_the_same_when_nothing_has_changed(record: Record) -> None:
    await record.award()
    first, again = await record.publish(), await record.publish(timedelta(days=1))
    assert (first.is_new, again.is_new) == (True, False)
    async with record.database.reading() as session:
        edition = await queries.edition(session)
    assert edition is not None
    assert (edition.made_at, edition.checked_at) == (AT + timedelta(days=90), AT + timedelta(days=91))
    assert (await record.count(OpenDataEdition), await record.count(OpenDataPart)) == (1, 5)


@pytest.mark.parametrize(("apart", "kept"), [(timedelta(days=1), [1, 2, 3]), (timedelta(minutes=1), [2, 3])])
async def test_last_edition_of_each_day_is_kept_when_awards_are_added(record: Record, apart: timedelta, kept: list[int]) -> None:
    for number in range(3):
        await record.award(f"BDA-2026-00000{number}")
        assert (await record.publish(number * apart)).is_new
    async with record.database.reading() as session:
        editions = await queries.page_of_editions(session, Page(10))
    assert [one.awards for one in reversed(editions)] == kept


@pytest.mark.parametrize(("days", "awards"), [(-1, None), (0, 1), (1, 1), (2, 2), (30, 2)])
async def test_edition_of_a_day_is_the_newest_there_was_when_it_was_over(record: Record, days: int, awards: int | None) -> None:
    await record.publish(-timedelta(days=5))
    for number in (0, 2):
        await record.award(f"BDA-2026-00000{number}")
        await record.publish(timedelta(days=number))
    async with record.database.reading() as session:
        edition = await queries.edition_on(session, (AT + timedelta(days=90 + days)).date())
    assert (edition and edition.awards) == awards


async def test_package_is_issued_when_awards_were_published_first(record: Record) -> None:
    await record.publish(-timedelta(days=5))
    for number in range(2):
        await record.award(f"BDA-2026-00000{number}")
        await record.publish(timedelta(days=number))
        package = json.loads(await record.text())
        assert (package["issued"], package["modified"][:10]) == ("2026-05-31", f"2026-0{5 + number}-{31 - 30 * number:02}")


async def test_what_came_in_for_a_share_came_back_with_why_when_it_was_given_up(record: Record) -> None:
    ways = {"buy_back_taken": "创始人回购", "first_right_waived": "转让", "first_right_taken": "创始人回购", "liquidation_received": "清算"}
    await record.sold(await record.award(), 150_000, *ways)
    (grant,) = await record.grants()
    assert grant["recoveredAmount"] == Decimal("6000.00")
    moved = grant["recoveryTransaction"]
    assert (moved[0]["transactionDate"], moved[0]["value"]) == ("2026-05-04", Decimal("1500.00"))
    assert [one["description"].split()[0] for one in moved] == list(ways.values())


def cutting(cuts: bool) -> str:  # noqa: FBT001 - what the number does
    return next(number for one in range(1000) if ends_a_part(number := f"BDA-2026-{one:06d}") is cuts)


async def test_edition_shares_with_the_one_before_what_did_not_change(record: Record) -> None:
    await record.award(cutting(True))
    await record.publish()
    first = await record.digests(OpenDataContent.digest)
    await record.award(cutting(False), YUNHENG)
    await record.publish(timedelta(days=1))
    parts = await record.digests(OpenDataPart.content_digest)
    # Of the second the award, the titles and the end, but not how its package begins.
    assert (len(first), len(parts), sum(one in first for one in parts)) == (5, 12, 9)
    assert await record.count(OpenDataContent) == 8


async def test_content_is_gone_when_no_edition_has_it(record: Record) -> None:
    for number in range(3):
        await record.award(f"BDA-2026-00000{number}")
        await record.publish(timedelta(minutes=number))
    assert await record.count(OpenDataEdition) == 2
    used = set(await record.digests(OpenDataPart.content_digest))
    assert set(await record.digests(OpenDataContent.digest)) == used
