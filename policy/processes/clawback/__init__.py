"""追回。The clawback of an award, or of a part of it."""
