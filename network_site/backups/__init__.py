"""The whole site in one folder, and back: database, files, settings without their secrets.

    <folder>/manifest.json    what the folder holds, with the digest of each file
    <folder>/database.dump    pg_dump's own format, or database.sqlite3
    <folder>/media.tar        every file of the media storage, disk or S3
    <folder>/private.tar      every file that no address leads to: those of drafts and of messages
    <folder>/settings.env     the variables of the environment; those that hold a secret have no value

The search index is not saved: it is made again from the database.
"""
