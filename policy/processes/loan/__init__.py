"""贷款登记。The register of loans whose interest is subsidised (clauses 8 and 10), and what of a loan may be claimed when."""
