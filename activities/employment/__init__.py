"""任职关系。What the steps of an employment change."""
