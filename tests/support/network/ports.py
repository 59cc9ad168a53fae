"""Free ports for servers that tests stop and start again on the same port."""

import random
import socket

# Below the range from which Linux and macOS give ports to outgoing connections: one of those could
# otherwise take ours while the server is stopped in the middle of a test.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Return a port of this machine that nothing listens on, and that no test has been given.

    The UDP port of the same number is this process's until it ends: it tells others that test at the same
    time that the number is taken, also while nothing listens on it.
    """
    for _ in PORTS:
        port = random.choice(PORTS)
        claim = _bound(socket.SOCK_DGRAM, port)
        if claim is None:
            continue
        probe = _bound(socket.SOCK_STREAM, port)
        if probe is None:
            claim.close()
            continue
        probe.close()
        claim.detach()  # open until the process ends
        return port
    raise RuntimeError(f"no free port in {PORTS}")


def _bound(kind: socket.SocketKind, port: int) -> socket.socket | None:
    """Return a socket with the port, or None if another has it."""
    made = socket.socket(type=kind)
    if kind is socket.SOCK_STREAM:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError:
        made.close()
        return None
    return made
