class BackupError(Exception):
    """Nothing was saved, or nothing was restored; the message says why in the words of whoever runs the site."""
