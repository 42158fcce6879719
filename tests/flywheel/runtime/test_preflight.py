import os
import socket
from pathlib import Path

import pytest

from flywheel.runtime import preflight
from flywheel.runtime.failures import StartError, describe


def test_only_one_holds_the_state_folder(tmp_path: Path) -> None:
    with (
        preflight.alone(tmp_path, "http://127.0.0.1:8000"),
        pytest.raises(StartError, match=f"process {os.getpid()}, http://127.0.0.1:8000"),
        preflight.alone(tmp_path, "http://127.0.0.1:9000"),
    ):
        pass
    with preflight.alone(tmp_path, "http://127.0.0.1:8000"):
        pass


def test_a_disk_with_too_little_room_is_refused(tmp_path: Path) -> None:
    preflight.check_disk(tmp_path, least=1)
    with pytest.raises(StartError, match="MB free"):
        preflight.check_disk(tmp_path, least=2**62)


def test_a_taken_port_is_refused_with_the_next_one_as_advice() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"taken by another program. Choose another with --port {port + 1}"):
            preflight.check_port("127.0.0.1", port)
    preflight.check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(StartError, match=r"Cannot listen on 192\.0\.2\.1:8000"):
        preflight.check_port("192.0.2.1", 8000)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device", "/data/x"), "The disk is full (/data/x)."),
        (PermissionError(13, "Permission denied", "/data"), "The state folder cannot be written (/data)."),
        (OSError(30, "Read-only file system"), "The state folder cannot be written."),
        (OSError(24, "Too many open files"), "The operating system refused: Too many open files."),
    ],
)
def test_system_errors_are_told_in_words(error: OSError, words: str) -> None:
    assert describe(error).startswith(words)
