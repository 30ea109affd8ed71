"""Reading a case: strict YAML and tables into one tree in which every value knows the place where it was written."""
