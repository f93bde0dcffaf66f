"""统一分配。The list by which a ceiling for everybody is shared out and decided at once (clause 18, and items a rule gives a ceiling)."""
