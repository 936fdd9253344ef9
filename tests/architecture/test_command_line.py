"""Every command tells how it is used, without an installation, a database or a network."""

import pytest

from motcua.config import cli, installation

OF_ROOMS = {"audit": "check-proof", "casework_catalogue": "export", "credentials": "motcua credentials verify", "lakehouse": "rebuild", "signon": "rotate"}


@pytest.fixture(autouse=True)
def _no_installation(monkeypatch):
    def missing():
        message = "help was asked for, nothing is to be opened"
        raise AssertionError(message)

    monkeypatch.setattr(installation.Installation, "here", missing)


@pytest.mark.parametrize(("command", "told"), sorted(OF_ROOMS.items()))
def test_a_rooms_command_explains_itself(capsys, command, told):
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert not left.value.code
    assert told in capsys.readouterr().out


def test_a_command_within_a_command_explains_itself(capsys):
    with pytest.raises(SystemExit):
        cli.main(["audit", "verify", "--help"])
    assert "--roots" in capsys.readouterr().out


def test_every_command_that_takes_the_rest_is_tried_here():
    commands = cli.build()._subparsers._group_actions[0].choices
    takes_rest = {name for name, parser in commands.items() if parser.get_default("takes_rest")}
    assert takes_rest - {"exchange", "gateway", "manage"} == set(OF_ROOMS)
