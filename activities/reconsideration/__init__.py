"""复核。The one reconsideration of a refusal, a step that several processes have."""
