"""A plain Django application on PostgreSQL, with its full text."""
