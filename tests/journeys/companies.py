"""Companies for stories, made inside a running installation: `python -m tests.journeys.companies road:alone …`."""

from __future__ import annotations

import json
import sys

import django

FOUNDER = "eka"
FOUNDERS = {
    "service": ("lan", "Trần Ngọc Lan", "Kỹ thuật Lan"),
    "bare": ("k", "Kirill Volkov", "Windows"),
}  # who founds what by pages alone; everybody else is Eka, with a school


def main() -> None:
    """Set up a window company per slug, and print the ids that addresses need."""
    django.setup()
    from akrab.config.demo.company import install  # noqa: PLC0415 (settings come first)
    from tests.journeys import clients, march, watched  # noqa: PLC0415

    lives = {
        "march": march.live,
        "month": march.live,
        "missed": watched.begin,
        "daily": clients.arrive,
        "clicks": clients.arrive,
        "thumb": clients.arrive,
        "guided": clients.arrive,
    }
    for slug in sys.argv[1:]:
        if slug.startswith("founded") or slug in FOUNDERS:
            found(slug)
            continue
        installed = install(slug)
        if slug in lives:
            lives[slug](installed)
    sys.stdout.write(json.dumps(sys.argv[1:]))


def found(slug: str) -> None:
    """A company with nothing but its founder, as the operator of a server makes one."""
    from akrab.config import people  # noqa: PLC0415 (settings come first)
    from akrab.config.demo.company import PASSWORD  # noqa: PLC0415

    short, name, company = FOUNDERS.get(slug, (FOUNDER, "Eka Putri", "Kelas Eka"))
    people.add_user(f"{short}@{slug}.example", PASSWORD, slug, name=name, workspace_name=company)


if __name__ == "__main__":
    main()
