"""Ranking: in what order projects are funded, why, and how sure that is."""
