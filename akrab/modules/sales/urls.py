"""The addresses of selling: the settings of pipelines."""

from django.urls import URLPattern, path

from akrab.modules.sales import pages

PIPELINES = "w/<slug:slug>/settings/pipelines"
PIPELINE = f"{PIPELINES}/<uuid:id>"
STAGE = f"{PIPELINE}/stages/<uuid:stage_id>"
RULE = f"{STAGE}/rules/<uuid:rule_id>"

urlpatterns: list[URLPattern] = [
    path(PIPELINES, pages.pipelines, name="settings-pipeline"),
    path(PIPELINE, pages.pipeline, name="pipeline"),
    path(f"{PIPELINES}/order", pages.order_pipelines, name="pipelines-order"),
    path(f"{PIPELINE}/duplicate", pages.duplicate, name="pipeline-duplicate"),
    path(f"{PIPELINE}/order", pages.order, name="pipeline-order"),
    path(f"{PIPELINE}/delete", pages.delete, name="pipeline-delete"),
    path(f"{PIPELINE}/stages", pages.stage, name="stage-new"),
    path(STAGE, pages.stage, name="stage"),
    path(f"{STAGE}/delete", pages.delete, name="stage-delete"),
    path(f"{STAGE}/rules", pages.rule, name="rule-new"),
    path(RULE, pages.rule, name="rule"),
    path(f"{RULE}/delete", pages.delete, name="rule-delete"),
]
