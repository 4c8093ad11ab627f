"""An address as others may see it: never whole."""


def masked(email: str) -> str:
    """« p… (ville.example) »: enough to know again an address that one has typed, and to recognise its organisation."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}… ({domain})"
