"""Every command and every option says what it does, and the help names every exit code."""

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from capplan.cli import main
from capplan.errors import CapplanError

COMMANDS = sorted(main.commands)


def options() -> Iterator[tuple[str, click.Option]]:
    for name in COMMANDS:
        for parameter in main.commands[name].params:
            if isinstance(parameter, click.Option):
                yield name, parameter


def test_the_commands_are_these() -> None:
    assert COMMANDS == [
        "ask",
        "bases",
        "beds",
        "check",
        "compare",
        "convert",
        "day",
        "describe",
        "documents",
        "frontier",
        "grid",
        "hub",
        "loop",
        "new",
        "options",
        "programme",
        "rota",
        "run",
        "runs",
        "serve",
        "simulate",
        "staff",
        "sweep",
        "tornado",
        "travel",
        "uncertain",
        "verify",
        "visits",
        "week",
    ]


def test_help_lists_every_command_with_its_first_sentence() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z].{{15,}}", result.stdout, re.MULTILINE), name


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(name: str, flag: str) -> None:
    result = CliRunner().invoke(main, [name, flag])
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    text = main.commands[name].help
    assert text is not None
    assert text.split("\n")[0].endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_speaks_of_every_argument(name: str) -> None:
    command = main.commands[name]
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            assert parameter.human_readable_name.strip("[]") in (command.help or "")


@pytest.mark.parametrize(("name", "option"), list(options()), ids=lambda value: getattr(value, "name", value))
def test_every_option_says_what_it_does(name: str, option: click.Option) -> None:
    assert option.help, f"capplan {name} {option.opts[-1]}"
    assert option.help[0].isupper()
    assert option.help.endswith(".")
    assert all(re.fullmatch("-[a-z]|--[a-z]+(-[a-z]+)*", flag) for flag in option.opts)


def test_help_lists_the_exit_code_of_every_error() -> None:
    codes = {error.exit_code for error in errors(CapplanError)}
    assert codes == {1, 2, 3, 4, 5}
    text = " ".join((main.help or "").split())
    for code in codes | {0, 130}:
        assert re.search(rf"(: |, ){code} [a-z]", text), code


def errors(kind: type[CapplanError]) -> Iterator[type[CapplanError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from errors(one)


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    assert re.fullmatch(r"capplan, version [0-9]+\.[0-9]+\.[0-9]+\n", result.stdout)


@pytest.mark.parametrize("arguments", [["plan"], ["run"], ["beds", "somewhere", "--fast"]])
def test_wrong_usage_ends_with_2_and_a_hint(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: " in result.stderr
    assert "Error: " in result.stderr
