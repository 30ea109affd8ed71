"""The report as one HTML file: offline, both languages inside, readable without script."""
