"""A stock site is served as gunicorn comes: without this file it would read ours."""
