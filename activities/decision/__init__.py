"""审定。The decision on an award, a step that several processes have."""
