"""诉求。What the steps of an enquiry change."""
