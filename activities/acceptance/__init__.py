"""受理。The acceptance of what was filed, a step that several processes have."""
