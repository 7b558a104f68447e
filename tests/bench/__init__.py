"""How fast the directory is with as many rows as ten schools would give it."""
