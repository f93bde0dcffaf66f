"""榜单与场景清单。The call for solutions (clauses 3 and 14)."""
