"""证件变更。What the steps of a change of a document change."""
