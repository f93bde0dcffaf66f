"""开放数据的测试。What is published of an award is what the standard demands, exact to the fen, and runs in no spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.language.parameters import CAUSES
from policy.money import MAX_FEN
from policy.open_data import sheet
from policy.open_data.award import CameBack, Paid, PublishedAward
from policy.open_data.dataset import dataset
from policy.open_data.exact import Yuan, written
from policy.open_data.giving import PACKAGE_ENDS, grant_of, package_begins
from policy.open_data.parts import cut
from policy.open_data.publisher import Publisher
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, ZHIYUAN
from tests.policy.giving import faults_of_grant, faults_of_package, faults_of_published_schemas

AT = datetime(2026, 3, 9, 10, tzinfo=BEIJING)
FIRST = datetime(2026, 1, 5, 10, tzinfo=BEIJING)
OURS = Publisher("https://grants.example")
PAID = Paid(50_000_001, date(2026, 3, 2), date(2026, 3, 5))


def award(**changes: Any) -> PublishedAward:
    whose: dict[str, Any] = {
        "number": "BDA-2026-000001",
        "item_code": "innovation-centre",
        "department": "sti",
        "uscc": CHENXIN,
        "name": "辰芯",
    }
    money = {"awarded_on": date(2026, 2, 2), "awarded_fen": 50_000_001, "paid": [PAID], "came_back": [], "changed_at": AT}
    return PublishedAward(**(whose | money | changes))


def package(*awards: PublishedAward, publisher: Publisher = OURS) -> dict[str, Any]:
    grants = ",\n".join(written(grant_of(one, publisher)) for one in awards)
    read: dict[str, Any] = json.loads(package_begins(publisher, FIRST, AT) + grants + PACKAGE_ENDS, parse_float=Decimal)
    return read


def cells(*awards: PublishedAward) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((sheet.header() + sheet.rows(awards, OURS)).removeprefix(sheet.MARK))))


@pytest.mark.parametrize("item", [one for one in ITEMS.values() if one.rule], ids=lambda one: one.code)
def test_package_is_as_the_standard_demands_when_it_has_an_award_of_each_item(item: Any) -> None:
    back = [CameBack(1, date(2026, 5, 4), cause) for cause in CAUSES.values()]
    read = package(award(item_code=item.code, department=item.departments[0], came_back=back), award(number="BDA-2026-000002"))
    assert faults_of_package(read) == []
    assert faults_of_published_schemas(read) == []


def test_package_is_found_faulty_when_there_is_no_grant_in_it() -> None:
    assert faults_of_package(package()) == ["grants"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "BDA-2026-000001"),
        ("title", "长" * 140),
        ("currency", "RMB"),
        ("amountAwarded", "500000.01"),
        ("awardDate", "2026/02/02"),
        ("awardDate", "2026-02-30"),
        ("recipientOrganization", []),
        ("recipientOrganization", [{"name": "辰芯"}]),
        ("fundingOrganization", None),
        ("dateModified", "2026-03-09"),
        ("amountDisbursed", Decimal("500000.00")),
        ("actualDates", [{"startDate": "5.3.2026"}]),
        ("recipientIndividual", {"name": "某人"}),
    ],
)
def test_grant_is_found_faulty_when_one_field_is_not_what_the_standard_demands(field: str, value: object) -> None:
    (grant,) = package(award())["grants"]
    assert faults_of_grant(grant) == []
    assert faults_of_grant(grant | {field: value}) != []


@pytest.mark.parametrize("fen", [0, 1, 99, 100, 101, 50_000_001, MAX_FEN - 1, MAX_FEN])
def test_amount_is_exact_when_it_is_written_in_yuan(fen: int) -> None:
    read = json.loads(written({"amount": Yuan(fen)}), parse_float=Decimal)["amount"]
    assert read * 100 == fen
    assert str(read) == f"{fen // 100}.{fen % 100:02d}"


@pytest.mark.parametrize("value", [1.5, Decimal("1.5"), AT])
def test_number_is_refused_when_it_is_neither_whole_nor_an_amount(value: object) -> None:
    with pytest.raises(TypeError):
        written({"amount": value})


def test_award_says_what_came_back_when_and_why_beside_what_was_paid() -> None:
    back = [CameBack(10_000, date(2026, 5, 4), CAUSES["breach"]), CameBack(1, date(2026, 6, 4), CAUSES["error"])]
    (grant,) = package(award(came_back=back))["grants"]
    assert (grant["amountDisbursed"], grant["recoveredAmount"]) == (Decimal("500000.01"), Decimal("100.01"))
    said = [(one["value"], one["transactionDate"], one["description"]) for one in grant["recoveryTransaction"]]
    assert said[0] == (Decimal("100.00"), "2026-05-04", "违反承诺 a breach of the commitment")
    assert said[1] == (Decimal("0.01"), "2026-06-04", "支付有误 an error of ours")
    assert not any("provider" in one for one in grant["recoveryTransaction"])
    (row,) = cells(award(came_back=back))
    assert (row["Amount Recovered"], row["Recovered On"]) == ("100.01", "2026-05-04；2026-06-04")


def test_award_says_of_nothing_that_it_came_back_when_nothing_did() -> None:
    (grant,) = package(award())["grants"]
    assert not {"recoveredAmount", "recoveryTransaction"} & set(grant)
    assert cells(award())[0]["Amount Recovered"] == "0.00"


def test_identifiers_are_of_the_register_and_of_the_case() -> None:
    (grant,) = package(award())["grants"]
    assert grant["id"] == "360G-etown-BDA-2026-000001"
    assert grant["recipientOrganization"] == [{"id": f"CN-USCC-{CHENXIN}", "name": "辰芯"}]
    assert grant["fundingOrganization"][0]["id"] == "360G-etown-ORG:1"
    (grant,) = package(award(), publisher=Publisher("https://grants.example", uscc=ZHIYUAN))["grants"]
    assert grant["fundingOrganization"][0]["id"] == f"CN-USCC-{ZHIYUAN}"


def test_sheet_has_every_column_of_an_award() -> None:
    (row,) = cells(award())
    assert None not in row
    assert (row["Identifier"], row["Amount Awarded"], row["Award Date"]) == ("360G-etown-BDA-2026-000001", "500000.01", "2026-02-02")
    assert (row["Recipient Org:Identifier"], row["Actual Dates:Start Date"]) == (f"CN-USCC-{CHENXIN}", "2026-03-05")
    assert "".join(row.values()).isprintable()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u3000@"])
def test_cell_is_text_when_a_spreadsheet_would_run_it(sign: str) -> None:
    name = f'{sign}HYPERLINK("http://x","y")'
    (row,) = cells(award(name=name))
    assert row["Recipient Org:Name"] == "'" + name


@pytest.mark.parametrize("name", ['辰芯, “一” "二"', "辰芯=1", "3M", "'辰芯"])
def test_cell_is_as_it_is_when_nothing_would_run_it(name: str) -> None:
    assert cells(award(name=name))[0]["Recipient Org:Name"] == name


def test_dataset_says_licence_publisher_day_and_files() -> None:
    described = dataset(OURS, 2, FIRST, AT, AT)
    assert described["@type"] == "dcat:Dataset"
    assert described["dct:license"] == {"@id": OURS.licence}
    assert described["dct:publisher"]["foaf:name"] == OURS.name
    assert described["dct:issued"]["@value"] == "2026-01-05"
    assert "2026年3月9日10时00分" in described["dct:description"][0]["@value"]
    assert described["dct:modified"]["@value"] == "2026-03-09T10:00:00+08:00"
    urls = [one["dcat:downloadURL"]["@id"] for one in described["dcat:distribution"]]
    assert urls == ["https://grants.example/open-data/awards.json", "https://grants.example/open-data/awards.csv"]


@pytest.mark.parametrize(("name", "value"), [("prefix", "etown"), ("prefix", "360G-a b"), ("uscc", f"{CHENXIN[:-1]}?"), ("licence", "CC")])
def test_publisher_is_refused_when_a_setting_is_wrong(name: str, value: str) -> None:
    Publisher.of("https://grants.example/", {})
    with pytest.raises(Refusal, match=name):
        Publisher.of("https://grants.example/", {name: value})


@pytest.mark.parametrize("place", [0, 100, 299])
def test_parts_are_cut_as_before_when_an_award_comes_among_them(place: int) -> None:
    numbers = [f"BDA-2026-{one:06d}" for one in range(300)]
    awards = [award(number=number) for number in numbers]
    before = [tuple(one.number for one in part) for part in cut([*awards[:place], *awards[place + 1 :]], is_last=True)]
    after = [tuple(one.number for one in part) for part in cut(awards, is_last=True)]
    assert [number for part in after for number in part] == numbers
    assert len(set(after) - set(before)) <= 2 < len(after)
