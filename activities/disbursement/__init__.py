"""拨付。The payment of an award, a step that several processes have."""
