"""公示。The public notice of what was decided, and the objections to it."""
