"""After an object is renamed nothing says the old word: neither a page that is walked to nor a text of the product."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Message

from akrab.config.messages import collect
from akrab.config.reactions import REACTIONS
from akrab.engine.follow import follow
from akrab.engine.models import FailedReaction
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.features.customfields import shaping
from akrab.features.customfields.models import is_shapeable
from akrab.features.wording.objects import PLACE
from akrab.identity.actor import Actor
from akrab.modules.sales.dashboard import install_dashboard, install_personal_reports
from akrab.modules.sales.delivered import install_delivered
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast
from tests.factory import NoneFits, make

WORDS = re.compile(
    r"\b(deals?|contacts?|tasks?|visits?|meetings?|handovers?|payments?|relations?|part(?:y|ies)|participants?|calls|"
    r"companies)\b",
    re.IGNORECASE,
)
# What stays, and why: these are other things than the objects, or not the product's words.
KEPT = {
    r"deals? with": "to deal with somebody",
    r"(last|next|first) contact": "being in touch",
    r"payment details": "the bank account on papers",
    r"first tasks?|tasks? and tours|A task counts|small task": "what a newcomer learns by, and what a browser does",
    r"calls? (one of|a |somebody|you|the customer|things)|this step calls|program calls|Another program calls|your "
    r"company calls|\(calls?\)|calls it": "to call",
    r"Calls of other programs": "what programs do",
    r"What companies ask": "firms that choose a product",
    r"“[^”]*” unless renamed|Empty: “[^”]*”|instead of “[^”]*”": "says what the product itself calls it",
}
# What a trade writes to its customers.
TRADES = ("akrab/modules/start/trades/", "akrab/modules/start/wordings.py")
SHOWN = ("aria-label", "title", "placeholder", "alt", "data-confirm")
PUT = re.compile(r"[?&](sort|filter|view|columns|as)=")  # the same page in another way
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def _old_word(text: str) -> bool:
    for kept in KEPT:
        text = re.sub(kept, "", text, flags=re.IGNORECASE)
    text = re.sub(r"%\(\w+\)[sd]|\{[^}]*\}", "", PLACE.sub("", text))
    return bool(WORDS.search(text))


class Page(HTMLParser):
    """What a page says, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.ways: list[str] = []
        self.silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "code")
        self.said += [value for name, value in attrs if name in SHOWN and value]
        self.ways += [value for name, value in attrs if name in ("href", "hx-get") and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "code")

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.said.append(" ".join(data.split()))


def _pages(cast: Cast) -> Iterator[tuple[str, Page]]:
    """Every kind of page that can be walked to from the first one, once each."""
    todo, seen = ["/w/north/"], set()
    while todo:
        address = todo.pop(0).split("#")[0]
        kind = re.sub(r"=[^&]*", "=", ID.sub("id", address))
        if kind in seen or not address.startswith("/w/north/") or PUT.search(address):
            continue
        seen.add(kind)
        response = cast.alice.browser.get(address)
        assert response.status_code < 500, address
        if not response.streaming and "html" in response.headers.get("Content-Type", ""):
            page = Page(response.content.decode())
            todo += page.ways
            if not address.endswith("/start/trade"):  # what the trades do, in their words
                yield address, page


def _business() -> list[Spec]:
    own = (spec for spec in objects().values() if not spec.model.__module__.startswith("tests."))
    return [spec for spec in own if is_shapeable(spec)]


def _rename_everything(by: Actor) -> None:
    for number, spec in enumerate(_business()):
        shaping.say(spec.name, by, label={"en": f"Zorb {number}"}, label_plural={"en": f"Zorbs {number}"})


def _make_one_of_each(by: Actor) -> None:
    for spec in list(objects().values()):
        if not spec.model.__module__.startswith("tests."):
            with suppress(NoneFits):
                make(spec, by)


def test_no_page_says_the_old_word(cast: Cast) -> None:
    by = cast.alice.actor("web")
    with inside(cast.north):
        install_dashboard(by)
        install_delivered(by)
        install_personal_reports(by)
        _rename_everything(by)
        _make_one_of_each(by)
    while follow(cast.north, REACTIONS):
        pass
    with inside(cast.north):
        assert not FailedReaction.objects.exists()
    walked = list(_pages(cast))
    assert len(walked) > 300
    assert {(text, address) for address, page in walked for text in page.said if _old_word(text)} == set()


def _forms(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_no_text_of_the_product_says_the_word_instead_of_naming_the_object() -> None:
    plain = {spec.label.lower() for spec in _business()} | {spec.label_plural.lower() for spec in _business()}
    found = []
    for message in collect():
        places = [place for place, _line in message.locations]
        if not all(place.startswith(TRADES) for place in places):
            found += [text for text in _forms(message) if text.lower() not in plain and _old_word(text)]
    assert found == []


def test_a_text_that_names_objects_has_no_places_but_named_ones() -> None:
    """A company's word with a percent sign is doubled where values are put in by name, and nowhere else."""
    texts = {text for message in collect() for text in _forms(message) if PLACE.search(text)}
    assert len(texts) > 50
    assert {text for text in texts if "%" in re.sub(r"%\(\w+\)[sd]", "", text)} == set()


def test_a_text_that_names_objects_is_always_filled_in() -> None:
    """Those who translate by Django's own functions would show the brackets; templates have the tags that fill in."""
    careless = {
        place
        for message in collect()
        for text in _forms(message)
        if PLACE.search(text)
        for place, _line in message.locations
        if place.endswith(".py")
        and "from akrab.features.wording.objects import" not in Path(place).read_text("utf-8")
    }
    assert careless == set()
