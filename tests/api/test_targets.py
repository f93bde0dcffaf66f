"""目标值。Targets entered or uploaded by one officer, approved by another, and frozen into a run; a wrong sheet is refused whole."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from api.spreadsheets import workbooks
from models.tables import Target, TargetBatch
from policy.errors import Refusal
from sandbox.clock import today
from sandbox.enterprises import CHENXIN, HAIXI, QINGHE, YUNHENG, demo_enterprises
from tests.api.annual_runs import HEADINGS, reached, sheet, started, upload
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import WAN, Office
from tests.workflows.annual_runs import YEAR, alone_with_runs

NAMES = {uscc: known.name for uscc, known in demo_enterprises(today())}
# Its check digits hold, and nobody has it.
UNKNOWN = "91110302MA9DA0106W"
GIVEN: dict[str, Any] = {
    "item_code": "rd-growth",
    "year": YEAR,
    "document_no": "目标1号",
    "targets": [{"uscc": CHENXIN, "target_fen": 3_500 * WAN}],
}


@pytest.fixture
async def _alone(behind: Office) -> AsyncIterator[None]:
    async with alone_with_runs(behind):
        yield


async def entered(api: Desk, **changes: Any) -> dict[str, Any]:
    answer = await api.post(OFFICER, "/annual-runs/targets", GIVEN | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def approve(api: Desk, batch: dict[str, Any], person: str = OTHER_OFFICER) -> Any:
    return await api.post(person, f"/annual-runs/targets/{batch['id']}/approve")


async def assessed_target(api: Desk) -> dict[str, Any]:
    run = await started(api)
    await reached(api, run, "release")
    return dict((await api.get(OFFICER, f"/annual-runs/{run['id']}/members/{CHENXIN}")).json())


async def shown(api: Desk) -> tuple[int, int, list[str]]:
    """Return what whoever releases the offers of the run reads of targets, having checked that the report says the same."""
    run = (await api.get(OFFICER, f"/annual-runs/rd-growth-{YEAR}")).json()
    found = (await api.get(HEAD, "/tasks", params={"case": run["id"]})).json()["items"]
    (targets,) = [(await api.get(HEAD, f"/tasks/{task['id']}")).json()["about"]["targets"] for task in found]
    assert targets == run["report"]["targets"]
    return targets["members"], targets["pending_batches"], [one["change"] for one in targets["since_frozen"]]


async def frozen(api: Desk) -> dict[str, Any]:
    """Enter a batch, and take a run that has frozen it to its release."""
    await approve(api, batch := await entered(api))
    await reached(api, await started(api), "release")
    return batch


async def take_back(api: Desk, batch: dict[str, Any], *, agreed: bool = True) -> dict[str, Any]:
    """Ask that a batch is taken back, and have another agree to it or not yet."""
    path = f"/annual-runs/targets/{batch['id']}/revocation"
    revocation = dict((await api.post(OTHER_OFFICER, path, {"document_no": "目标撤1号"})).json())
    if agreed:
        assert (await approve(api, revocation, OFFICER)).status_code == 200
    return revocation


@pytest.mark.usefixtures("_alone")
async def test_releaser_sees_no_change_of_targets_when_nothing_was_entered_since_the_freeze(api: Desk) -> None:
    await frozen(api)
    assert await shown(api) == (1, 0, [])


@pytest.mark.usefixtures("_alone")
@pytest.mark.parametrize(("agreed", "pending", "changes"), [(False, 1, ["revocation_waiting"]), (True, 0, ["revoked"])])
async def test_releaser_sees_a_revocation_when_it_came_after_the_freeze(
    api: Desk, *, agreed: bool, pending: int, changes: list[str]
) -> None:
    await take_back(api, await frozen(api), agreed=agreed)
    assert await shown(api) == (1, pending, changes)


@pytest.mark.usefixtures("_alone")
@pytest.mark.parametrize(
    ("how", "pending", "changes"), [("entered", 1, ["waiting"]), ("approved", 0, ["approved"]), ("refused", 0, []), ("revoked", 0, [])]
)
async def test_releaser_sees_a_batch_when_it_was_entered_after_the_freeze(api: Desk, how: str, pending: int, changes: list[str]) -> None:
    await frozen(api)
    later = await entered(api, document_no="目标2号")
    if how == "refused":
        await refuse(api, later, OTHER_OFFICER)
    elif how != "entered":
        await approve(api, later)
    if how == "revoked":
        await take_back(api, later)
    assert await shown(api) == (1, pending, changes)


@pytest.mark.usefixtures("_alone")
async def test_releaser_sees_all_that_changed_when_a_batch_was_replaced_after_the_freeze(api: Desk) -> None:
    await take_back(api, await frozen(api))
    await approve(api, await entered(api, document_no="目标2号"))
    assert await shown(api) == (1, 0, ["revoked", "approved"])


@pytest.mark.usefixtures("_alone")
async def test_target_is_the_one_that_was_entered_last_whichever_was_approved_last(api: Desk) -> None:
    batches = [
        await entered(api, document_no=number, targets=[{"uscc": CHENXIN, "target_fen": target_fen}])
        for number, target_fen in (("目标1号", 3_600 * WAN), ("目标2号", 3_500 * WAN))
    ]
    for batch in reversed(batches):
        assert (await approve(api, batch)).json()["approved_by"] == OTHER_OFFICER
    found = await assessed_target(api)
    assert found["target_source"]["code"] == "target_fen"
    assert (found["facts"]["target_fen"], found["award_fen"]) == (3_500 * WAN, 80 * WAN)


@pytest.mark.usefixtures("_alone")
async def test_target_does_not_count_before_it_is_approved(api: Desk) -> None:
    await entered(api)
    found = await assessed_target(api)
    assert "target_fen" not in found["facts"]
    assert found["outcome"]["code"] == "needs_parameter"
    # Whoever is to release the offers is told that targets wait for somebody.
    assert await shown(api) == (0, 1, ["waiting"])


@pytest.mark.usefixtures("_alone")
async def test_target_stays_as_the_run_began_with_when_another_is_approved_meanwhile(api: Desk) -> None:
    await approve(api, await entered(api))
    begun = await started(api)
    assert len(begun["target_batches"]) == 1
    await reached(api, begun, "release")
    await approve(api, await entered(api, document_no="目标2号", targets=[{"uscc": CHENXIN, "target_fen": 1}]))
    answer = await api.post(OFFICER, f"/annual-runs/{begun['id']}/members/{CHENXIN}/reassess", {"reason": "统计部门更正"})
    assert answer.status_code == 200, answer.text
    found = (await api.get(OFFICER, f"/annual-runs/{begun['id']}/members/{CHENXIN}")).json()
    assert (found["facts"]["target_fen"], found["award_fen"]) == (3_500 * WAN, 80 * WAN)


@pytest.mark.usefixtures("_alone")
async def test_target_does_not_count_when_it_was_taken_back_by_two(api: Desk) -> None:
    await approve(api, batch := await entered(api))
    path = f"/annual-runs/targets/{batch['id']}/revocation"
    revocation = (await api.post(OTHER_OFFICER, path, {"document_no": "目标撤1号"})).json()
    assert (revocation["revokes"], revocation["size"], revocation["approved_by"]) == (batch["id"], 0, None)
    assert code_of(await approve(api, revocation, OTHER_OFFICER)) == "four_eyes"
    assert (await approve(api, revocation, OFFICER)).status_code == 200
    for taken_back in (batch, revocation):
        again = await api.post(OFFICER, f"/annual-runs/targets/{taken_back['id']}/revocation", {"document_no": "目标撤2号"})
        assert code_of(again) == "wrong_stage"
    assert "target_fen" not in (await assessed_target(api))["facts"]


async def test_batch_is_taken_back_once_when_two_ask_for_it(api: Desk) -> None:
    await approve(api, batch := await entered(api))
    path = f"/annual-runs/targets/{batch['id']}/revocation"
    first, second = [(await api.post(OTHER_OFFICER, path, {"document_no": f"目标撤{number}号"})).json() for number in (1, 2)]
    assert (await approve(api, first, OFFICER)).status_code == 200
    assert code_of(await approve(api, second, OFFICER)) == "wrong_stage"


@pytest.mark.usefixtures("_alone")
async def test_target_counts_while_nobody_has_approved_that_it_is_taken_back(api: Desk) -> None:
    await approve(api, batch := await entered(api))
    path = f"/annual-runs/targets/{batch['id']}/revocation"
    assert code_of(await api.post(FOREIGN_OFFICER, path, {"document_no": "目标撤1号"})) == "not_found"
    assert (await api.post(OTHER_OFFICER, path, {"document_no": "目标撤1号"})).status_code == 201
    assert (await assessed_target(api))["facts"]["target_fen"] == 3_500 * WAN


@pytest.mark.usefixtures("_alone")
async def test_target_is_met_exactly_and_earns_nothing(api: Desk) -> None:
    await approve(api, await entered(api, targets=[{"uscc": CHENXIN, "target_fen": 3_900 * WAN}]))
    found = await assessed_target(api)
    assert (found["outcome"]["code"], found["failed"]) == ("reject", ["above_target"])


async def test_whoever_entered_targets_may_not_approve_them_and_nobody_twice(api: Desk) -> None:
    batch = await entered(api)
    assert code_of(await approve(api, batch, OFFICER)) == "four_eyes"
    assert code_of(await approve(api, batch, FOREIGN_OFFICER)) == "not_found"
    assert (await approve(api, batch)).status_code == 200
    assert code_of(await approve(api, batch)) == "wrong_stage"


@pytest.mark.parametrize("by", ["list", "sheet"])
async def test_batch_is_refused_with_the_first_when_its_number_was_entered_before(api: Desk, behind: Office, by: str) -> None:
    first = await entered(api, document_no="京技管发〔2026〕1号")
    written = "京技管发 [2026] \N{FULLWIDTH DIGIT ONE}号"
    if by == "list":
        answer = await api.post(OTHER_OFFICER, "/annual-runs/targets", GIVEN | {"document_no": written})
    else:
        answer = await upload(api, sheet((CHENXIN, NAMES[CHENXIN], YEAR, 100)), document_no=written)
    assert (answer.status_code, code_of(answer)) == (409, "duplicate")
    (fault,) = answer.json()["errors"]
    assert fault["field"] == "document_no"
    assert first["id"] in fault["message"]["zh"]
    assert len(await behind.all(select(TargetBatch))) == 1


async def test_batch_is_taken_when_its_number_is_another_or_of_another_year(api: Desk) -> None:
    await entered(api)
    await entered(api, document_no="目标2号")
    await entered(api, year=YEAR - 1)


async def test_batch_is_taken_once_when_two_enter_it_at_the_same_moment(api: Desk) -> None:
    answers = await asyncio.gather(*(api.post(person, "/annual-runs/targets", GIVEN) for person in (OFFICER, OTHER_OFFICER)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_batch_is_entered_anew_when_the_first_was_taken_back_and_that_was_approved(api: Desk) -> None:
    await approve(api, batch := await entered(api))
    revocation = (await api.post(OTHER_OFFICER, f"/annual-runs/targets/{batch['id']}/revocation", {"document_no": "目标撤1号"})).json()
    assert code_of(await api.post(OFFICER, "/annual-runs/targets", GIVEN)) == "duplicate"
    assert (await approve(api, revocation, OFFICER)).status_code == 200
    await entered(api)


async def refuse(api: Desk, batch: dict[str, Any], person: str, reason: str = "表内数字有误") -> Any:
    return await api.post(person, f"/annual-runs/targets/{batch['id']}/refusal", {"reason": reason})


@pytest.mark.usefixtures("_alone")
@pytest.mark.parametrize("by", [OTHER_OFFICER, HEAD, OFFICER])
async def test_batch_is_entered_anew_under_its_number_when_the_first_was_refused_or_withdrawn(api: Desk, by: str) -> None:
    wrong = await entered(api, targets=[{"uscc": CHENXIN, "target_fen": 35 * WAN}])
    refused = (await refuse(api, wrong, by)).json()
    assert (refused["refused_by"], refused["refusal_reason"], refused["approved_by"]) == (by, "表内数字有误", None)
    assert code_of(await approve(api, wrong)) == "wrong_stage"
    await approve(api, await entered(api))
    assert (await assessed_target(api))["facts"]["target_fen"] == 3_500 * WAN
    assert await shown(api) == (1, 0, [])


async def test_officers_are_told_why_when_somebody_else_refused_their_batch(api: Desk) -> None:
    await refuse(api, await entered(api), OTHER_OFFICER)
    await refuse(api, await entered(api), OFFICER)
    told = [message["text"]["zh"] for message in (await api.get(OFFICER, "/messages")).json()["items"]]
    assert ["表内数字有误" in text for text in told] == [True]


async def test_batch_is_refused_by_nobody_of_another_department_and_never_without_a_reason(api: Desk) -> None:
    batch = await entered(api)
    assert code_of(await refuse(api, batch, FOREIGN_OFFICER)) == "not_found"
    assert code_of(await refuse(api, batch, APPLICANT)) == "forbidden"
    assert code_of(await refuse(api, batch, OTHER_OFFICER, " ")) == "invalid_input"
    assert (await approve(api, batch)).status_code == 200


async def test_batch_is_neither_refused_nor_withdrawn_when_it_was_decided_on(api: Desk) -> None:
    approved, refused = await entered(api), await entered(api, document_no="目标2号")
    await approve(api, approved)
    await refuse(api, refused, OTHER_OFFICER)
    for batch in (approved, refused):
        for person in (OFFICER, OTHER_OFFICER):
            assert code_of(await refuse(api, batch, person)) == "wrong_stage"


async def test_batch_is_decided_once_when_one_approves_and_another_refuses_it_at_once(api: Desk) -> None:
    batch = await entered(api)
    answers = await asyncio.gather(approve(api, batch, OTHER_OFFICER), refuse(api, batch, HEAD))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


@pytest.mark.usefixtures("_alone")
async def test_target_counts_on_when_taking_it_back_was_refused(api: Desk) -> None:
    await approve(api, batch := await entered(api))
    path = f"/annual-runs/targets/{batch['id']}/revocation"
    revocation = (await api.post(OTHER_OFFICER, path, {"document_no": "目标撤1号"})).json()
    assert (await refuse(api, revocation, OFFICER)).status_code == 200
    assert code_of(await api.post(OFFICER, "/annual-runs/targets", GIVEN)) == "duplicate"
    assert (await api.post(OTHER_OFFICER, path, {"document_no": "目标撤1号"})).status_code == 201
    assert (await assessed_target(api))["facts"]["target_fen"] == 3_500 * WAN


async def test_batches_are_listed_with_their_rows_for_the_department_alone(api: Desk) -> None:
    batch = await entered(api)
    assert [row["id"] for row in (await api.get(OTHER_OFFICER, "/annual-runs/targets")).json()["items"]] == [batch["id"]]
    assert (await api.get(FOREIGN_OFFICER, "/annual-runs/targets")).json()["items"] == []
    rows = (await api.get(OTHER_OFFICER, f"/annual-runs/targets/{batch['id']}")).json()["items"]
    assert rows == [{"uscc": CHENXIN, "target_fen": 3_500 * WAN}]
    assert code_of(await api.get(FOREIGN_OFFICER, f"/annual-runs/targets/{batch['id']}")) == "not_found"
    assert code_of(await api.get(APPLICANT, "/annual-runs/targets")) == "forbidden"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"targets": [{"uscc": "91110302MA9DA0018X", "target_fen": 1}]}, "invalid_input"),
        ({"targets": [{"uscc": CHENXIN, "target_fen": 1}] * 2}, "invalid_input"),
        ({"targets": [{"uscc": CHENXIN, "target_fen": 1.0}]}, "invalid_input"),
        ({"targets": [{"uscc": CHENXIN, "target_fen": -1}]}, "invalid_input"),
        ({"targets": []}, "invalid_input"),
        ({"item_code": "first-above-scale"}, "wrong_process"),
        ({"item_code": "innovation-centre"}, "wrong_process"),
    ],
)
async def test_targets_are_refused_when_they_are_wrong(shared: Desk, change: dict[str, Any], code: str) -> None:
    assert code_of(await shared.post(OFFICER, "/annual-runs/targets", GIVEN | change)) == code


async def test_code_is_refused_when_the_business_register_does_not_know_it(shared: Desk) -> None:
    answer = await shared.post(
        OFFICER, "/annual-runs/targets", GIVEN | {"targets": [GIVEN["targets"][0], {"uscc": UNKNOWN, "target_fen": 1}]}
    )
    assert code_of(answer) == "invalid_input"
    assert [(fault["field"], fault["clause"]) for fault in answer.json()["errors"]] == [("targets[1].uscc", "第(六)条")]


@pytest.mark.parametrize("by", ["list", "sheet", "check", "marked"])
async def test_targets_are_not_judged_when_the_business_register_is_silent(api: Desk, behind: Office, by: str) -> None:
    await behind.fault("registration.standings", "down")
    content = sheet((CHENXIN, NAMES[CHENXIN], YEAR, 100))
    match by:
        case "list":
            answer = await api.post(OFFICER, "/annual-runs/targets", GIVEN)
        case "sheet":
            answer = await upload(api, content)
        case _:
            answer = await send(api, by, content)
    assert code_of(answer) == "busy"
    assert answer.headers["retry-after"]
    assert await behind.all(select(Target)) == []


@pytest.mark.parametrize("by", ["list", "sheet"])
async def test_answer_is_given_again_when_the_business_register_has_fallen_silent_since(api: Desk, behind: Office, by: str) -> None:
    form = {"item_code": "rd-growth", "year": str(YEAR), "document_no": "目标1号"}
    file = {"file": ("targets.xlsx", sheet((CHENXIN, NAMES[CHENXIN], YEAR, 100)))}

    async def ask() -> Any:
        if by == "list":
            return await api.post(OFFICER, "/annual-runs/targets", GIVEN, key="k")
        return await api.ask(OFFICER, "POST", "/annual-runs/targets/upload", key="k", data=form, files=file)

    first = await ask()
    await behind.fault("registration.standings", "down")
    again = await ask()
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(await behind.all(select(TargetBatch))) == 1


async def send(api: Desk, what: str, content: bytes) -> Any:
    form = {"item_code": "rd-growth", "year": str(YEAR)}
    return await api.ask(OFFICER, "POST", f"/annual-runs/targets/{what}", data=form, files={"file": ("targets.xlsx", content)})


@pytest.mark.parametrize(
    ("headings", "target", "fen"),
    [
        (HEADINGS, 35_000_000, 3_500 * WAN),
        (HEADINGS, 1234.56, 123_456),
        (HEADINGS, "1234.5", 123_450),
        (HEADINGS, 0.01, 1),
        (HEADINGS, 0.29, 29),
        (("uscc", "name", "year", "target_fen"), 123_456, 123_456),
        (("统一社会信用代码", "企业名称", "年度", "目标\uff08分\uff09"), "123456", 123_456),
        (("序号", "信用代码", "企业\n名称", "年度", "研发费用目标值（万元）", "备注"), 4.35, 4_350_000),
    ],
)
async def test_sheet_is_taken_to_the_fen(api: Desk, behind: Office, headings: tuple[str, ...], target: Any, fen: int) -> None:
    row = (CHENXIN, NAMES[CHENXIN], f"{YEAR}年", target)
    answer = await upload(api, sheet((1, *row, "重点") if len(headings) > 4 else row, headings=headings))
    assert answer.status_code == 201, answer.text
    assert [(row.uscc, row.target_fen) for row in await behind.all(select(Target))] == [(CHENXIN, fen)]


async def test_every_wrong_cell_is_named_and_none_is_taken_when_some_are_wrong(api: Desk, behind: Office) -> None:
    rows = [
        (CHENXIN, NAMES[CHENXIN], YEAR, 100),
        (CHENXIN, NAMES[CHENXIN], YEAR, 100),
        (HAIXI[:-1] + "0", NAMES[HAIXI], YEAR, 100),
        (YUNHENG, NAMES[YUNHENG], YEAR - 1, 100),
        (QINGHE, NAMES[YUNHENG], YEAR, 0.001),
    ]
    answer = await upload(api, sheet(*rows))
    assert code_of(answer) == "invalid_input"
    assert answer.json()["clause"] == "第(六)条"
    assert [(fault["sheet"], fault["cell"], fault["field"]) for fault in answer.json()["errors"]] == [
        ("Sheet1", "A3", "uscc"),
        ("Sheet1", "A4", "uscc"),
        ("Sheet1", "C5", "year"),
        ("Sheet1", "B6", "name"),
        ("Sheet1", "D6", "target"),
    ]
    assert await behind.all(select(Target)) == []


async def test_faults_are_counted_when_there_are_more_than_anybody_reads(shared: Desk) -> None:
    answer = await upload(shared, sheet(*[(CHENXIN, NAMES[CHENXIN], YEAR, -1)] * 150))
    errors = answer.json()["errors"]
    # Every amount, and every repetition but the first.
    assert len(errors) == 201
    assert errors[-1]["message"]["zh"] == "另有99处错误"


async def test_check_says_what_would_be_taken_and_keeps_nothing(api: Desk, behind: Office) -> None:
    content = sheet((1, CHENXIN, NAMES[CHENXIN], YEAR, 3500), headings=("序号", "信用代码", "企业名称", "年度", "目标(万元)"))
    assert (await send(api, "check", content)).json() == {
        "size": 1,
        "total_fen": 3_500 * WAN,
        "sheets": [{"name": "Sheet1", "heading_row": 1, "unit": "万元", "size": 1, "ignored_columns": ["序号"]}],
        "ignored_sheets": [],
    }
    refused = await send(api, "check", sheet((CHENXIN, NAMES[CHENXIN], YEAR, -1)))
    assert code_of(refused) == "invalid_input"
    assert refused.json()["errors"] == (await upload(api, sheet((CHENXIN, NAMES[CHENXIN], YEAR, -1)))).json()["errors"]
    assert await behind.all(select(TargetBatch)) == []


async def test_marked_workbook_comes_back(shared: Desk) -> None:
    answer = await send(shared, "marked", sheet((CHENXIN, NAMES[CHENXIN], YEAR, -1)))
    assert answer.headers["content-type"] == workbooks.MEDIA_TYPE
    listed = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_name("问题").to_python()
    assert [line[:2] for line in listed[1:]] == [["Sheet1", "D2"]]


async def test_upload_is_refused_when_it_is_no_sheet(shared: Desk) -> None:
    assert code_of(await upload(shared, b"%PDF-1.4")) == "unsupported_media"
    assert code_of(await upload(shared, b"")) == "invalid_input"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "nothing")
    assert code_of(await upload(shared, buffer.getvalue())) == "invalid_input"


async def test_upload_is_refused_when_it_bursts(shared: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED_BYTES", 1_000)
    assert code_of(await upload(shared, sheet((CHENXIN, NAMES[CHENXIN], YEAR, 1)))) == "too_large"


async def test_sheet_is_refused_when_its_reader_needs_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(sheet((CHENXIN, NAMES[CHENXIN], YEAR, 1)))) as honest,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb,
    ):
        for part in honest.infolist():
            head, end, tail = honest.read(part).partition(b"</sheetData>")
            with bomb.open(part.filename, "w", force_zip64=True) as written:
                written.write(head)
                if end:
                    written.write(b"<row r='9'><c r='A9' t='inlineStr'><is><t>")
                    for _ in range(900):
                        written.write(b"a" * 1_000_000)
                    written.write(b"</t></is></c></row>")
                written.write(end + tail)
    # An archive that lies about its size would get this far.
    monkeypatch.setattr(workbooks, "MOST_UNPACKED_BYTES", 10**12)
    with pytest.raises(Refusal) as refused:
        await workbooks.read(buffer.getvalue())
    assert refused.value.code == "invalid_input"


async def test_template_comes_back_as_what_is_taken(shared: Desk) -> None:
    answer = await shared.get(OFFICER, "/annual-runs/targets/template")
    assert answer.headers["content-type"] == workbooks.MEDIA_TYPE
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == HEADINGS
    assert code_of(await upload(shared, answer.content)) == "invalid_input"
