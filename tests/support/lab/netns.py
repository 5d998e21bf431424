# SPDX-License-Identifier: Apache-2.0
"""Network namespaces of our own: nothing the lab sends ever leaves them."""
import contextlib
import ctypes
import os

from lab.workspace import run

CLONE_NEWNET = 0x40000000  # <linux/sched.h>
METADATA_ADDRESS = "169.254.169.254"
_libc = ctypes.CDLL(None, use_errno=True)


def _setns(fd):
    if _libc.setns(fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns to a network namespace")


@contextlib.contextmanager
def inside(path):
    """The calling thread is in that namespace meanwhile. A socket stays where it was made, so only
    making it (and binding or connecting it) has to happen in here."""
    own = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    other = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _setns(other)
        yield
    finally:
        _setns(own)
        os.close(other)
        os.close(own)


def make(workspace, suffix):
    """Gives the path of a new namespace whose lo is up."""
    name = f"{workspace.name}-{suffix}"
    run("ip", "netns", "add", name)
    workspace.callback(run, "ip", "netns", "del", name, check=False)
    run("ip", "-n", name, "link", "set", "lo", "up")
    return f"/run/netns/{name}"


def link(a, a_address, b, b_address):
    """Joins two namespaces by a veth pair; addresses as 10.0.3.2/24. It goes when either of them goes."""
    a, b = os.path.basename(a), os.path.basename(b)
    run("ip", "-n", a, "link", "add", "eth0", "type", "veth", "peer", "name", "peer0", "netns", b)
    for name, device, address in ((a, "eth0", a_address), (b, "peer0", b_address)):
        run("ip", "-n", name, "addr", "add", address, "dev", device)
        run("ip", "-n", name, "link", "set", device, "up")


def add_metadata_address(path):
    with inside(path):
        run("ip", "addr", "add", f"{METADATA_ADDRESS}/32", "dev", "lo")
