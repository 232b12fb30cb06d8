"""The ASGI callable that a web process serves: the live stream, static files, and Django in threads.

Neutral towards servers: any ASGI server runs it.
"""

import asyncio
import logging
import os
import signal

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from akrab.config.process import STREAMS_END, end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akrab.config.settings")
django_application = get_wsgi_application()

from akrab.config import live, static  # noqa: E402 (models can be imported only now)
from akrab.config.bridge import Bridge, Receive, Scope, Send, Threads, send_whole  # noqa: E402
from akrab.features.forms import flood  # noqa: E402

HEALTHY = b'{"status": "ok"}'
FORM_ROOM = 2 * 1024 * 1024  # what a form may weigh beside its file
WRITES_EVERY = 3.0  # seconds between two looks at what is only remembered
logger = logging.getLogger("akrab.web")

threads = Threads(int(os.environ.get("AKRAB_WEB_THREADS", "4")))
bridge = Bridge(django_application, threads, settings.MAX_UPLOAD_BYTES + FORM_ROOM)
hub = live.Hub()
if os.environ.get("AKRAB_SUPERVISED"):
    end_with_parent(signal.SIGKILL)  # else a killed server leaves this process, and its port, behind


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send each request to who answers it."""
    if scope["type"] == "lifespan":
        await _live_span(receive, send)
    elif scope["type"] != "http":
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"] == "/events":
        await live.respond(hub, threads, scope, receive, send)
    elif scope["path"].startswith(settings.STATIC_URL):
        await static.respond(scope, receive, send)
    elif scope["path"] == "/healthz":
        await send_whole(
            send, 200, [(b"content-type", b"application/json"), (b"cache-control", b"no-store")], HEALTHY
        )
    else:
        await bridge(scope, receive, send)


async def _live_span(receive: Receive, send: Send) -> None:
    keeping = asyncio.create_task(_keep_writing())
    asyncio.get_running_loop().add_signal_handler(STREAMS_END, hub.close)
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    keeping.cancel()
    await _write()
    await send({"type": "lifespan.shutdown.complete"})


async def _keep_writing() -> None:
    """Now and then, keep what this process only remembers."""
    while True:
        await asyncio.sleep(WRITES_EVERY)
        await _write()


async def _write() -> None:
    if flood.is_waiting():
        try:
            await threads.call(_written)
        except Exception:
            logger.exception("The refused sendings could not be written down")


def _written() -> None:
    close_old_connections()
    flood.write_all()
    close_old_connections()
