"""A worker process that follows events and dies, as by kill -9, before its n-th reaction or just before a commit.

    python -m tests.faults.dying_worker <n> | commit

It ends with 9 when it died and with 0 when there was nothing left to die of.
"""

import os
import sys

import django

DEATH = 9


def main() -> None:
    """Follow all that waits, with death lying in ambush."""
    django.setup()
    from django.db import transaction  # noqa: PLC0415 (settings come first)

    from akrab.config import follower  # noqa: PLC0415
    from akrab.engine import follow  # noqa: PLC0415
    from akrab.engine.models import Event  # noqa: PLC0415
    from akrab.identity.models import Workspace  # noqa: PLC0415

    where = sys.argv[1]
    react, seen = follow._react, 0

    def dying(reaction: follow.Reaction, event: Event, workspace: Workspace) -> None:
        nonlocal seen
        if where == str(seen):
            os._exit(DEATH)
        seen += 1
        react(reaction, event, workspace)
        if where == "commit":
            transaction.get_connection()._commit = lambda: os._exit(DEATH)

    follow._react = dying
    follower.drain()


if __name__ == "__main__":
    main()
