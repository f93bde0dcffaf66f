"""受理。The acceptance of what was filed, with its correction where something is missing."""
