"""诉求。What a clause that guides is asked for: an enterprise makes an enquiry, and its department answers."""
