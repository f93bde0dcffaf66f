"""How rows become what people read."""
