"""核定。How a document is judged by a clause under the implementing rules in force."""
