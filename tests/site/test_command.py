"""The command line."""

from __future__ import annotations

import argparse
import io
from typing import Any

import pytest

from liandong.access.client_actions import key_digest
from liandong.access.models import Account, Client
from liandong.kernel.refusals import Refused
from liandong.site import command
from liandong.site.commands import client, staff


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


@pytest.mark.django_db
def test_the_first_administrator_is_opened_from_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    words = ["7001", "钱多", "--role", "system_admin", "--unit", "510108-center", "--area", "510108"]
    monkeypatch.setattr("sys.stdin", io.StringIO("too short\n"))
    with pytest.raises(Refused, match="密码不合要求"):
        run_command(staff, *words)
    monkeypatch.setattr("sys.stdin", io.StringIO("a-much-longer-word-9\n"))
    assert run_command(staff, *words) == 0
    account = Account.objects.get(username="7001")
    assert account.check_password("a-much-longer-word-9")
    with pytest.raises(Refused, match="三员分立"):
        run_command(staff, *words[:3], "audit_admin", *words[4:])


@pytest.mark.django_db
def test_a_client_gets_its_key_once_and_only_a_digest_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(client, "路灯平台", "--channels", "sensor,app") == 0
    key = capsys.readouterr().out.strip()
    [kept] = Client.objects.get(name="路灯平台").keys.all()
    assert (kept.digest == key, kept.digest == key_digest(key), kept.client.channels) == (
        False,
        True,
        ["sensor", "app"],
    )
