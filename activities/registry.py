"""名录。What the events of every process change and what their workflows have to know: loading this registers all of it."""

from __future__ import annotations

import activities.annual_run.effects
import activities.annual_run.state
import activities.application.assessment
import activities.application.claims
import activities.application.commitment_terms
import activities.application.decision
import activities.application.intake
import activities.application.notice
import activities.application.offers
import activities.application.payment
import activities.application.review
import activities.application.state
import activities.call.effects
import activities.call.state
import activities.case.clocks
import activities.clawback.effects
import activities.clawback.repayment
import activities.clawback.state
import activities.commitment.effects
import activities.commitment.state
import activities.matching.effects
import activities.matching.state
import activities.post_grant.competition
import activities.post_grant.delivery
import activities.post_grant.state  # noqa: F401
