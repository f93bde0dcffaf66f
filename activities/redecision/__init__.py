"""再决定。The assessment of a decided award by corrected facts."""
