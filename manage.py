#!/usr/bin/env python3
"""Django's own command line, for those who develop Akrab; everybody else uses `akrab`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akrab.config.settings")
    execute_from_command_line(sys.argv)
