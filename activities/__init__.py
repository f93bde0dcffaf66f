"""写。Write only: one transaction each."""
