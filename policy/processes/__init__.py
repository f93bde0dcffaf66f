"""流程。What each process allows, who does each human step of it, and what only it knows."""
