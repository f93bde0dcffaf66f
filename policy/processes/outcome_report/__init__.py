"""绩效自评。Whoever received money of a clause in a year reports what was promised and what was reached, once for that year."""
