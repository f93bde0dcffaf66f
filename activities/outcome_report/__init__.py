"""绩效自评。What the steps of an outcome report change."""
