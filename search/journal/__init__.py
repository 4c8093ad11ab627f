"""What the site learns from searches, without any trace of who typed them.

`recording` counts a search, `wording` says what may be kept of its text, `upkeep` gathers and forgets,
`figures` adds up, `decisions` is what a moderator does, `admin` and `views` show.
"""
