"""Open data over REST: for everybody, described, in two formats, and not sent again to whoever has it."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest

from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, Desk, code_of
from tests.office import Office
from tests.policy.giving import faults_of_package, faults_of_published_schemas
from tests.workflows.reclaim import AWARD, day_of, paid_award, reclaim

FILES = ("/open-data/awards.json", "/open-data/awards.csv")
ALL = ("/open-data", *FILES)


async def published(behind: Office) -> dict[str, Any]:
    """Publish, as the Schedule does."""
    queue = behind.settings.task_queue
    done: dict[str, Any] = await behind.client.execute_workflow("OpenData", id="scheduled/open-data", task_queue=queue)
    return done


async def test_open_data_does_not_exist_when_there_is_no_award(api: Desk, behind: Office) -> None:
    assert (await published(behind))["awards"] == 0
    for path in ALL:
        assert code_of(await api.get(None, path)) == "not_found"


async def test_reclaimed_award_is_read_by_everybody_and_is_not_sent_again(api: Desk, behind: Office) -> None:
    award = await paid_award(behind)
    claim = await reclaim(behind, award)
    await claim.accept()
    await claim.repay(AWARD, await day_of(behind, claim.case))
    await claim.case.reach("settled")
    # Nothing is published yet: whoever asks first has it done.
    assert (await api.get(None, "/open-data")).status_code == 200
    again = await api.ask("operator", "POST", "/open-data/editions")
    assert (again.status_code, again.json()) == (200, {"awards": 1, "is_new": False})

    described = await api.get(None, "/open-data")
    assert described.headers["content-type"] == "application/ld+json"
    urls = [one["dcat:downloadURL"]["@id"] for one in described.json()["dcat:distribution"]]
    assert urls == [behind.settings.public_base_url + path for path in FILES]

    package = json.loads((await api.get(None, FILES[0])).text, parse_float=Decimal)
    assert faults_of_package(package) == faults_of_published_schemas(package) == []
    (grant,) = package["grants"]
    assert (grant["id"], grant["recoveredAmount"] * 100) == (f"360G-etown-{award.number}", AWARD)
    assert grant["recipientOrganization"][0]["id"] == f"CN-USCC-{CHENXIN}"

    sheet = await api.get(None, FILES[1])
    assert sheet.headers["content-type"].startswith("text/csv")
    assert sheet.content.startswith(b"\xef\xbb\xbfIdentifier,")
    assert [row["Recipient Org:Identifier"] for row in csv.DictReader(io.StringIO(sheet.text))] == [f"CN-USCC-{CHENXIN}"]

    (listed,) = (await api.get(None, "/open-data/editions")).json()["items"]
    assert listed["awards"] == 1
    for form, url in listed["files"].items():
        of_day = await api.get(None, url.removeprefix(behind.settings.public_base_url))
        assert of_day.content == (await api.get(None, f"/open-data/awards.{form}")).content
    for path in (*ALL, "/open-data/editions"):
        asked = await api.ask(None, "HEAD", path, headers={"Origin": "https://anybody.example"})
        assert (asked.status_code, asked.content, asked.headers["access-control-allow-origin"]) == (200, b"", "*")

    assert await published(behind) == {"awards": 1, "is_new": False}
    for path in FILES:
        tag = (await api.get(None, path)).headers["etag"]
        for named in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = await api.get(None, path, headers={"If-None-Match": named})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert (await api.get(None, path, headers={"If-None-Match": f'"other-{tag[1:]}'})).status_code == 200


@pytest.mark.parametrize("day", ["2021-12-31", "2999-01-01"])
async def test_edition_does_not_exist_when_its_day_is_before_the_first_or_to_come(shared: Desk, day: str) -> None:
    assert code_of(await shared.get(None, f"/open-data/editions/{day}/awards.json")) == "not_found"


@pytest.mark.parametrize("person", [None, APPLICANT, HEAD])
async def test_open_data_is_not_published_by_whoever_does_not_operate(shared: Desk, person: str | None) -> None:
    assert (await shared.ask(person, "POST", "/open-data/editions")).status_code in {401, 403}


@pytest.mark.parametrize(("path", "open_to"), [("/open-data/awards.csv", "*"), ("/notices", None), ("/open-datasets", None)])
async def test_pages_of_any_origin_may_read_open_data_alone(shared: Desk, path: str, open_to: str | None) -> None:
    beforehand = {"Origin": "https://anybody.example", "Access-Control-Request-Method": "GET"}
    for method in ("OPTIONS", "GET"):
        answer = await shared.ask(None, method, path, headers=beforehand)
        assert answer.headers.get("access-control-allow-origin") == open_to


@pytest.mark.parametrize("form", ["xlsx", "", "JSON"])
async def test_file_does_not_exist_in_another_format(shared: Desk, form: str) -> None:
    assert (await shared.get(None, f"/open-data/awards.{form}")).status_code in {404, 422}
