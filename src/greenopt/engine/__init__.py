"""The mathematical engine: exact linear programs, HiGHS behind one door, and proofs of what it answers."""
