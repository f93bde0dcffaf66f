"""文档页面。Pages of the documentation that are generated."""
