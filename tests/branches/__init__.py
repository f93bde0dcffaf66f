"""What the rest of the tests have to have done, looked at when they are over."""
