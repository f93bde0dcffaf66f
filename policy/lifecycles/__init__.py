"""Each process's stages, events and transitions as a table."""
