"""年度批量核算。The annual run over everybody (clauses 6 and 9)."""
