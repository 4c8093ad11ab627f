"""How well the search answers everyday questions: reading a set of questions, measuring, telling."""
