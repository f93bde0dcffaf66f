"""政策试算的活动。What a what-if does: read, judge, keep what was found. It writes rows of its own and no others."""
