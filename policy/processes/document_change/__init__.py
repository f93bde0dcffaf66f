"""证件变更。That a person is known by another document than before: asked for with the document, decided by an officer."""
