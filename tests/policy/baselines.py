"""One passing document an item: a test changes one thing and says what follows."""

from __future__ import annotations

from typing import Any

from policy.judging.assessment import AssessmentResult, assess

WAN = 1_000_000
"""1万元 in fen."""

APPLICANT: dict[str, Any] = {
    "type": "enterprise",
    "registered_in_area": True,
    "taxed_in_area": True,
    "statistics_in_area": True,
    "records": [],
}

ADDRESSED: dict[str, dict[str, Any]] = {"tech-transfer": {"type": "university_or_institute"}}
"""What the applicant of an item is, where the clause addresses no enterprise."""

FACTS: dict[str, dict[str, Any]] = {
    "core-technology": {"undertakes_project": True, "project_no": "BCX-1", "rd_investment_fen": 100 * WAN},
    "national-mission": {"undertakes_task": True, "project_no": "N-1"},
    "state-project-match": {
        "fits_direction": True,
        "upstream_level": "national",
        "project_no": "P-1",
        "funding_year": 2025,
        "upstream_received_fen": 100 * WAN,
    },
    "mega-project": {"project_no": "M-1"},
    "challenge-post-grant": {"challenge_no": "C-1", "acceptance_passed": True, "audited_cost_fen": 100 * WAN},
    "science-award": {"prize": "national_sci_tech", "grade": "first", "certificate_no": "S-1"},
    "innovation-centre": {"level": "national", "event": "newly_approved", "certificate_no": "I-1"},
    "rd-growth": {
        "year": 2025,
        "size": "large",
        "on_key_list": True,
        "little_giant": False,
        "rd_expense_fen": 200 * WAN,
        "target_fen": 100 * WAN,
    },
    "relocation-equipment": {
        "specialised_or_unicorn": True,
        "moved_in_from_outside": True,
        "builds_new_major_project": True,
        "rd_equipment_fen": 500 * WAN,
        "project_no": "R-1",
    },
    "loan-interest": {
        "upgrade_project": True,
        "performance_confirmed": True,
        "loan_no": "L-1",
        "period": "2025-01-01/2025-06-30",
        "bank_in_area": True,
        "principal_fen": 1000 * WAN,
        "interest_incurred_fen": 40 * WAN,
    },
    "first-above-scale": {"year": 2025, "first_time_included": True, "sector": "industry", "retained_contribution_fen": 20 * WAN},
    "plan-rent": {"plan": "growth", "year": 2025, "rent_paid_fen": 100 * WAN},
    "plan-interest": {
        "plan": "partner",
        "year": 2025,
        "loan_no": "L-2",
        "period": "2025-01-01/2025-06-30",
        "interest_incurred_fen": 100 * WAN,
    },
    "plan-talent": {"plan": "growth", "year": 2025, "headcount": 3},
    "research-institute": {"title": "Setting up an institute"},
    "tech-transfer": {"confirmed_unit": True, "year": 2025, "conversion_fen": 100 * WAN},
    "public-platform": {"platform_recognised": True, "year": 2025, "assessed_fen": 100 * WAN},
    "national-platform": {"year": 2025},
    "innovation-voucher": {"platform_recognised": True, "voucher_no": "V-1", "year": 2025, "service_fen": 10 * WAN},
    "first-set": {"recognised_first_set": True, "role": "developer", "recognition_no": "F-1", "contract_executed_fen": 100 * WAN},
    "forward-purchase": {"title": "Buying forward"},
    "scenario-project": {"call_no": "SC-1", "acceptance_passed": True, "audited_investment_fen": 100 * WAN},
    "talent-startup": {"project_no": "T-1", "assessed_fen": 100 * WAN},
    "equity-investment": {"high_growth_tech_sme": True, "round_no": "A-1", "requested_fen": 1000 * WAN},
    "listing": {"title": "Going public"},
    "tech-insurance": {"technology_enterprise": True, "policy_no": "TI-1", "year": 2025, "municipal_subsidy_fen": 10 * WAN},
    "talent-benefits": {"recognised_talent": True, "talent_no": "TA-1", "benefits": ["housing"]},
    "patent-pool": {"pool_recognised": True, "pool_no": "PP-1", "year": 2025, "annual_fees_fen": 100 * WAN},
    "ip-finance": {"title": "A pledge"},
    "offshore-centre": {"recognised": True, "centre_no": "O-1", "year": 2025, "projects_brought": 2, "teams_brought": 3},
    "qualification-transfer": {
        "certificate_no": "Q-1",
        "origin": "tianjin",
        "moved_whole": True,
        "move_completed_on": "2025-06-30",
        "valid_until": "2025-12-31",
    },
}

VALUES: dict[str, dict[str, Any]] = {
    "challenge-post-grant": {"rate": "0.30"},
    "plan-rent": {"rate": "0.50"},
    "plan-interest": {"rate": "0.50"},
    "plan-talent": {"per_head_fen": 2 * WAN},
    "tech-transfer": {"rate": "0.10"},
    "innovation-voucher": {"rate": "0.50", "face_fen": 20 * WAN},
    "scenario-project": {"rate": "0.20"},
    "patent-pool": {"rate": "0.40"},
    "offshore-centre": {"per_project_fen": 10 * WAN, "per_team_fen": 5 * WAN},
}
"""What rules settle of what the law leaves open."""


def document(code: str, *, applicant: dict[str, Any] | None = None, without: str = "", **changes: Any) -> dict[str, Any]:
    """Return the passing document of an item with some facts changed and one left out."""
    body: dict[str, Any] = {
        **FACTS[code],
        "applicant": APPLICANT | ADDRESSED.get(code, {}) | (applicant or {}),
        "application_date": "2026-03-02",
        "matter_date": "2025-12-31",
        **changes,
    }
    body.pop(without, None)
    return body


def rules_of(code: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the rules of an item's baseline, or one with `values` instead; `{}` means none at all."""
    values = VALUES.get(code) if values is None else values
    return [{"item": code, "from": "2022-01-14", "values": values}] if values else []


def judge(code: str, *, values: dict[str, Any] | None = None, **changes: Any) -> AssessmentResult:
    """Assess the passing document of an item with some facts changed."""
    return assess(code, document(code, **changes), rules_of(code, values))


def not_so(condition: str) -> dict[str, Any]:
    """Return the change that makes one condition fail."""
    return {condition: False}


def failed(result: AssessmentResult) -> list[str]:
    """Return the codes of the conditions that did not hold."""
    return [reason["code"] for reason in result.reasons if not reason["holds"]]


# What departments read beside the facts, as an applicant claims it.
FIGURES: dict[str, dict[str, Any]] = {
    "loan-interest": {
        "upgrade_filing_no": "京技改备〔2024〕1号",
        "upgrade_investment_fen": 5000 * WAN,
        "output_before_fen": 8000 * WAN,
        "output_after_fen": 9000 * WAN,
        "energy_before_kgce": 60,
        "energy_after_kgce": 50,
    }
}
