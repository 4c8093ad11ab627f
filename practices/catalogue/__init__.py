"""The initial content: read from YAML, checked whole, then brought into the database without undoing anyone's work.

``source`` reads files and remembers lines, ``rules`` and ``schema`` say what is allowed (pure), ``records`` turns
entries into wanted values (pure), ``store`` compares them with the database and writes.
"""
