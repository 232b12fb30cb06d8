"""The command line: what a program reads goes to standard output, what a person reads to standard error.

Commands are only declared here; what they do is imported when one runs, because Django reads its settings,
and with them the place it works in, when it is first imported.
"""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from akrab.config.place import NotPrepared, bring_up_to_date, default_data_folder, open_place
from akrab.tenancy.embedded import DatabaseUnavailable

Command = Callable[..., Any]


def in_place(command: Command) -> Command:
    """Give a command the option --data."""
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--data", type=folder, help="Folder of the installation (or AKRAB_DATA).")(command)


def run_inside(data: Path | None, target: str, *, prepare: bool = True, **values: Any) -> None:
    """Open the installation, start Django in it and call `target` ("module:function") with `values`.

    The function's return value, if any, is the exit code.
    """
    place = open_place(data)
    if prepare:
        bring_up_to_date(place)
    os.environ.update(place.environment)
    importlib.import_module("django").setup()
    module, _, function = target.partition(":")
    try:
        code = getattr(importlib.import_module(module), function)(**values)
    finally:
        place.close()
    sys.exit(code or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="akrab")
def commands() -> None:
    """Akrab, a customer relationship management system."""


@commands.command()
@in_place
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--demo", is_flag=True, help="Make the demo company if it is not there yet.")
def serve(data: Path | None, host: str, port: int, demo: bool) -> None:
    """Run everything: database, web, worker and scheduler."""
    module = importlib.import_module("akrab.config.serve")
    sys.exit(module.serve(data, host, port, demo=demo))


@commands.command()
@in_place
def demo(data: Path | None) -> None:
    """Make the demo company."""
    run_inside(data, "akrab.config.demo.command:main")


@commands.group()
def user() -> None:
    """People who can sign in."""


@user.command("add")
@click.argument("email")
@click.option("--name", default="", help="The person's name.")
@click.option("--workspace", "slug", required=True, help="Address of the workspace; made if it is new.")
@click.option("--workspace-name", default="", help="Name of a new workspace.")
@click.option("--role", default="", help="Name of a role; the default is the administrator's.")
@click.option(
    "--password", envvar="AKRAB_PASSWORD", default="", help="Or AKRAB_PASSWORD; asked for if missing."
)
@in_place
def add_user(data: Path | None, **values: Any) -> None:
    """Let a person in."""
    if not values["password"]:
        values["password"] = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    run_inside(data, "akrab.config.people:add_user", **values)


@commands.group()
def token() -> None:
    """Keys for programs."""


@token.command("create")
@click.option("--user", "email", required=True, help="E-mail address of the person it speaks for.")
@click.option("--workspace", "slug", required=True, help="Address of the workspace it opens.")
@click.option("--name", default="command line", show_default=True, help="What it is for.")
@in_place
def create_token(data: Path | None, **values: Any) -> None:
    """Print a new API token, alone, on standard output."""
    run_inside(data, "akrab.config.people:create_token", **values)


@commands.command()
@in_place
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor(data: Path | None, as_json: bool) -> None:
    """Say how this installation is, and what to mend. Changes nothing."""
    run_inside(data, "akrab.config.doctor:doctor", prepare=False, as_json=as_json)


@commands.command()
@in_place
@click.option("--size", type=click.Choice(["100k", "1m"]), default="100k", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--only", default="", help="Only the lines that begin with this; nothing is kept of them.")
def bench(data: Path | None, size: str, as_json: bool, only: str) -> None:
    """Measure against the budgets, on an installation of its own below the data folder."""
    place = (data or default_data_folder()) / "bench" / size
    run_inside(place, "akrab.config.bench.command:bench", size=size, as_json=as_json, only=only)


def main() -> None:
    """The console script."""
    try:
        commands(prog_name="akrab")
    except (DatabaseUnavailable, NotPrepared) as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
