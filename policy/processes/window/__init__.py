"""申报批次。The window in which an item is applied for: its guide, its questions, and the list by which all who applied are decided."""
