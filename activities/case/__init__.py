"""案件。The machine of cases: one transition, one transaction."""
