"""The school's ties to the roles around its pupils: rated in a minute, seen on a map, strengthened in a dialogue.

Nothing here is about a pupil, and no answer can be led back to who gave it.
"""
