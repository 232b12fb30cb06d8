"""The timeline: one gesture is one line, in words that say what was done."""

import re
from typing import Any
from typing import cast as cast_to

import pytest

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.registry import get_object, objects
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

NOTE = cast_to(type[Record], get_object("note").model)


@pytest.fixture
def contact(cast: Cast) -> Record:
    return made(cast, "contact", name="Ana Reyes")


def made(cast: Cast, kind: str, **values: Any) -> Record:
    model = cast_to(type[Record], get_object(kind).model)
    with inside(cast.north):
        return write.create(model, values, cast.bob.actor("web"))


def lines(cast: Cast, record: Record) -> list[str]:
    """What the record's timeline says, newest first, one text a line."""
    name = type(record)._meta.model_name
    html = cast.bob.browser.get(f"/w/north/{name}s/{record.pk}").content.decode()
    told = html.partition('<div id="timeline"')[2].partition("</section>")[0]
    texts = [re.sub(r"<[^>]+>", " ", one) for one in told.split('<li class="ak-event"')[1:]]
    return [" ".join(text.partition(">")[2].split()) for text in texts]


def test_a_verb_says_in_words_what_was_done(cast: Cast, contact: Record) -> None:
    task = made(cast, "task", name="Call back", about=f"contact:{contact.pk}")
    with inside(cast.north):
        write.perform(actions_of(type(task))["complete"], task, {}, cast.bob.actor("web"))
    assert lines(cast, contact)[0].startswith("Bob completed the task Call back")


def test_what_a_verb_tells_is_a_whole_sentence() -> None:
    told = [
        str(one.told) for spec in objects().values() for one in actions_of(spec.model).values() if one.told
    ]
    assert len(told) > 20
    assert [one for one in told if "%(who)s" not in one or "%(what)s" not in one] == []


def test_what_a_verb_made_besides_stands_in_its_line(cast: Cast, contact: Record) -> None:
    task = made(cast, "task", name="Call back", about=f"contact:{contact.pk}")
    before = len(lines(cast, contact))
    with inside(cast.north), gesture(cast.bob.actor("web"), "Complete") as within:
        note = write.create(NOTE, {"text": "Agreed", "about": f"contact:{contact.pk}"}, within)
        write.perform(actions_of(type(task))["complete"], task, {}, within)
    told = lines(cast, contact)
    assert len(told) == before + 1
    assert told[0].startswith("Bob completed the task Call back")
    assert str(note) in told[0]


def test_a_move_names_the_step_first_and_lists_what_else_changed(cast: Cast, contact: Record) -> None:
    task = made(cast, "task", name="Call back", about=f"contact:{contact.pk}", status="open")
    with inside(cast.north):
        write.update(task, {"status": "cancelled", "priority": "high"}, cast.bob.actor("web"))
    said = lines(cast, contact)[0]
    assert said.startswith("Bob moved Call back : open → cancelled")
    assert "Priority normal → high" in said


def test_two_gestures_stay_two_lines(cast: Cast, contact: Record) -> None:
    for text in ("First", "Second"):
        made(cast, "note", text=text, about=f"contact:{contact.pk}")
    assert [("Second" in said, "First" in said) for said in lines(cast, contact)[:2]] == [
        (True, False),
        (False, True),
    ]
