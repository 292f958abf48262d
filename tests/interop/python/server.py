"""Serves interop.v1.InteropService with the official Python server, on hypercorn.

Prints `listening PORT PORT`, then answers HTTP/1.1 and HTTP/2 in the clear on that port
until its standard input ends.
"""

import asyncio
import os
import socket
import sys
import threading

from connectrpc.code import Code
from connectrpc.errors import ConnectError
from hypercorn.asyncio import serve
from hypercorn.config import Config
from interop.v1.interop_connect import InteropService, InteropServiceASGIApplication
from interop.v1.interop_pb import (
    CountdownResponse,
    EchoResponse,
    FailDetail,
    GreetResponse,
    StallResponse,
    SumResponse,
)


class Interop(InteropService):
    async def greet(self, request, ctx):
        value = ctx.request_headers.get("x-interop", "")
        ctx.response_headers["x-interop"] = value
        ctx.response_trailers["x-interop-end"] = value
        return GreetResponse(greeting=f"Hello, {request.name}!", request=request)

    async def countdown(self, request, ctx):
        for left in range(request.start, -1, -1):
            yield CountdownResponse(left=left)

    async def sum(self, request, ctx):
        numbers = [message.number async for message in request]
        return SumResponse(sum=sum(numbers), count=len(numbers))

    async def echo(self, request, ctx):
        async for message in request:
            yield EchoResponse(text=message.text)

    async def fail(self, request, ctx):
        detail = FailDetail(name=request.name, tried=3)
        raise ConnectError(Code.NOT_FOUND, f"no such thing: {request.name}", [detail])

    async def stall(self, request, ctx):
        await asyncio.sleep(20)
        return StallResponse()


def leave_with_stdin():
    sys.stdin.read()
    os._exit(0)


listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
config = Config()
config.bind = [f"fd://{listener.detach()}"]
config.errorlog = None
print("listening", port, port, flush=True)
threading.Thread(target=leave_with_stdin, daemon=True).start()
asyncio.run(serve(InteropServiceASGIApplication(Interop()), config))
