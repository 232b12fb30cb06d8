"""The bench's company as it is asked about: who asks, and which records, cursors and filters their requests name."""

import json
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from akrab.config.bench.asking import Asker, Request
from akrab.config.bench.filling import SLUG
from akrab.engine.query import Order
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.identity import tokens
from akrab.identity.members import find_membership
from akrab.identity.models import User, Workspace
from akrab.modules.contacts.models import Contact, Source
from akrab.modules.sales.models import Deal
from akrab.tenancy.current import workspace as inside

SHOWN = 20  # different records that are asked for in turn


@dataclass(frozen=True)
class Known:
    """Ids and cursors to ask with."""

    deals: list[UUID]
    contacts: list[UUID]
    source: UUID
    owner: UUID
    deep: str
    deep_name: str
    deep_amount: str


def asker(port: int) -> Asker:
    """A manager who is signed in, with a token, and the head of the company."""
    user, head = (User.objects.get(email=f"{short}@{SLUG}.example") for short in ("m1", "k"))
    with transaction.atomic(), inside(Workspace.objects.get(slug=SLUG)):
        member = find_membership(user.pk)
        assert member is not None
        return Asker(port, _signed_in(user), tokens.create_token(member, "bench"), _signed_in(head))


def _signed_in(user: User) -> str:
    """The key of a session of this person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def known() -> Known:
    """Records spread over the company, those with a past among them, and cursors far down its lists."""
    with transaction.atomic(), inside(Workspace.objects.get(slug=SLUG)):
        newest = list(
            Deal.objects.filter(contact__isnull=False)
            .order_by("-id")
            .values_list("pk", "contact_id", "owner_id")[100 : 100 + SHOWN * 7 : 7]
        )
        oldest = Contact.objects.order_by("id")[1000]
        named = Contact.objects.filter(sort_key__gte="tr").order_by("sort_key", "id")[0]
        cheap = Deal.objects.filter(amount__lt=9000).order_by("-amount", "-id")[0]
        return Known(
            [deal for deal, _contact, _owner in newest], [contact for _deal, contact, _owner in newest],
            Source.objects.order_by("position")[1].pk, newest[0][2], _cursor(oldest, "created_at", "id", True),
            _cursor(named, "name", "sort_key", False), _cursor(cheap, "amount", "amount", True),
        )  # fmt: skip


def _cursor(row: Any, name: str, column: str, descending: bool) -> str:
    field = spec_of(type(cast(Record, row))).fields[name]
    return Order(field, column, descending).cursor(row)


def page(path: str, **params: Any) -> Request:
    """A page of the company."""
    return Request(_address(f"/w/{SLUG}/{path}", params))


def program(path: str, **params: Any) -> Request:
    """A reading by the API."""
    return Request(_address(f"/api/v1/{path}", params), kind="api")


def _address(path: str, params: dict[str, Any]) -> str:
    said = {
        name.rstrip("_"): json.dumps(value) if isinstance(value, dict) else value
        for name, value in params.items()
    }
    return f"{path}?{urlencode(said)}" if said else path
