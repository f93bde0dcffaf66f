"""配套项目。The matching project: claimed year by year on what the upstream paid (clauses 2 and 16)."""
