"""Which objects people can be written to about: those with e-mail addresses, or with a link to somebody who has."""

from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.spec import Spec, spec_of


def reaches_somebody(link: Field) -> bool:
    """Whether a link leads to an object with e-mail addresses."""
    target = target_of(link)
    return (
        issubclass(target, Record)
        and not spec_of(target).settings
        and bool(spec_of(target).of_type("emails"))
    )


def can_be_written_to(spec: Spec) -> bool:
    """Whether letters can go out about records of this object."""
    if spec.settings or spec.private or spec.logged:
        return False
    return bool(spec.of_type("emails")) or any(reaches_somebody(link) for link in spec.links())
