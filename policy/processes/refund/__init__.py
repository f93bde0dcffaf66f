"""退付。Money that came in and nobody owed is paid back to whoever paid it."""
