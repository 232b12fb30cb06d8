"""`akrab demo`, and the step of `akrab serve --demo`: make the company once, and say how to sign in."""

import sys

from django.conf import settings
from django.db import transaction

from akrab.config.demo.company import PASSWORD, PEOPLE, SLUG, install
from akrab.config.demo.history import write_history
from akrab.identity.models import Workspace


def main() -> int:
    """Make the demo company unless it is there; the exit code."""
    if not Workspace.objects.filter(slug=SLUG).exists():
        sys.stderr.write("Making the demo company …\n")
        with transaction.atomic():
            write_history(install())
    people = ", ".join(f"{short}@{SLUG}.example" for short, *_ in PEOPLE)
    sys.stderr.write(f"Demo company: {settings.PUBLIC_URL} · sign in as {people} · password {PASSWORD}\n")
    return 0
