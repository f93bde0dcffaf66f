"""拨付。The payment of what was decided, by two people and the treasury."""
