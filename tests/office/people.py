"""办事的人。The people of an office in tests, as their tokens show them, and what they usually answer."""

from __future__ import annotations

from typing import Any

from policy.actors import Actor, Grant, Role
from policy.judging.catalogue import ITEMS
from policy.language.facts import Supplier
from sandbox.people import BY_ID, Person
from tests.policy.baselines import FACTS as PASSING
from tests.policy.baselines import FIGURES

WAN = 1_000_000

FACTS: dict[str, dict[str, Any]] = PASSING | {
    "innovation-centre": {"level": "bda", "event": "newly_obtained", "certificate_no": "BDA-2026-01"},
    "science-award": {"prize": "beijing_tech_invention", "grade": "second", "certificate_no": "BJ-2026-07"},
    "core-technology": {"undertakes_project": True, "project_no": "BCX-2026-3", "rd_investment_fen": 1000 * WAN},
    "national-mission": {"undertakes_task": True, "project_no": "GJ-2026-1"},
    "plan-rent": {"plan": "growth", "year": 2026, "rent_paid_fen": 100 * WAN, "requested_fen": 100 * WAN},
}

# What officers and experts find that no applicant may say.
FOUND: dict[str, Any] = {
    "principal_fen": 1000 * WAN,
    "interest_incurred_fen": 40 * WAN,
    "interest_certificate_no": "FX-2025-1",
    "overdue_fen": 3,
    "penalty_fen": 2,
    "assessed_fen": 100 * WAN,
    "platform_recognised": True,
}


def with_sum(found: dict[str, Any]) -> dict[str, Any]:
    """Return what is found with what a bank charged altogether, unless that is said."""
    parts = (found[f"{name}_fen"] for name in ("interest_incurred", "overdue", "penalty"))
    return {"charged_fen": sum(parts)} | found


def told(item_code: str, facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what an applicant may say of the facts of an item: what is declared, and what is claimed."""
    suppliers = {fact.code: fact.supplied_by for fact in ITEMS[item_code].facts}
    said = {
        name: {code: value for code, value in facts.items() if suppliers.get(code, supplier) is supplier}
        for name, supplier in (("facts", Supplier.DECLARED), ("claims", Supplier.CONFIRMED))
    }
    said["claims"] = FIGURES.get(item_code, {}) | said["claims"]
    return said


def person(identifier: str) -> Actor:
    """Return a demo person as their token would show them."""
    found = BY_ID[identifier]
    held = tuple(Grant(Role(grant.role), grant.department, grant.head) for grant in found.grants)
    return Actor(found.id, found.name, held, found.enterprise, tuple(known_interests(found)))


def known_interests(found: Person) -> list[str]:
    """Return in whose cases a demo person does nothing."""
    return [*found.interests, *([found.employer] if found.employer else [])]


APPLICANT = person("applicant-chenxin")
OFFICER = person("officer-sti-1")
OTHER_OFFICER = person("officer-sti-2")
THIRD_OFFICER = person("officer-sti-3")
HEAD_OFFICER = person("head-sti")
HEAD = person("approver-sti-1")
DEPUTY = person("approver-sti-2")
THIRD_APPROVER = person("approver-sti-3")
FINANCE = person("finance-1")
OTHER_FINANCE = person("finance-2")
THIRD_FINANCE = person("finance-3")
COMMITTEE = person("committee-1")

ACCOUNT = {"holder": "演示晨芯微电子（北京）有限公司", "bank": "演示银行亦庄支行", "number": "6222000011112222"}
CLOSED_ACCOUNT = ACCOUNT | {"number": "6222000011110000"}
RETURNED_LATER_ACCOUNT = ACCOUNT | {"number": "6222000022221111"}
SIGNED = {"decision": "commitment_signed", "signatory": "陈思远", "position": "法定代表人", "agreed": True, "account": ACCOUNT}
SCORES = {"no_conflict": True, "scores": {"innovation": 80, "feasibility": 75, "benefit": 90}, "opinion": "可行"}

# What a reconsideration finds wrong when it takes a case up again.
WRONG = {"parts": ["facts"]}


def defective(code: str = "title_certificate", reason: str = "扫描件不清晰") -> dict[str, Any]:
    """Return the answer of an officer who asks for a correction of one thing."""
    return {"decision": "correction_requested", "defects": [{"code": code, "reason": reason}]}


def explained(code: str = "title_certificate") -> dict[str, Any]:
    """Return the answer of an enterprise that changes nothing and says why."""
    return {"decision": "corrected", "explanations": [{"code": code, "explanation": "与原件一致"}]}
