"""Serves interop.v1.InteropService with the official Python server, on hypercorn, in Connect, gRPC and gRPC-Web.

Prints `listening PORT PORT`, then answers HTTP/1.1 and HTTP/2 in the clear on that port
until its standard input ends.
"""

import asyncio
import math
import socket

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
    Stage,
    StallResponse,
    SumResponse,
    WatchResponse,
)
from stalls import Stalls, forever, leave_with_stdin


def failure(name):
    return ConnectError(Code.NOT_FOUND, f"no such thing: {name}", [FailDetail(name=name, tried=3)])


def send_back(ctx):
    for name, value in ctx.request_headers.allitems():
        match name:
            case "x-interop":
                ctx.response_headers.add("x-interop", value)
                ctx.response_trailers.add("x-interop-end", value)
            case "x-interop-bin":
                ctx.response_headers.add("x-interop-bin", value)
                ctx.response_trailers.add("x-interop-end-bin", value)


class Interop(InteropService):
    def __init__(self):
        self.stalls = Stalls()

    async def greet(self, request, ctx):
        send_back(ctx)
        return GreetResponse(
            greeting=f"Hello, {request.name}!",
            request=request,
            timeout_ms=math.ceil(ctx.timeout_ms or 0),
        )

    async def countdown(self, request, ctx):
        send_back(ctx)
        for sent, left in enumerate(range(request.start, -1, -1)):
            if request.has_field("fail_after") and sent == request.fail_after:
                raise failure("countdown")
            yield CountdownResponse(left=left)

    async def sum(self, request, ctx):
        numbers = [message.number async for message in request]
        return SumResponse(sum=sum(numbers), count=len(numbers))

    async def echo(self, request, ctx):
        async for message in request:
            yield EchoResponse(text=message.text)

    async def fail(self, request, ctx):
        send_back(ctx)
        raise failure(request.name)

    async def stall(self, request, ctx):
        with self.stalls.begin(request.name):
            await forever()

    async def stall_stream(self, request, ctx):
        with self.stalls.begin(request.name):
            yield StallResponse(name=request.name)
            await forever()

    async def stall_bidi(self, request, ctx):
        first = await anext(request)
        with self.stalls.begin(first.name):
            yield StallResponse(name=first.name)
            async for message in request:
                yield StallResponse(name=message.name)
            await forever()

    async def watch(self, request, ctx):
        await self.stalls.reached(request.name, request.stage == Stage.LEFT)
        return WatchResponse()


listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
config = Config()
config.bind = [f"fd://{listener.detach()}"]
config.errorlog = None
print("listening", port, port, flush=True)
leave_with_stdin()
asyncio.run(serve(InteropServiceASGIApplication(Interop()), config))
