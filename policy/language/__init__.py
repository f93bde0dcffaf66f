"""规则语言。What clauses are written in: facts, parameters, items, and the readers of a rule."""
