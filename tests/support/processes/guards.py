"""A process that cleans up after a server of the tests, also if the tests are killed."""

import subprocess
from pathlib import Path


def guard(folder: Path, pid_file: Path) -> subprocess.Popen[bytes]:
    """Return a process that, once its standard input closes, ends the server and removes the folder."""
    script = """
        cat >/dev/null
        [ -f "$1" ] && kill -QUIT "$(head -n 1 "$1")" && sleep 1
        rm -rf "$0"
    """
    command = ["/bin/sh", "-c", script, str(folder), str(pid_file)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)
