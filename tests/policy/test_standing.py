"""拨付前核查的测试。What speaks against paying: who is gone or registered elsewhere, which records count, and what was let pass before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from policy.judging.catalogue import item
from policy.judging.implementing_rules import RuleBook
from policy.judging.standing import Conduct, Finding, findings, no_longer_so, not_accepted, of_conduct, of_proposals, only_proposed
from policy.judging.suspension import Scope, Suspension
from policy.registered import Registered, difference
from policy.text import Text

APPLIED = date(2026, 3, 1)
APPLICANT: dict[str, Any] = {
    "type": "enterprise",
    "registered_in_area": True,
    "taxed_in_area": True,
    "statistics_in_area": True,
}


def found(item_code: str = "core-technology", rules: list[dict[str, Any]] | None = None, **changes: Any) -> list[str]:
    """Return the codes of what is found of somebody of whom nothing is, but for what changes."""
    return [one["code"] for one in findings_of(item_code, rules, **changes)]


def findings_of(item_code: str = "core-technology", rules: list[dict[str, Any]] | None = None, **changes: Any) -> list[Finding]:
    taken = item(item_code)
    records = changes.pop("records", [])
    looked: dict[str, Any] = {"status": "active", "identity": None, "suspensions": (), "conduct": Conduct(in_breach=False, clawbacks=())}
    looked |= {name: changes.pop(name) for name in looked if name in changes}
    law = RuleBook.parse(rules or []).figures(taken, APPLIED).law
    applicant = APPLICANT | changes | {"records": [{key: one[key] for key in ("source", "on", "serious")} for one in records]}
    return findings(taken, law, applicant=applicant, records=records, applied_on=APPLIED, **looked)


def record(on: date, *, serious: bool = True) -> dict[str, Any]:
    return {"source": "market", "on": on.isoformat(), "serious": serious, "description": "提供虚假材料"}


def test_nothing_is_found_when_all_is_well() -> None:
    assert found() == []


@pytest.mark.parametrize("status", ["deregistered", "revoked"])
@pytest.mark.parametrize("kind", ["enterprise", "university_or_institute"])
def test_it_is_found_when_the_enterprise_is_gone(status: str, kind: str) -> None:
    assert found(type=kind, status=status, registered_in_area=False) == [status]


@pytest.mark.parametrize("code", ["registered_in_area", "taxed_in_area", "statistics_in_area"])
@pytest.mark.parametrize(("kind", "needed"), [("enterprise", True), ("university_or_institute", False)])
def test_registration_is_missed_when_the_clause_needs_it(code: str, kind: str, needed: bool) -> None:  # noqa: FBT001 - a parameter
    changed: dict[str, Any] = {"type": kind, code: False}
    assert found(**changed) == ([code] if needed else [])


def test_registration_is_missed_when_the_register_does_not_know_the_enterprise() -> None:
    assert found(status=None, registered_in_area=False) == ["unknown"]


@pytest.mark.parametrize(("kind", "code"), [("university_or_institute", ["unknown"]), ("person", [])])
def test_organisation_is_missed_when_the_register_does_not_know_it_and_it_is_no_person(kind: str, code: list[str]) -> None:
    item_code = "talent-startup" if kind == "person" else "core-technology"
    assert found(item_code, type=kind, status=None, registered_in_area=False) == code


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"name": "演示旧名有限公司"}, "该单位登记为“演示新名有限公司”，此前为“演示旧名有限公司”"),
        ({"kind": "university_or_institute"}, "该单位登记为企业，此前为高校或科研院所"),
    ],
)
def test_another_name_or_kind_is_found_with_both(known: dict[str, str], said: str) -> None:
    registered = Registered("演示新名有限公司", "enterprise", "active")
    identity = difference({"name": registered.name, "kind": "enterprise"} | known, registered)
    [finding] = findings_of(identity=identity)
    assert (finding["code"], finding["known"]["name"], said in finding["text"]["zh"]) == (
        "identity",
        identity and identity["known"]["name"],
        True,
    )


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2023, 3, 1), []),
        (date(2023, 3, 2), ["serious_record"]),
        (APPLIED, ["serious_record"]),
        (APPLIED + timedelta(days=1), ["record_since_application"]),
        (APPLIED + timedelta(days=400), ["record_since_application"]),
    ],
)
def test_record_is_found_by_its_day(on: date, code: list[str]) -> None:
    assert found(records=[record(on)]) == code


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (APPLIED, []),
        (APPLIED + timedelta(days=1), ["record_since_application"]),
        (APPLIED + timedelta(days=400), ["record_since_application"]),
    ],
)
def test_record_that_is_not_serious_is_found_when_it_came_after_the_application(on: date, code: list[str]) -> None:
    assert found(records=[record(on, serious=False)]) == code


@pytest.mark.parametrize(("serious", "said"), [(True, "严重不良行为记录"), (False, "的不良行为记录")])
def test_record_since_the_application_is_called_serious_only_when_it_is(said: str, *, serious: bool) -> None:
    [finding] = findings_of(records=[record(APPLIED + timedelta(days=1), serious=serious)])
    assert said in finding["text"]["zh"]
    assert ("serious" in finding["text"]["en"]) is serious


@pytest.mark.parametrize("on", [APPLIED, APPLIED + timedelta(days=1)])
def test_record_is_not_read_when_the_term_exempts_the_applicant(on: date) -> None:
    rule = {"item": "core-technology", "from": "2022-01-14", "values": {"record_exempts": ["university_or_institute"]}}
    assert found(type="university_or_institute", rules=[rule], records=[record(on)]) == []
    assert found(type="enterprise", rules=[rule], records=[record(on)]) != []
    assert found("talent-startup", type="person", records=[record(on)]) == []


def test_suspension_and_conduct_are_found_beside_the_rest() -> None:
    suspension = Suspension(APPLIED, None, Text("调整", "Changes"), "京政发〔2026〕1号")
    conduct = Conduct(in_breach=True, clawbacks=("ZH-1", "ZH-2"))
    codes = found(suspensions=[suspension, replace(suspension, scope=Scope.MATTERS)], conduct=conduct, taxed_in_area=False)
    assert codes == ["taxed_in_area", "suspended", "suspended", "breach_open", "clawback_open"]


def test_finding_is_asked_about_again_only_when_it_is_another_one() -> None:
    taken = item("core-technology")
    law = RuleBook.parse([]).figures(taken, APPLIED).law

    def with_clawbacks(*numbers: str) -> list[dict[str, Any]]:
        conduct = Conduct(in_breach=False, clawbacks=numbers)
        applicant = APPLICANT | {"records": []}
        return findings(
            taken,
            law,
            status="active",
            identity=None,
            applicant=applicant,
            records=[],
            applied_on=APPLIED,
            suspensions=(),
            conduct=conduct,
        )

    passed = with_clawbacks("ZH-1")
    assert not_accepted(with_clawbacks("ZH-1"), passed) == []
    assert not_accepted(with_clawbacks("ZH-1", "ZH-2"), passed) == with_clawbacks("ZH-1", "ZH-2")
    assert not_accepted(with_clawbacks("ZH-1"), []) == with_clawbacks("ZH-1")


@pytest.mark.parametrize(("decided", "said"), [(False, "尚未办结"), (True, "已予备案")])
def test_change_that_would_end_what_binds_is_found_and_asked_about_again_once_it_is_decided(decided: bool, said: str) -> None:  # noqa: FBT001 - a table
    filed = {"kind": {"zh": "迁出", "en": "Relocation"}, "planned_on": "2027-01-01", "decided": decided}
    [one] = findings_of(conduct=Conduct(in_breach=False, clawbacks=(), leaving=(filed,)))
    assert (one["code"], said in one["text"]["zh"], "迁出，拟于2027年1月1日变动" in one["text"]["zh"]) == ("leaving", True, True)
    before = findings_of(conduct=Conduct(in_breach=False, clawbacks=(), leaving=(filed | {"decided": False},)))
    assert (not_accepted([one], before) == []) is not decided


def test_bar_is_found_with_the_last_of_the_days_on_which_it_holds() -> None:
    barred = ({"number": "DB-1", "until": "2027-03-08"}, {"number": "DB-2", "until": "2028-03-08"})
    [one] = findings_of(conduct=Conduct(in_breach=False, clawbacks=(), barred=barred))
    assert (one["code"], one["debarments"]) == ("debarred", list(barred))
    assert "限制申报至2028年3月8日" in one["text"]["zh"]


def test_debarment_is_found_as_long_as_it_is_not_decided() -> None:
    [one] = findings_of(conduct=Conduct(in_breach=False, clawbacks=(), undecided=("DB-1",)))
    assert (one["code"], one["debarments"]) == ("debarment_open", ["DB-1"])


def test_what_is_only_proposed_is_found_as_such_and_last() -> None:
    told = Conduct(in_breach=False, clawbacks=("CB-1",), undecided=("DB-1",))
    conduct = replace(told, proposed_clawbacks=("CB-2",), proposed_debarments=("DB-2",))
    found_now = findings_of(conduct=conduct)
    assert [one["code"] for one in found_now] == ["clawback_open", "debarment_open", "clawback_proposed", "debarment_proposed"]
    proposed = only_proposed(found_now)
    assert proposed == of_proposals(conduct) == found_now[2:]
    assert [one.get("clawbacks") or one.get("debarments") for one in proposed] == [["CB-2"], ["DB-2"]]
    for one in proposed:
        assert "拟议" in one["text"]["zh"]
        assert "也未告知该单位" in one["text"]["zh"]


def test_demand_is_found_anew_when_it_was_proposed_and_is_served() -> None:
    before = findings_of(conduct=Conduct(in_breach=False, clawbacks=(), proposed_clawbacks=("CB-1",)))
    now = findings_of(conduct=Conduct(in_breach=False, clawbacks=("CB-1",)))
    assert not_accepted(now, before) == now


NOTHING: dict[str, Any] = {"in_breach": False, "clawbacks": ()}
LEFT = {"kind": {"zh": "迁出", "en": "Relocation"}, "planned_on": "2027-01-01", "decided": False}


@pytest.mark.parametrize(
    ("known", "now", "over"),
    [
        ({"clawbacks": ("CB-1",)}, {"clawbacks": ("CB-1",)}, []),
        ({"clawbacks": ("CB-1", "CB-2")}, {"clawbacks": ("CB-2",)}, []),
        ({"clawbacks": ("CB-1",)}, {}, ["clawback_open"]),
        ({"undecided": ("DB-1",)}, {}, ["debarment_open"]),
        ({"clawbacks": ("CB-1",), "undecided": ("DB-1",)}, {"undecided": ("DB-1",)}, ["clawback_open"]),
        ({"leaving": (LEFT,)}, {"leaving": (LEFT,)}, []),
        ({"leaving": (LEFT,)}, {"leaving": (LEFT | {"decided": True},)}, ["leaving"]),
        ({"clawbacks": ("CB-1",)}, {"proposed_clawbacks": ("CB-1",)}, ["clawback_open"]),
    ],
)
def test_finding_is_over_when_what_it_was_is_so_no_more(known: dict[str, Any], now: dict[str, Any], over: list[str]) -> None:
    before = of_conduct(Conduct(**NOTHING | known))
    assert [finding["code"] for finding in no_longer_so(before, Conduct(**NOTHING | now))] == over


def test_finding_of_a_source_is_not_over_by_how_the_enterprise_stands_with_us() -> None:
    assert no_longer_so([{"code": "deregistered"}, {"code": "figures_changed"}], Conduct(**NOTHING)) == []
