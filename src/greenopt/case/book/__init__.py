"""A whole case in one workbook: its sheets, how they are read, and the cells that say what a tree says."""
