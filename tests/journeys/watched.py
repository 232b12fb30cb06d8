"""The lists of a company that should stay empty, as the demo company has them."""

from __future__ import annotations

from django.db import transaction

from akrab.config.demo.company import Installed
from akrab.config.demo.firm import Firm
from akrab.config.demo.views import install_views
from akrab.tenancy.current import workspace as inside


def begin(installed: Installed) -> None:
    """Let everybody see who was forgotten."""
    with transaction.atomic(), inside(installed.workspace):
        install_views(Firm(installed))
