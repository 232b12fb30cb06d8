"""The app of custom fields: it reads what a workspace says of its objects."""

from django.apps import AppConfig


class CustomFieldsConfig(AppConfig):
    name = "akrab.features.customfields"
    label = "customfields"

    def ready(self) -> None:
        from akrab.engine import shape  # noqa: PLC0415
        from akrab.features.customfields.reading import read_shape  # noqa: PLC0415 (models must be loaded)

        shape.read_by(read_shape)
