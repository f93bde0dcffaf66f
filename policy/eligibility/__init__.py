"""享受资格。What an enterprise can get."""
