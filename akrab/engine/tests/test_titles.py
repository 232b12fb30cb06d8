"""Titles that rows bring with them: the same as are asked for apart, and none that is closed to the actor."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akrab.engine import query, write
from akrab.engine.query import Ask
from akrab.engine.tests.specimens import SPECIMEN, allow, shelf, specimen
from tests.cast import Cast, Player

LINKED = [SPECIMEN.fields["shelf"], SPECIMEN.fields["owner"], SPECIMEN.fields["created_by"]]


def both(player: Player) -> tuple[Mapping[UUID, str], Mapping[UUID, str], int]:
    """The titles beside bare rows, those beside records, and how many statements the first took."""
    by = player.actor()
    with CaptureQueriesContext(connection) as caught:
        bare = query.listing(SPECIMEN, by, Ask(), LINKED, bare=LINKED)
    return bare.titles, query.listing(SPECIMEN, by, Ask(), LINKED).titles, len(caught)


def test_rows_bring_the_titles_of_what_they_link_to_in_one_statement(cast: Cast) -> None:
    top = shelf(cast.alice, "Top <shelf>")
    specimen(cast.bob, on=top)
    specimen(cast.alice, on=top)
    brought, asked, statements = both(cast.alice)
    assert (
        brought == asked == {top.pk: "Top <shelf>", cast.bob.member.pk: "Bob", cast.alice.member.pk: "Alice"}
    )
    assert statements == 1


def test_a_member_without_a_name_is_called_by_the_address(cast: Cast) -> None:
    cast.bob.user.name = ""
    cast.bob.user.save()
    specimen(cast.bob, on=shelf(cast.alice))
    brought, asked, _statements = both(cast.alice)
    assert brought[cast.bob.member.pk] == asked[cast.bob.member.pk] == "bob@example.com"


@pytest.mark.parametrize("reach", ["own", "team", "none"])
def test_a_record_that_may_not_be_seen_is_called_nothing(cast: Cast, reach: str) -> None:
    hidden = shelf(cast.alice, "Hidden", keeper=cast.alice)
    own = shelf(cast.alice, "Own", keeper=cast.bob)
    for on in (hidden, own):
        specimen(cast.bob, on=on)
    rights: dict[str, Any] = {"*": {"view": "all"}, "shelf": {"view": reach}}
    allow(cast.roles["seller"], rights)
    brought, asked, _statements = both(cast.bob)
    assert brought == asked
    assert hidden.pk not in brought
    assert (own.pk in brought) == (reach != "none")


def test_a_record_in_the_bin_is_called_nothing(cast: Cast) -> None:
    gone = shelf(cast.alice, "Gone")
    specimen(cast.alice, on=gone)
    write.delete(gone, cast.alice.actor())
    brought, asked, _statements = both(cast.alice)
    assert gone.pk not in brought
    assert brought == asked
