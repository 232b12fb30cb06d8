"""The pages of reports and dashboards."""
