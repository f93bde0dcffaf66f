"""复核。The one reconsideration of a refusal, by an officer who had no part in it."""
