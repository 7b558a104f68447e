"""The resource directory: who can help, in which municipality, and what the school's own plan says."""
