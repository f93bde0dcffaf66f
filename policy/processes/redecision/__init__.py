"""再决定。The assessment of a decided award by corrected facts: more, nothing or less, by two people, with what was paid subtracted."""
