"""REST: parse, authorise, ask, answer."""
