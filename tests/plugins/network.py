"""No test speaks to the network: connections other than loopback and Unix sockets are refused."""

import ipaddress
import socket
from typing import Any

import pytest

REAL_CONNECT, REAL_CONNECT_EX = socket.socket.connect, socket.socket.connect_ex
REAL_LOOKUP = socket.getaddrinfo


class NetworkRefused(RuntimeError):
    """A test tried to leave this machine."""


def is_local(host: object) -> bool:
    """Whether a host is this machine."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def check(sock: socket.socket, address: Any) -> None:
    """Refuse an address that is not on this machine."""
    if sock.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
        raise NetworkRefused(f"A test tried to reach {address[0]}: the suite uses no network.")


def connect(sock: socket.socket, address: Any) -> None:
    """`socket.connect`, to this machine only."""
    check(sock, address)
    REAL_CONNECT(sock, address)


def connect_ex(sock: socket.socket, address: Any) -> int:
    """`socket.connect_ex`, to this machine only."""
    check(sock, address)
    return REAL_CONNECT_EX(sock, address)


def lookup(host: Any, *rest: Any, **named: Any) -> Any:
    """`socket.getaddrinfo`, for this machine only."""
    if not is_local(host):
        raise NetworkRefused(f"A test tried to look up {host}: the suite uses no network.")
    return REAL_LOOKUP(host, *rest, **named)


def pytest_configure(config: pytest.Config) -> None:
    """Put the guards in place for the whole run."""
    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = lookup  # type: ignore[assignment]
