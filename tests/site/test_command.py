"""The command line."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from liandong.site import command


def run_command(module: Any, *words: str) -> int:
    """Runs a command's module in this process, on the tests' database."""
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(words)))


def test_every_command_has_a_line_of_help() -> None:
    commands = command.known()
    assert {"migrate", "serve", "worker", "demo", "import_", "train", "classify", "doctor"} <= set(commands)
    assert [name for name, line in commands.items() if not line] == []


def test_an_unknown_command_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["nonsense"])
    assert "invalid choice" in capsys.readouterr().err
