"""国库。What the treasury reports, and how its day is reconciled with the books."""
