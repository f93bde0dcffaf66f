"""年度批量核算。What an annual run has done for it, and what its events change."""
