"""认定。The recognition of who or what the Opinions' items are for, and what becomes of an entry of the register over the years."""
