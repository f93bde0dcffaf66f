"""申请。What an application has done for it, by phases, and what its events change."""
