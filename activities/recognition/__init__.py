"""认定。What the steps of a recognition change, what its workflow has to know, and how its holder is verified."""
