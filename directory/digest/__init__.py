"""The weekly mail that says which contacts are due, so that nobody has to remember to look."""
