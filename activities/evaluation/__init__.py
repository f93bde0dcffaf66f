"""政策评估。What the steps of an evaluation change, and the activities that open it, reckon its figures and ask for its reports."""
