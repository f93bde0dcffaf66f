"""享受资格。What an enterprise can get: every item answered from what it says of itself, and, signed in, from what is known of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from api import reckoning
from api.schemas.eligibility import AnswersShape, ProfileGiven
from api.web.permissions import PerhapsSigned, may
from api.web.quotas import CALCULATIONS
from api.web.services import Served
from models.queries import earlier_award as awards
from models.queries import enterprise as enterprises
from models.queries import implementing_rule
from models.queries import recognition as recognitions
from models.queries import verification as verifications
from models.session import Session
from policy.actors import Actor, Role
from policy.eligibility.profiles import Known, profile_schema, with_known
from policy.errors import Code, Refusal
from policy.judging.recognised import facts_of_holder
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["items"])

_BY_OFFICER = Text("经办人记录", "Recorded by an officer")
_RECORDED = {"applicant": Text("本单位填报", "Recorded by the enterprise")}
_RECOGNISED = Text("认定名录", "The register of recognitions")
_REGISTERED = Text("登记机关", "The business register")
_PROFILE = "已知情况 What is known: applicant, facts, application_date, matter_date, items；均可部分填写 each may be partial"
_EXAMPLE = {
    "applicant": {"type": "enterprise", "registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True, "records": []},
    "facts": {"size": "large", "on_key_list": True, "rd_expense_fen": 200_000_000, "target_fen": 100_000_000},
}


@router.post("/eligibility", operation_id="answer_items", summary="我能享受什么 What can I get", **may("public", CALCULATIONS))
async def answer_items(
    profile: Annotated[ProfileGiven, Body(description=_PROFILE, examples=[_EXAMPLE])],
    served: Served,
    actor: PerhapsSigned,
    *,
    known: Annotated[bool, Query(description="并入本单位在案事实，需登录 Add what is on record of your enterprise; sign in")] = False,
) -> AnswersShape:
    """Answer every item of the catalogue from a profile: what was asked about first, then by money. Nothing is stored.

    Nobody has to sign in, but for `known`: it adds what is on record of one's enterprise, what the authorities answered of it when it
    applied last, what it is recognised as, and what its earlier awards used of each maximum; `known` in the answer says whose word each is,
    and of which day. What a profile may say is in `GET /eligibility/schema`.
    """
    today = datetime.now(BEIJING).date()
    async with served.database.reading() as session:
        written, earlier, on_record = await _with_known(session, actor, profile) if known else (profile, None, [])
        rules = await implementing_rule.written_rules(session)
    return await served.reckon(reckoning.answers, written, today.isoformat(), rules, earlier, on_record)


@router.get("/eligibility/schema", operation_id="get_profile_schema", summary="企业情况的格式 What a profile may say", **may("public"))
async def get_profile_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a profile, with titles in both languages under `x-title`."""
    return profile_schema()


async def _with_known(
    session: Session, actor: Actor | None, profile: dict[str, Any]
) -> tuple[object, list[list[Any]], list[dict[str, Any]]]:
    if actor is None:
        raise Refusal(Code.UNAUTHENTICATED, Text("请先登录。", "Sign in first."))
    if not actor.is_a(Role.APPLICANT) or actor.enterprise is None:
        raise Refusal(Code.FORBIDDEN, Text("只能并入本单位的在案事实。", "Only what is on record of your own enterprise can be added."))
    written, added = with_known(profile, await _on_record(session, actor.enterprise, datetime.now(BEIJING).date()))
    return written, [list(one) for one in await awards.standing_of(session, actor.enterprise)], added


async def _on_record(session: Session, uscc: str, today: date) -> list[Known]:
    """Return what is on record of an enterprise: by day, and above it what registers say today."""
    recorded = await enterprises.facts(session, uscc, today)
    # As recorded the newest comes first: of several of one name the last one counts.
    found = [Known(one.name, one.value, _RECORDED.get(one.source, _BY_OFFICER), one.effective_on) for one in reversed(recorded)]
    if (verified := await verifications.newest_of(session, uscc)) is not None:
        answered, number = verified
        source, on = Text(f"申请{number}核验", f"Verified for application {number}"), answered.verified_at.astimezone(BEIJING).date()
        found += [Known(name, value, source, on) for name, value in answered.applicant.items()]
    # The register's word goes before what was recorded, as it does for an application.
    recognised = facts_of_holder(await recognitions.kinds_of(session, uscc, today))
    registered = [Known(name, value, _RECOGNISED, today) for name, value in recognised.items()]
    if (row := await enterprises.find(session, uscc)) is not None:
        registered.append(Known("type", row.kind, _REGISTERED, (row.confirmed_at or row.created_at).astimezone(BEIJING).date()))
    return [*sorted(found, key=lambda one: one.on), *registered]
