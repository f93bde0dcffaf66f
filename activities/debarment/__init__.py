"""限制申报。What the steps of a debarment change, and what its workflow has to know."""
