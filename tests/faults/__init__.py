"""Faults on real processes: `bin/faults` kills, fills and breaks, then compares the search with the database."""
