"""分期拨付。A later part of an award: its day or its condition, its payment beside the award, or its end without one."""
