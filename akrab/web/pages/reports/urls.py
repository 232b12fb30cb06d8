"""The addresses of reports and dashboards, below a workspace's."""

from django.urls import URLPattern, path

from akrab.web.pages.reports import adoption, board, builder, editing, goals, kept, report, sending, workload

REPORT = "r/<uuid:id>"

urlpatterns: list[URLPattern] = [
    path("", board.reports, name="reports"),
    path("all", report.library, name="all-reports"),
    path("workload", workload.workload, name="workload"),
    path("workload/<str:who>/<word:name>", workload.work_of, name="work-of"),
    path("adoption", adoption.adoption, name="adoption"),
    path("new", builder.new, name="new-report"),
    path("preview", builder.preview, name="report-preview"),
    path("settings", builder.settings, name="report-settings"),
    path("measure", builder.measure, name="report-measure"),
    path(REPORT, report.report, name="report"),
    path(f"{REPORT}/edit", builder.edit, name="edit-report"),
    path(f"{REPORT}/copy", report.duplicate, name="copy-report"),
    path(f"{REPORT}/delete", report.delete, name="delete-report"),
    path(f"{REPORT}/file/<str:kind>", report.file, name="report-file"),
    path(f"{REPORT}/keep", kept.take, name="keep-report"),
    path(f"{REPORT}/later", kept.later, name="later-report"),
    path(f"{REPORT}/mail", sending.of_report, name="mail-report"),
    path(f"{REPORT}/goals", goals.goals, name="report-goals"),
    path(f"{REPORT}/goals/<uuid:goal_id>/delete", goals.drop, name="drop-goal"),
    path("kept/<uuid:id>", kept.snapshot, name="snapshot"),
    path("kept/<uuid:id>/delete", kept.drop, name="drop-snapshot"),
    path("mail/<uuid:id>/delete", sending.drop, name="drop-mail"),
    path("boards/new", editing.new, name="new-dashboard"),
    path("<uuid:id>", board.dashboard, name="dashboard"),
    path("<uuid:id>/edit", editing.edit, name="edit-dashboard"),
    path("<uuid:id>/delete", editing.delete, name="delete-dashboard"),
    path("<uuid:id>/mail", sending.of_dashboard, name="mail-dashboard"),
    path("<uuid:id>/order", editing.order, name="order-tiles"),
    path("<uuid:id>/tiles", editing.add, name="add-tile"),
    path("<uuid:id>/tiles/<uuid:tile_id>", editing.change, name="change-tile"),
]
