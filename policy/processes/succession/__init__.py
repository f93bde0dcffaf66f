"""承继。The filing by which an enterprise takes the place of another: checked by one person, approved by a second."""
