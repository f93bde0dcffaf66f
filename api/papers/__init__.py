"""文书成文。Papers as they are handed over: one layout, set as a PDF and as a document of Word."""
