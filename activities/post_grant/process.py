"""后补助项目。The process of a post-grant project as the machine of cases knows it."""

from __future__ import annotations

from activities.acceptance.effects import acceptance_effects
from activities.case.process import Process
from activities.change.effects import change_effects
from activities.notice.effects import NOTICE
from activities.panel.panel import PANEL
from activities.post_grant import changing, competition, delivery, state
from activities.reconsideration.effects import reconsideration_effects
from policy.processes.post_grant.lifecycle import POST_GRANT

POST_GRANT_PROCESS = Process(
    POST_GRANT,
    state.post_grant,
    (
        acceptance_effects("solution_check", "solution_correction"),
        PANEL,
        NOTICE,
        reconsideration_effects(
            "solution_objection",
            "solution_reconsideration",
            "failure_reconsideration",
            about=competition.why_refused,
            shows=delivery.what_was_delivered,
        ),
        change_effects(changing.TASK_BOOK_CHANGES),
        competition.EFFECTS,
        delivery.EFFECTS,
    ),
)
