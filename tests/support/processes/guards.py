"""A process that cleans up after a server of the tests, also if the tests are killed."""

import subprocess
from pathlib import Path


def guard(folder: Path, pid_file: Path) -> subprocess.Popen[bytes]:
    """Return a process that, once its standard input closes, ends the server and removes the folder."""
    script = """
        cat >/dev/null
        if [ -f "$1" ]; then
            pid=$(head -n 1 "$1")
            kill -QUIT "$pid" && sleep 1 && kill -KILL "$pid" # where PgBouncer ignores the first
        fi 2>/dev/null
        rm -rf "$0"
    """
    command = ["/bin/sh", "-c", script, str(folder), str(pid_file)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)
