"""字段。What each resource looks like in JSON."""
