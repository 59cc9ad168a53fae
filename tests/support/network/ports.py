"""Free ports for servers that tests stop and start again on the same port."""

import random
import socket

# Below the range from which Linux and macOS give ports to outgoing connections: one of those could
# otherwise take ours while the server is stopped in the middle of a test.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port in {PORTS}")
