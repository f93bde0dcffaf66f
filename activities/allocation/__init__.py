"""统一分配。The process of the list by which a ceiling for everybody is shared."""
