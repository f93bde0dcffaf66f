"""变更申请。A change of what was agreed while it is carried out, a step that several processes have."""
