"""演示。Demonstrations: demo data, and each process walked over REST."""
