"""分期拨付。What happens to a later part of an award."""
