"""退付。What a refund has done for it, and what its events change."""
