"""追回。What a clawback has done for it, and what its events change."""
