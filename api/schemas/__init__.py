"""What each resource looks like in JSON."""
