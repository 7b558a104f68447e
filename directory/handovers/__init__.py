"""A worry passed on inside the school: from a teacher's note to the counsellor's inbox, until it is closed and gone."""
