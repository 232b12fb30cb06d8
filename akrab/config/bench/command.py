"""`akrab bench`: make the company unless it is there, measure, and say how it compares with the budgets."""

import json
import platform
import sys
import time
from dataclasses import asdict
from pathlib import Path

import psutil
from django.conf import settings

from akrab.config.bench import results
from akrab.config.bench.filling import SLUG, fill
from akrab.config.bench.measuring import everything, some
from akrab.config.bench.results import Line
from akrab.config.bench.serving import fresh_figures
from akrab.config.bench.sizes import SIZES, Size
from akrab.identity.models import Workspace

MADE = "made.json"
RESULT = "result.json"


def bench(size: str, *, as_json: bool, only: str = "") -> int:
    """Measure at a size, and keep the lines unless `only` some are asked; 1 where the company could not be made."""
    folder = Path(settings.DATA_DIR)
    if not (folder / MADE).exists() and not _make(SIZES[size], folder):
        return 1
    busy = psutil.getloadavg()[0]
    if only:
        sys.stdout.write(results.table(some(folder, only, _say)) + "\n")
        return 0
    lines = [*everything(folder, _say), *_own_figures(folder)]
    lines = results.compared(lines, folder.parent / "100k" / RESULT) if size != "100k" else lines
    load = [round(busy, 2), round(psutil.getloadavg()[0], 2)]  # above 1 somebody else was at work too
    machine = {
        "load": load,
        "processors": psutil.cpu_count(),
        "memory": psutil.virtual_memory().total,
        "system": platform.platform(),
    }
    results.keep(
        lines, folder / RESULT, size=size, machine=machine, made=json.loads((folder / MADE).read_text())
    )
    for line in lines:
        if as_json:
            sys.stdout.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
    if not as_json:
        sys.stdout.write(results.table(lines) + "\n")
    return 0


def _make(size: Size, folder: Path) -> bool:
    """Make the company; one that was begun and not finished, or anybody else's, stays untouched."""
    if Workspace.objects.exists():
        _say(
            f"There are companies in this database, and it is not a finished bench. Remove {folder} or name another."
        )
        return False
    began = time.monotonic()
    fill(size, lambda step: _say(f"{time.monotonic() - began:6.1f} s  {step}"))
    (folder / MADE).write_text(json.dumps({"workspace": SLUG, "seconds": round(time.monotonic() - began, 1)}))
    return True


def _own_figures(folder: Path) -> list[Line]:
    """What does not depend on the size: an installation of its own, with the demo company."""
    _say("a fresh installation")
    fresh = fresh_figures(folder.parent)
    return [
        Line("first screen of a fresh installation", value=round(fresh.first, 2), unit="s", budget=8),
        Line("first screen after a later start", value=round(fresh.again, 2), unit="s", budget=4),
        Line("idle memory of the process tree", value=round(fresh.memory / 2**20), unit="MB", budget=300),
    ]


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
