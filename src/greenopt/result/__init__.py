"""Results: what a solved case says, in numbers and words, and the folder in which a run is kept."""
