"""待办事项。What waits outside every case for somebody: what one person entered and another has to approve, and what does not agree."""
