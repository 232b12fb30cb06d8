"""What can be added to a rule at a place."""

from akrab.engine.registry import find_object, objects
from akrab.web.chrome import as_listed, is_ability
from akrab.web.rules import sentences
from akrab.web.rules.bench import Bench

OFTEN = ("task", "notice", "mail", "note", "document", "visit")


def kinds(bench: Bench, address: str) -> list[dict[str, str]]:
    """The steps that can be added where `bench` stands: records made most often first, then the other kinds."""
    made = [spec for name in OFTEN if (spec := find_object(name))]
    found = [_link(f"{address}&do=create&object={spec.name}", spec.icon, spec.label) for spec in made]
    if bench.records:
        names = ("change", "act", "assign", "ask", "branch", "each")
        found += [
            _link(f"{address}&do={name}", sentences.ICONS[name], str(sentences.KINDS[name])) for name in names
        ]
    found += [
        _link(f"{address}&do={name}", sentences.ICONS[name], str(sentences.KINDS[name]))
        for name in ("wait", "call", "stop")
    ]
    others = {
        spec.name: spec
        for spec in objects().values()
        if not (spec.settings or spec.private or spec.logged) and spec not in made
    }
    listed = as_listed([(name, spec.label) for name, spec in others.items()])
    listed.sort(key=lambda one: is_ability(others[one[0]]))
    return found + [
        _link(f"{address}&do=create&object={name}", others[name].icon, label, "more")
        for name, label in listed
    ]


def _link(address: str, icon: str, label: str, group: str = "") -> dict[str, str]:
    return {"address": address, "icon": icon, "label": label, "group": group}
