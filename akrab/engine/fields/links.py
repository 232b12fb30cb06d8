"""Links: to a record of one object, to a user, to a record of any object, and to a stored file."""

import re
from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields.base import (
    ANY_OF,
    EMPTY,
    IS,
    IS_NOT,
    NONE_OF,
    NOT_EMPTY,
    Asking,
    BadValue,
    Field,
    FieldType,
    Operator,
    Operators,
)  # fmt: skip
from akrab.engine.fields.columns import CharColumn, LinkColumn
from akrab.engine.fields.texts import clean_text
from akrab.identity.actor import Actor
from akrab.identity.models import Membership, Team

KIND = re.compile(r"[a-z_]+")
UUID_PATTERN = {"type": "string", "format": "uuid"}


def read_id(raw: Any) -> UUID:
    """The id that `raw` is; raises `BadValue`."""
    try:
        return raw if isinstance(raw, UUID) else UUID(str(raw))
    except ValueError as error:
        raise BadValue(gettext("Choose a record from the list.")) from error


def _me(field: Field, path: str, value: Any, asking: Asking) -> Q:
    return Q(**{f"{path}__in": [asking.by.membership_id] if asking.by.is_person else []})


def _teamed(path: str, lookup: str, value: Any) -> Q:
    """A condition on the team of the member that a user field's path leads to."""
    if path.endswith("_id"):
        return Q(**{f"{path.removesuffix('_id')}__team_id{lookup}": value})
    people = Membership.objects.filter(**{f"team_id{lookup}": value})  # no join can follow a custom field
    return Q(**{f"{path}__in": people.values("pk")})


def _my_team(field: Field, path: str, value: Any, asking: Asking) -> Q:
    team = asking.by.membership.team_id if asking.by.membership else None
    return _teamed(path, "__in", [team] if team else [])


def _of_team(field: Field, path: str, value: Any, asking: Asking) -> Q:
    return _teamed(path, "", value)


def _of_no_team(field: Field, path: str, value: Any, asking: Asking) -> Q:
    """Where a company has no teams, nobody lacks one."""
    return _teamed(path, "__isnull", True) & Q(Exists(Team.objects.all()))


class Link(FieldType):
    """The id of a record the actor can see; whether they can is asked by `engine.values`, which may query."""

    name = "link"
    label = _("link")
    operators: ClassVar[Operators] = (IS, IS_NOT, ANY_OF, NONE_OF, EMPTY, NOT_EMPTY)
    sortable = False

    def parse(self, field: Field, raw: Any, by: Actor) -> UUID:
        return read_id(raw)

    def plain(self, field: Field, value: Any) -> Any:
        return str(value) if value else None

    def schema(self, field: Field) -> dict[str, Any]:
        return dict(UUID_PATTERN)

    def samples(self, field: Field) -> list[Any]:
        return []

    def bad_samples(self, field: Field) -> list[Any]:
        return ["not an id", 5, "018f0000-0000-7000-8000-000000000000"]

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class UserLink(Link):
    """The id of an active member of the workspace; `me` is whoever asks."""

    name = "user"
    label = _("user")
    operators: ClassVar[Operators] = (
        Operator("is_me", _("is me"), "none", _me),
        Operator("in_my_team", _("is in my team"), "none", _my_team),
        Operator("in_team", _("is in the team"), "team", _of_team),
        Operator("in_no_team", _("is in no team"), "none", _of_no_team),
        *Link.operators,
    )

    def parse(self, field: Field, raw: Any, by: Actor) -> UUID:
        if raw == "me" and by.membership_id:
            return by.membership_id
        return read_id(raw)


