"""The files of the stories that failed in the last run: `make journeys` tells them once more, on a machine less busy.

A story that fails twice has failed. Without any word of the last run all stories are named.
"""

import json
import sys
from pathlib import Path

HERE = "tests/journeys"
LAST_FAILED = Path(".cache/pytest/v/cache/lastfailed")


def failed_files() -> list[str]:
    """The files below tests/journeys that hold a story which failed, each once."""
    said = json.loads(LAST_FAILED.read_text()) if LAST_FAILED.exists() else {}
    return sorted({name.partition("::")[0] for name in said if name.startswith(HERE)})


if __name__ == "__main__":
    sys.stdout.write(" ".join(failed_files() or [HERE]))
