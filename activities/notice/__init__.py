"""公示。The public notice of an award, a step that several processes have."""
