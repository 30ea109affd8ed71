"""Reports: a result for people, as a terminal shows it."""
