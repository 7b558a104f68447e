"""Backups: every row of every table in one file that both SQLite and PostgreSQL can be restored from."""
