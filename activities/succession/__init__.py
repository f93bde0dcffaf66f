"""承继。The process by which one enterprise takes the place of another."""
