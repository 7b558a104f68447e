"""What a school can learn from others: courses and conferences, and the health programmes behind the help."""