class AnyLink(FieldType):
    """`object:id` of a record of any object that the actor can see."""

    name = "any_link"
    label = _("record")
    sortable = False

    def parse(self, field: Field, raw: Any, by: Actor) -> str:
        kind, _colon, tail = str(raw).partition(":")
        if not KIND.fullmatch(kind):
            raise BadValue(gettext("Write the record as object:id."))
        return f"{kind}:{read_id(tail)}"

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[a-z_]+:[0-9a-f-]{36}$"}

    def samples(self, field: Field) -> list[Any]:
        return []

    def bad_samples(self, field: Field) -> list[Any]:
        return ["nothing", "deal:1", 5, "deal:018f0000-0000-7000-8000-000000000000"]

    def empty(self, path: str) -> Q:
        return Q(**{path: ""})

    def search_text(self, field: Field, value: Any) -> str:
        return ""


class StoredFile(FieldType):
    """A stored file: `hash` (SHA-256), `name`, `size` in bytes and `type`, the media type."""

    name = "file"
    label = _("file")
    operators: ClassVar[Operators] = (EMPTY, NOT_EMPTY)
    sortable = False
    PARTS: ClassVar[frozenset[str]] = frozenset({"hash", "name", "size", "type"})

    def parse(self, field: Field, raw: Any, by: Actor) -> dict[str, Any]:
        if not isinstance(raw, dict) or set(raw) != self.PARTS:
            raise BadValue(gettext("Upload a file here."))
        digest, size = raw["hash"], raw["size"]
        is_hash = isinstance(digest, str) and len(digest) == 64 and set(digest) <= set("0123456789abcdef")
        if not is_hash or isinstance(size, bool) or not isinstance(size, int) or size < 0:
            raise BadValue(gettext("Upload a file here."))
        name, kind = (
            clean_text(str(raw[part])[:limit], limit) for part, limit in (("name", 200), ("type", 100))
        )
        return {"hash": digest, "name": name, "size": size, "type": kind}

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return str((value or {}).get("name", ""))

    def schema(self, field: Field) -> dict[str, Any]:
        texts = {name: {"type": "string"} for name in ("hash", "name", "type")}
        return {
            "type": "object", "properties": {**texts, "size": {"type": "integer", "minimum": 0}},
            "required": sorted(self.PARTS), "additionalProperties": False,
        }  # fmt: skip

    def samples(self, field: Field) -> list[Any]:
        return [{"hash": "0" * 64, "name": "measurements.pdf", "size": 12, "type": "application/pdf"}]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["a path", {"hash": "../../etc/passwd", "name": "x", "size": 1, "type": "x"}, 5]

    def empty(self, path: str) -> Q:
        return Q(**{path: {}})

    def search_text(self, field: Field, value: Any) -> str:
        return str((value or {}).get("name", ""))


class LinkField(Field, LinkColumn):
    """A link to one record of another object of the same workspace; the database refuses any other."""

    type = Link()

    def __init__(
        self, to: Any, verbose_name: Any = None, on_delete: Any = models.PROTECT, **options: Any
    ) -> None:
        options.setdefault("related_name", "+")
        options["db_index"] = False
        super().__init__(to, on_delete, verbose_name=verbose_name, **options)


class UserField(LinkField):
    """A link to a member of the workspace."""

    type = UserLink()

    def __init__(self, verbose_name: Any = None, to: Any = "identity.Membership", **options: Any) -> None:
        super().__init__(to, verbose_name, **options)


class AnyLinkField(Field, CharColumn):
    """A link to a record of any object, stored as `object:id`."""

    type = AnyLink()

    def __init__(self, *args: Any, **options: Any) -> None:
        options["max_length"] = 80
        options.setdefault("blank", True)
        super().__init__(*args, **options)


class StoredFileField(Field, models.JSONField):
    """A file in the content-addressed store; an empty mapping when there is none."""

    type = StoredFile()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", dict)
        options.setdefault("blank", True)
        super().__init__(*args, **options)


def target_of(field: Field) -> type[models.Model]:
    """The model a link points to."""
    related = field.related_model
    return apps.get_model(related) if isinstance(related, str) else related  # type: ignore[return-value]
