"""后补助项目。The post-grant project: from a solution to an audited cost (clauses 3 and 14)."""
