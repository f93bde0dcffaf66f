"""榜单与场景清单。What a call has done for it, and what its events change."""
