"""审定。The decision by an approver, with a committee before it or the budget after it where a process has them."""
