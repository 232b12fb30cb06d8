"""What each page and answer costs in statements, for every object, written down so that no change adds one unseen."""

import re
from collections.abc import Callable, Iterator

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.tenancy.current import workspace as inside
from akrab.web.addresses import word
from tests.cast import Cast
from tests.factory import NoneFits, make

SETS_THE_SCENE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET LOCAL")
PART = {"HX-Request": "true"}
SPAN = "start=2020-01-01T00:00:00Z&end=2040-01-01T00:00:00Z"


def statements(client: Client, address: str, **headers: str) -> int:
    """How many statements a warm request needs, besides those that open and close its transaction."""
    client.get(address, headers=headers)
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    said = [re.sub(r"^(SET LOCAL [^;]*;\s*)+", "", query["sql"]) for query in caught.captured_queries]
    return len([sql for sql in said if sql and not sql.startswith(SETS_THE_SCENE)])


def costs(spec: Spec, cast: Cast) -> Iterator[tuple[str, int]]:
    """The pages and answers of one object that has three records, or as many as can exist."""
    by = cast.alice.actor("web")
    with inside(cast.north):
        record = make(spec, by)
        for _more in range(2):
            try:
                make(spec, by)
            except NoneFits:
                break
    base, api = f"/w/north/{word(spec)}/", f"/api/v1/{spec.plural}"
    browser, program = cast.alice.browser, cast.alice.api
    yield "list", statements(browser, base)
    yield "record", statements(browser, f"{base}{record.pk}")
    yield "panels", statements(browser, f"{base}{record.pk}/panels", **PART)
    if spec.board:
        yield "board", statements(browser, f"{base}?as=board")
    if spec.calendar:
        yield "calendar", statements(browser, f"{base}?as=calendar&{SPAN}")
    yield "API list", statements(program, api)
    yield "API read", statements(program, f"{api}/{record.pk}")


def test_what_each_page_costs_is_what_was_agreed(cast: Cast, golden: Callable[[str, str], None]) -> None:
    told = [
        f"{spec.name}: " + ", ".join(f"{what} {count}" for what, count in costs(spec, cast))
        for spec in objects().values()
    ]
    golden("queries.txt", "\n".join(told) + "\n")
