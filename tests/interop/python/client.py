"""Checks a server of interop.v1.InteropService with the official Python client.

usage: client.py PORT HTTP_VERSION CODEC [CHECK..]   (HTTP_VERSION is 1 or 2, CODEC is proto or json)

Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each.
"""

import asyncio
import sys
import time

from connectrpc.client import ResponseMetadata
from connectrpc.code import Code
from connectrpc.codec import proto_binary_codec, proto_json_codec
from connectrpc.errors import ConnectError
from interop.v1.interop_connect import InteropServiceClient
from interop.v1.interop_pb import (
    CountdownRequest,
    EchoRequest,
    FailDetail,
    FailRequest,
    GreetRequest,
    Mood,
    StallRequest,
    SumRequest,
)
from pyqwest import Client, HTTPTransport, HTTPVersion


def expect(actual, expected):
    if actual != expected:
        raise AssertionError(f"got {actual!r} where {expected!r} was expected")


def greet_request():
    return GreetRequest(
        name="Ada Lovelace ✓",
        number=9007199254740993,
        blob=bytes(range(256)),
        mood=Mood.CHEERFUL,
        friends=["Charles", "Mary"],
        ages={"Ada": 36, "": -1},
    )


async def failure_of(call):
    try:
        await call
    except ConnectError as error:
        return error
    raise AssertionError("the call succeeded")


class Checks:
    def __init__(self, client, full_duplex):
        self.client = client
        self.full_duplex = full_duplex

    async def greet(self, use_get):
        request = greet_request()
        with ResponseMetadata() as metadata:
            response = await self.client.greet(request, headers={"x-interop": "one"}, use_get=use_get)
        expect(response.greeting, "Hello, Ada Lovelace ✓!")
        expect(response.request, request)
        expect(metadata.headers.get("x-interop"), "one")
        expect(metadata.trailers.get("x-interop-end"), "one")

    async def unary(self):
        await self.greet(use_get=False)

    async def get(self):
        await self.greet(use_get=True)

    async def server_stream(self):
        stream = self.client.countdown(CountdownRequest(start=100))
        expect([message.left async for message in stream], list(range(100, -1, -1)))

    async def client_stream(self):
        async def numbers():
            for number in range(1, 101):
                yield SumRequest(number=number)

        response = await self.client.sum(numbers())
        expect((response.sum, response.count), (5050, 100))

    async def bidi_stream(self):
        answered = asyncio.Semaphore(1)
        texts = [f"text {number}" for number in range(20)]

        async def requests():
            for text in texts:
                if self.full_duplex:
                    await answered.acquire()
                yield EchoRequest(text=text)

        received = []
        async for message in self.client.echo(requests()):
            received.append(message.text)
            answered.release()
        expect(received, texts)

    async def error_detail(self):
        error = await failure_of(self.client.fail(FailRequest(name="unicorn")))
        expect(error.code, Code.NOT_FOUND)
        expect(error.message, "no such thing: unicorn")
        expect([detail.value(FailDetail) for detail in error.details], [FailDetail(name="unicorn", tried=3)])

    async def timeout(self):
        start = time.monotonic()
        error = await failure_of(self.client.stall(StallRequest(), timeout_ms=200))
        expect(error.code, Code.DEADLINE_EXCEEDED)
        expect(time.monotonic() - start < 5, True)


async def main(port, http_version, codec, checks):
    version = HTTPVersion.HTTP2 if http_version == "2" else HTTPVersion.HTTP1
    failed = False
    async with (
        HTTPTransport(http_version=version) as transport,
        InteropServiceClient(
            f"http://127.0.0.1:{port}",
            codec=proto_json_codec() if codec == "json" else proto_binary_codec(),
            http_client=Client(transport),
        ) as client,
    ):
        suite = Checks(client, full_duplex=http_version == "2")
        for check in checks:
            try:
                await asyncio.wait_for(getattr(suite, check)(), 10)
                print("ok", check, flush=True)
            except Exception as error:  # whatever went wrong is the answer
                failed = True
                print(f"FAILED {check}: {type(error).__name__}: {error}", flush=True)
    sys.exit(failed)


asyncio.run(main(*sys.argv[1:4], sys.argv[4:]))
