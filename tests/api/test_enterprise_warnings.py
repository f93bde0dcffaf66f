"""What is warned of on the page of an enterprise: what holds new awards back, to officers all of it, to itself what it was told."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.tables import Application, ChangeFiling, Clawback, ClawbackInstalment, Commitment, Debarment
from policy.days import in_chinese
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, HAIXI, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, OFFICER, STRANGER, Desk, code_of
from tests.models.succeeding import succeed
from tests.models.test_caps import application
from tests.models.test_closed_subjects import demanded
from tests.office import Office
from tests.policy.baselines import WAN

NOW = datetime.now(UTC)
TODAY = NOW.astimezone(BEIJING).date()
LAST = TODAY + timedelta(days=100)
SERVED: dict[str, Any] = {"served_at": NOW, "repayment_days": 30}
TOLD: dict[str, Any] = {"told_at": NOW, "until": LAST}
BARRED: dict[str, Any] = TOLD | {"stage": "barred", "barred_on": TODAY}


async def kept(behind: Office, *rows: Any) -> None:
    async with behind.database.writing() as session:
        for row in rows:
            session.add(row)
            await session.flush()


async def demand(behind: Office, stage: str, **changes: Any) -> tuple[Application, Clawback]:
    """Demand 10 yuan of an award back."""
    award = application("science-award", 30 * WAN)
    await kept(behind, award)
    claim = demanded(award, "fraud", stage)
    claim.amount_fen = 1000
    for name, value in changes.items():
        setattr(claim, name, value)
    await kept(behind, claim)
    return award, claim


async def debarment(behind: Office, **changes: Any) -> None:
    """Keep a debarment that follows a demand which is settled."""
    _, claim = await demand(behind, "settled", **SERVED, repaid_fen=1000)
    given = {"stage": "proposal", "number": "DB-1", "reason": "伪造证书"} | changes
    await kept(
        behind,
        Debarment(department="sti", created_by="system", item_code="science-award", clawback_id=claim.id, enterprise_uscc=CHENXIN, **given),
    )


async def bound(behind: Office, stage: str = "in_force", **filed: Any) -> None:
    """Keep a commitment to stay, with a filing if one is given."""
    row = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage=stage)
    await kept(behind, row)
    if filed:
        given = {"kind": "relocation", "state": "filed", "planned_on": LAST, "filed_at": NOW} | filed
        await kept(
            behind,
            ChangeFiling(commitment_id=row.id, enterprise_uscc=CHENXIN, description="迁出", filed_by="applicant-chenxin", **given),
        )


async def warned(api: Desk, person: str, uscc: str = CHENXIN) -> list[str]:
    """Return what a person is warned of, in Chinese."""
    shown = (await api.get(person, f"/enterprises/{uscc}")).json()["warnings"]
    assert all(one["en"].endswith(".") and one["zh"].endswith("。") for one in shown), shown
    return [one["zh"] for one in shown]


async def test_nothing_is_warned_of_when_an_enterprise_is_in_good_standing(api: Desk, behind: Office) -> None:
    await demand(behind, "settled", **SERVED, repaid_fen=1000)
    await bound(behind)
    assert await warned(api, OFFICER) == []
    assert await warned(api, APPLICANT) == []


async def test_bar_in_force_is_warned_of_with_its_last_day(api: Desk, behind: Office) -> None:
    await debarment(behind, **BARRED)
    told = [f"该单位曾骗取支持资金，限制申报至{in_chinese(LAST)}（DB-1）。"]
    assert [await warned(api, person) for person in (OFFICER, FOREIGN_OFFICER, "auditor", APPLICANT)] == [told] * 4
    assert await warned(api, OFFICER, YUNHENG) == []


@pytest.mark.parametrize(
    "changes",
    [
        BARRED | {"barred_on": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)},
        BARRED | {"stage": "lifted"},
        {"stage": "not_barred", "told_at": NOW},
    ],
)
async def test_bar_is_not_warned_of_when_it_is_over(api: Desk, behind: Office, changes: dict[str, Any]) -> None:
    await debarment(behind, **changes)
    assert await warned(api, OFFICER) == []


UNDECIDED = "对该单位骗取支持资金的处理尚未结束"
UNTOLD = "对该单位的限制申报仅在拟议，尚未听取该单位意见，也未告知该单位"


@pytest.mark.parametrize(
    ("changes", "said", "its_own"),
    [({}, UNTOLD, 0), ({"stage": "hearing"} | TOLD, UNDECIDED, 1), ({"stage": "decision"} | TOLD, UNDECIDED, 1)],
)
async def test_undecided_debarment_is_warned_of_and_to_the_enterprise_once_it_was_told(
    api: Desk, behind: Office, changes: dict[str, Any], said: str, its_own: int
) -> None:
    await debarment(behind, **changes)
    told = [f"{said}（DB-1）。"]
    assert await warned(api, FOREIGN_OFFICER) == told
    assert await warned(api, APPLICANT) == told * its_own


async def test_demand_in_arrears_is_warned_of_with_what_is_owed(api: Desk, behind: Office) -> None:
    _, claim = await demand(behind, "arrears", **SERVED, repaid_fen=400)
    due = NOW - timedelta(days=9)
    part = ClawbackInstalment(clawback_id=claim.id, ordinal=1, amount_fen=1000, repaid_fen=400, due_on=due.date(), due_at=due)
    await kept(behind, part)
    [told] = await warned(api, FOREIGN_OFFICER)
    assert told.startswith("对该单位的资金追回CB-1尚未结清（逾期），截至")
    assert "尚欠6元，其中本金6元" in told
    assert await warned(api, APPLICANT) == [told]


@pytest.mark.parametrize(
    ("stage", "changes", "its_own"),
    [("proposed", {}, 0), ("noticed", SERVED, 1), ("repayment", SERVED, 1), ("enforcement", SERVED, 1)],
)
async def test_open_demand_is_warned_of_and_to_the_enterprise_once_it_was_served(
    api: Desk, behind: Office, stage: str, changes: dict[str, Any], its_own: int
) -> None:
    await demand(behind, stage, **changes)
    [told] = await warned(api, OFFICER)
    assert "CB-1" in told
    # What nobody has approved is owed by nobody.
    assert ("尚欠10元" in told) is bool(changes)
    assert await warned(api, APPLICANT) == [told] * its_own


@pytest.mark.parametrize("stage", ["hearing", "breach_review", "remedy"])
async def test_breach_is_warned_of_while_it_is_undecided(api: Desk, behind: Office, stage: str) -> None:
    await bound(behind, stage)
    told = ["该单位持续经营承诺的违反承诺处理尚未结束。"]
    assert [await warned(api, person) for person in (OFFICER, APPLICANT)] == [told] * 2


@pytest.mark.parametrize(("filed", "said"), [({"kind": "relocation"}, True), ({"kind": "tax_registration"}, False)])
async def test_filing_is_warned_of_when_it_would_end_a_commitment(api: Desk, behind: Office, filed: dict[str, Any], *, said: bool) -> None:
    await bound(behind, **filed)
    assert [f"拟于{in_chinese(LAST)}变动" in told for told in await warned(api, OFFICER)] == [True] * said
    assert await warned(api, APPLICANT) == await warned(api, OFFICER)


async def test_successor_is_warned_of_what_its_predecessor_left(api: Desk, behind: Office) -> None:
    await debarment(behind, **BARRED)
    await bound(behind, "hearing")
    await succeed(behind.database, (CHENXIN, YUNHENG))
    before = await warned(api, OFFICER)
    assert len(before) == 2
    for person in (OFFICER, STRANGER):
        assert await warned(api, person, YUNHENG) == before


async def test_predecessor_is_not_warned_of_what_is_its_successors(api: Desk, behind: Office) -> None:
    await bound(behind, "hearing")
    await succeed(behind.database, (HAIXI, CHENXIN))
    assert len(await warned(api, OFFICER, HAIXI)) == 1
    assert await warned(api, "applicant-haixi", HAIXI) == []


async def test_lists_show_what_was_a_predecessors_under_its_successor_and_nothing_of_others(api: Desk, behind: Office) -> None:
    await debarment(behind, **BARRED)
    await bound(behind, kind="relocation")
    paths = ("debarments", "clawbacks", "filings")
    for uscc, expected in ((CHENXIN, 1), (YUNHENG, 0)):
        listed = [(await api.get("auditor", f"/{path}", params={"enterprise": uscc})).json()["items"] for path in paths]
        assert [len(items) for items in listed] == [expected] * 3
    await succeed(behind.database, (CHENXIN, YUNHENG))
    for person, uscc, expected in (("auditor", YUNHENG, 1), ("auditor", CHENXIN, 1), ("auditor", HAIXI, 0), (STRANGER, YUNHENG, 1)):
        listed = [(await api.get(person, f"/{path}", params={"enterprise": uscc})).json()["items"] for path in paths]
        assert [len(items) for items in listed] == [expected] * 3, (person, uscc)


async def test_renaming_is_traced_with_who_gave_which_name(api: Desk, behind: Office) -> None:
    code = "91110302MA9DA0114P"
    (await behind.sandbox.put(f"/admin/enterprises/{code}", json={"name": "演示新来科技（北京）有限公司"} | _KNOWN)).raise_for_status()
    await behind.fault("registration", "down")
    names = ((OFFICER, "国家电网公司"), (FOREIGN_OFFICER, "演示新名有限公司"), (OFFICER, "演示新名有限公司"))
    for person, name in names:
        assert (await api.post(person, "/enterprises", {"uscc": code, "name": name})).is_success
    await behind.mend()
    await api.post(OFFICER, "/enterprises", {"uscc": code, "name": "演示新来科技（北京）有限公司"})
    for person in (OFFICER, "auditor", "finance-1", "approver-sti-1"):
        found = (await api.get(person, f"/enterprises/{code}/changes")).json()
        assert [(one["changed_by"], (one["before"] or {}).get("name"), one["after"]["name"]) for one in found] == [
            (None, "演示新来科技（北京）有限公司", "演示新来科技（北京）有限公司"),
            (OFFICER, "演示新名有限公司", "演示新来科技（北京）有限公司"),
            (FOREIGN_OFFICER, "国家电网公司", "演示新名有限公司"),
            (OFFICER, None, "国家电网公司"),
        ]
        assert [one["after"]["status"] for one in found] == ["active", *["unconfirmed"] * 3]
    assert code_of(await api.get(APPLICANT, f"/enterprises/{code}/changes")) == "forbidden"
    assert code_of(await api.get(OFFICER, f"/enterprises/{YUNHENG[:-1]}0/changes")) in {"invalid_input", "not_found"}


async def test_name_of_an_enterprise_is_traced_once_when_it_is_asked_about_again(api: Desk, behind: Office) -> None:
    code = "91110302MA9DA0114P"
    (await behind.sandbox.put(f"/admin/enterprises/{code}", json={"name": "演示新来科技（北京）有限公司"} | _KNOWN)).raise_for_status()
    key = uuid.uuid4().hex
    for _ in range(2):
        assert (await api.post(OFFICER, "/enterprises", {"uscc": code, "name": "演示新来科技（北京）有限公司"}, key=key)).status_code == 201
    found = (await api.get(OFFICER, f"/enterprises/{code}/changes")).json()
    assert [(one["changed_by"], one["after"]["status"]) for one in found] == [(None, "active"), (OFFICER, "unconfirmed")]


_KNOWN = {"legal_representative": "某人", "established_on": "2024-01-05", "address": "某处"}
