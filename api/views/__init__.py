"""呈现。How rows become what people read."""
