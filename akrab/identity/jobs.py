"""The schedule of identity: what is remembered of attempts is forgotten when it no longer counts."""

from procrastinate.contrib.django import app

from akrab.identity.attempts import prune


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="prune_attempts")
def prune_attempts(timestamp: int) -> None:
    """Forget attempts whose time is over; running it again finds nothing more."""
    prune()
