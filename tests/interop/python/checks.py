"""How the Python clients run their checks and say what came of them."""

import asyncio
import os
import sys


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"got {actual!r} where {expected!r} was expected")


def stall_name(check):
    """A name that no other run of a check gives."""
    return f"{check} {os.getpid()}"


def large_blob():
    """More than one window of HTTP/2, and nothing that gzip could make shorter."""
    state = 1
    out = bytearray(1 << 20)
    for index in range(len(out)):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[index] = state >> 24
    return bytes(out)


async def run(suite, names):
    """Runs the methods of `suite` that have these names; whether one failed."""
    failed = False
    for name in names:
        try:
            await asyncio.wait_for(getattr(suite, name)(), 10)
            print("ok", name, flush=True)
        except Exception as error:  # whatever went wrong is the answer
            failed = True
            print(f"FAILED {name}: {type(error).__name__}: {error}".replace("\n", " "), flush=True)
    return failed


def main(client):
    sys.exit(asyncio.run(client(*sys.argv[1:5], sys.argv[5:])))
