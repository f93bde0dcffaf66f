"""写入。What is written besides a transition's own rows."""
