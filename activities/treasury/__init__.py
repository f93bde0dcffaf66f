"""国库。What is done with the treasury's statement of a day."""
