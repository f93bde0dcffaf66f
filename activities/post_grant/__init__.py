"""后补助项目。What a post-grant project has done for it, and what its events change."""
