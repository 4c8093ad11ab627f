#!/usr/bin/env python
"""Django's command line. Without an environment variable it runs the demo settings."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network_site.settings.demo")
    execute_from_command_line(sys.argv)
