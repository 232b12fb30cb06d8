"""Sessions in the database, as Django keeps them; a page reads its session and its workspace in one statement."""

from django.contrib.sessions.backends import db
from django.utils import timezone

from akrab.identity.models import Workspace

BOTH = """
    SELECT w.*, s.session_data AS said FROM identity_workspace w
    LEFT JOIN django_session s ON s.session_key = %s AND s.expire_date > %s WHERE w.slug = %s
"""


class SessionStore(db.SessionStore):
    """What `SESSION_ENGINE` makes of the cookie of a request."""

    def find_workspace(self, slug: str) -> Workspace | None:
        """The workspace of this address; what the session holds is read on the way, unless it is known already."""
        if self.session_key is None or hasattr(self, "_session_cache"):
            return Workspace.objects.filter(slug=slug).first()
        for found in Workspace.objects.raw(BOTH, [self.session_key, timezone.now(), slug]):
            if (said := vars(found)["said"]) is not None:
                self._session_cache = self.decode(said)
            return found
        return None
