"""国库。What the treasury reports, how its day is reconciled with the books, and how budget money comes into them."""
