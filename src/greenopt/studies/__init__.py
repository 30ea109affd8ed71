"""Studies: questions that take a run, or several, and answer with a document of their own."""
