"""What workflows know of activities: names and types."""
