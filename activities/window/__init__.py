"""申报批次。What a window has done for it, and what its events change."""
