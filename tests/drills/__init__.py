"""Failure drills: what users see while parts of a running cluster die, hang, come back or are exchanged."""
