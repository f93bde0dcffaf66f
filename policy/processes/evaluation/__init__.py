"""政策评估。The policy looks at itself: each year, clause by clause, what was asked for, what came of it, and whether it goes on."""
