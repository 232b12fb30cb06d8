"""The worker process: jobs, their schedules, events and deadlines. `python -m akrab.config.worker`."""

import os

CONCURRENCY = 4  # jobs at a time


def main() -> None:
    """Run until SIGTERM or SIGINT; running jobs get eight seconds to finish and are returned otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akrab.config.settings")
    import django  # noqa: PLC0415 (settings come first)

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from procrastinate import PsycopgConnector  # noqa: PLC0415
    from procrastinate.contrib.django import app  # noqa: PLC0415
    from procrastinate.contrib.django.utils import connector_params  # noqa: PLC0415

    from akrab.config.follower import Follower  # noqa: PLC0415
    from akrab.config.rescue import HEARTBEAT, SILENCE, forget_workers  # noqa: PLC0415

    if os.environ.get("AKRAB_ONLY_WORKER"):
        forget_workers()
    follower = Follower(_conninfo(settings.DATABASES["default"]))
    follower.start()

    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONCURRENCY)
    worker_app = app.with_connector(connector)
    worker_app.run_worker(
        concurrency=CONCURRENCY,
        shutdown_graceful_timeout=8,
        listen_notify=True,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=SILENCE,
    )
    follower.stop()
    follower.join(timeout=5)


def _conninfo(database: dict[str, object]) -> str:
    """The libpq address of Django's database, for the connection that listens."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    options = database["OPTIONS"]
    assert isinstance(options, dict)
    parts = {"dbname": database["NAME"], "user": database["USER"], "password": database["PASSWORD"],
             "host": database["HOST"], "port": database["PORT"], "options": options.get("options")}  # fmt: skip
    return make_conninfo(**{name: str(value) for name, value in parts.items() if value})


if __name__ == "__main__":
    main()
