"""Companies for stories, made inside a running installation: `python -m tests.journeys.companies road:alone …`."""

from __future__ import annotations

import json
import sys

import django


def main() -> None:
    """Set up a window company per slug, and print the ids that addresses need."""
    django.setup()
    from akrab.config.demo.company import install  # noqa: PLC0415 (settings come first)
    from tests.journeys import clients, march, watched  # noqa: PLC0415

    lives = {"march": march.live, "missed": watched.begin, "daily": clients.arrive}
    for slug in sys.argv[1:]:
        installed = install(slug)
        if slug in lives:
            lives[slug](installed)
    sys.stdout.write(json.dumps(sys.argv[1:]))


if __name__ == "__main__":
    main()
