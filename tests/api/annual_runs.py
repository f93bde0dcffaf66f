"""Runs as people of the authority order and follow them over REST."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from tests.api.desk import HEAD, OFFICER, Desk
from tests.office import until
from tests.workflows.annual_runs import YEAR

ORDER: dict[str, Any] = {"item_code": "rd-growth", "year": YEAR}
HEADINGS = ("统一社会信用代码", "企业名称", "年度", "目标（元）")


async def started(api: Desk, **changes: Any) -> dict[str, Any]:
    """Start a run."""
    answer = await api.post(OFFICER, "/annual-runs", ORDER | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def reached(api: Desk, run: dict[str, Any], stage: str) -> dict[str, Any]:
    """Wait until a run is in a stage."""

    async def find() -> dict[str, Any] | None:
        found = (await api.get(OFFICER, f"/annual-runs/{run['id']}")).json()
        return found if found["stage"]["code"] == stage else None

    return dict(await until(find, stage))


async def opened(api: Desk) -> dict[str, Any]:
    """Start a run and release its offers."""
    run = await started(api)
    await reached(api, run, "release")
    found = (await api.get(HEAD, "/tasks", params={"case": run["id"], "kind": "annual_run_release"})).json()["items"]
    answer = await api.post(HEAD, f"/tasks/{found[0]['id']}/complete", {"decision": "released"})
    assert answer.status_code == 200, answer.text
    return await reached(api, run, "open")


def sheet(*rows: tuple[Any, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """Return an XLSX file; texts are kept as texts and numbers as numbers."""
    buffer = BytesIO()
    with Workbook(buffer, {"strings_to_formulas": False}) as workbook:
        page = workbook.add_worksheet()
        for number, row in enumerate((headings, *rows)):
            page.write_row(number, 0, row)
    return buffer.getvalue()


async def upload(api: Desk, content: bytes, person: str = OFFICER, **changes: Any) -> Any:
    """Upload targets."""
    form = {"item_code": "rd-growth", "year": str(YEAR), "document_no": "目标1号"} | changes
    return await api.ask(person, "POST", "/annual-runs/targets/upload", data=form, files={"file": ("targets.xlsx", content)})
