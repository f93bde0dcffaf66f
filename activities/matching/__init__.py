"""配套项目。What a matching project has done for it, and what its events change."""
