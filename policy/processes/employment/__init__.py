"""任职关系。Who employs a person that applies: the employer confirms it, or a paper does."""
