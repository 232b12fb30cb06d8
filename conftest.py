"""What every test gets: a migrated database of its own worker, a data folder, golden files."""

from __future__ import annotations

import difflib
import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

GOLDEN = Path(__file__).parent / "tests/golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files instead of comparing"
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Point Django at a fresh copy of the migrated template, as the role that web and worker have."""
    from tests.database import TestDatabase  # noqa: PLC0415 (models can be imported only now)
    from tests.stage import STAGE  # noqa: PLC0415

    database = TestDatabase()
    with django_db_blocker.unblock():
        database.open()
    # A test that really commits leaves rows behind; a new copy is quicker than emptying all tables.
    setattr(TransactionTestCase, "_fixture_teardown", lambda _case: database.renew())  # noqa: B010
    STAGE.has_database = True
    yield
    with django_db_blocker.unblock():
        STAGE.clear()
        database.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    # Before the fixtures of the test open its own transaction.
    from tests.stage import STAGE  # noqa: PLC0415 (models can be imported only now)

    with item.config.stash[blocking_manager_key].unblock():
        STAGE.prepare(item)


@pytest.fixture(scope="session", autouse=True)
def data_folder() -> Iterator[Path]:
    """A folder of this worker for stored files, in place of the product's."""
    with tempfile.TemporaryDirectory(prefix="akrab-data-") as folder:
        path = Path(folder)
        path.chmod(0o711)
        settings.DATA_DIR = path
        yield path


@pytest.fixture
def staged_cast(db: None) -> Any:
    """The cast of `tests/cast.py` as it was made; what the test changes is taken back."""
    from tests.stage import STAGE  # noqa: PLC0415 (models can be imported only now)

    return STAGE.give("staged_cast")


@pytest.fixture
def staged_firm(db: None) -> Any:
    """The window company of `tests/scenario` as it was set up; what the test changes is taken back."""
    from tests.stage import STAGE  # noqa: PLC0415 (models can be imported only now)

    return STAGE.give("staged_firm")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden("openapi.json", text)`: the text is what tests/golden/openapi.json holds.

    `make golden` writes the files anew; the difference is read before it is committed.
    """

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        held = path.read_text(encoding="utf-8") if path.exists() else ""
        if text != held:
            lines = difflib.unified_diff(
                held.splitlines(), text.splitlines(), f"golden/{name}", "now", lineterm=""
            )
            pytest.fail("\n".join([*lines, "`make golden` accepts what is new."]), pytrace=False)

    return compare


def pytest_configure() -> None:
    # Playwright keeps an event loop in the test's thread, where Django's ORM would refuse to run.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest files begin first, so that no worker waits for another in the end.
    items.sort(key=lambda item: item.get_closest_marker("process") is None)


def pytest_collection_finish() -> None:
    # What is loaded by now stays: a tenth of the time would go into looking through it for garbage.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
