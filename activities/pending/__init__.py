"""待办事项。How what waits outside every case becomes a task, and what ending it changes."""
