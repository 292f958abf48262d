"""What the Python servers share: who watches stalled calls, and how a server ends."""

import asyncio
import contextlib
import os
import sys
import threading


class Stalls:
    """Calls that never end by themselves, by name."""

    def __init__(self):
        self._calls = {}

    def _call(self, name):
        """The events of a call: it has begun, it was left."""
        return self._calls.setdefault(name, (asyncio.Event(), asyncio.Event()))

    @contextlib.contextmanager
    def begin(self, name):
        """Within it the handler stalls; however that ends, the caller has left."""
        begun, left = self._call(name)
        begun.set()
        try:
            yield
        finally:
            left.set()

    async def reached(self, name, left):
        await self._call(name)[left].wait()


async def forever():
    await asyncio.Event().wait()


def leave_with_stdin():
    """Ends the process, from a thread of its own, when its standard input ends."""

    def wait():
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
