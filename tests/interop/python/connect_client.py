"""Checks a server of interop.v1.InteropService with the official Python client.

usage: connect_client.py PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]
PROTOCOL is connect, grpc or grpc-web, HTTP_VERSION is 1 or 2, CODEC is proto or json.

Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each.
"""

import asyncio
import base64
import time

from checks import expect, large_blob, main, run, stall_name
from connectrpc.client import ResponseMetadata
from connectrpc.code import Code
from connectrpc.codec import proto_binary_codec, proto_json_codec
from connectrpc.errors import ConnectError
from connectrpc.protocol import ProtocolType
from connectrpc.request import Headers
from interop.v1.interop_connect import InteropServiceClient
from interop.v1.interop_pb import (
    CountdownRequest,
    EchoRequest,
    FailDetail,
    FailRequest,
    GreetRequest,
    Mood,
    Stage,
    StallRequest,
    SumRequest,
    WatchRequest,
)
from pyqwest import Client, HTTPTransport, HTTPVersion

PROTOCOLS = {
    "connect": ProtocolType.CONNECT,
    "grpc": ProtocolType.GRPC,
    "grpc-web": ProtocolType.GRPC_WEB,
}
ONE = {"x-interop": "one"}
ALL_BYTES = bytes(range(256))


def greet_request():
    return GreetRequest(
        name="Ada Lovelace ✓",
        number=9007199254740993,
        blob=ALL_BYTES,
        mood=Mood.CHEERFUL,
        friends=["Charles", "Mary"],
        ages={"Ada": 36, "": -1},
    )


def expect_metadata(metadata, name):
    expect(", ".join(metadata.getall(name)), "one, two")
    expect([base64.b64decode(value + "==") for value in metadata.getall(f"{name}-bin")], [ALL_BYTES])


def expect_failure(error, metadata, name):
    expect((error.code, error.message), (Code.NOT_FOUND, f"no such thing: {name}"))
    expect([detail.value(FailDetail) for detail in error.details], [FailDetail(name=name, tried=3)])
    expect(metadata.trailers.get("x-interop-end"), "one")


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
        # gRPC's client has no GET, and no argument for it.
        get = {"use_get": True} if use_get else {}
        response = await self.client.greet(request, **get)
        expect(response.greeting, "Hello, Ada Lovelace ✓!")
        expect(response.timeout_ms, 0)
        expect(response.request, request)

    async def unary(self):
        await self.greet(use_get=False)

    async def get(self):
        await self.greet(use_get=True)

    async def large(self):
        request = GreetRequest(blob=large_blob())
        response = await self.client.greet(request)
        expect(response.request.blob == request.blob, True)

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

    async def headers(self):
        async for metadata in self.metadata():
            expect_metadata(metadata.headers, "x-interop")

    async def trailers(self):
        async for metadata in self.metadata():
            expect_metadata(metadata.trailers, "x-interop-end")

    async def metadata(self):
        """That of a response that is one message, and of one that is a stream."""
        headers = Headers([
            ("x-interop", "one"),
            ("x-interop", "two"),
            ("x-interop-bin", base64.b64encode(ALL_BYTES).decode()),
        ])
        with ResponseMetadata() as metadata:
            await self.client.greet(GreetRequest(), headers=headers)
        yield metadata
        with ResponseMetadata() as metadata:
            stream = self.client.countdown(CountdownRequest(start=2), headers=headers)
            expect([message.left async for message in stream], [2, 1, 0])
        yield metadata

    async def deadline(self):
        response = await self.client.greet(greet_request(), timeout_ms=60_000)
        expect(0 < response.timeout_ms <= 60_000, True)

    async def error_detail(self):
        with ResponseMetadata() as metadata:
            error = await failure_of(self.client.fail(FailRequest(name="unicorn"), headers=ONE))
        expect_failure(error, metadata, "unicorn")
        expect(metadata.headers.get("x-interop"), "one")

    async def countdown_that_fails(self, after):
        received = []

        async def read():
            async for message in self.client.countdown(CountdownRequest(start=5, fail_after=after), headers=ONE):
                received.append(message.left)

        with ResponseMetadata() as metadata:
            error = await failure_of(read())
        expect(received, [5, 4, 3, 2, 1, 0][:after])
        expect_failure(error, metadata, "countdown")

    async def error_first(self):
        await self.countdown_that_fails(0)

    async def error_later(self):
        await self.countdown_that_fails(3)

    async def timeout(self):
        name = stall_name("timeout")
        start = time.monotonic()
        error = await failure_of(self.client.stall(StallRequest(name=name), timeout_ms=500))
        expect(error.code, Code.DEADLINE_EXCEEDED)
        expect(time.monotonic() - start < 5, True)
        await self.watch(name, Stage.LEFT)

    async def timeout_stream(self):
        name = stall_name("timeout_stream")
        start = time.monotonic()
        stream = self.client.stall_stream(StallRequest(name=name), timeout_ms=500)
        expect((await anext(stream)).name, name)
        error = await failure_of(anext(stream))
        expect(error.code, Code.DEADLINE_EXCEEDED)
        expect(time.monotonic() - start < 5, True)
        await self.watch(name, Stage.LEFT)

    async def cancel(self):
        name = stall_name("cancel")
        call = asyncio.create_task(self.client.stall(StallRequest(name=name)))
        await self.watch(name, Stage.BEGUN)
        call.cancel()
        expect((await failure_of(call)).code, Code.CANCELED)
        await self.watch(name, Stage.LEFT)

    async def cancel_stream(self):
        name = stall_name("cancel_stream")
        stream = self.client.stall_stream(StallRequest(name=name))
        expect((await anext(stream)).name, name)
        await stream.aclose()
        await self.watch(name, Stage.LEFT)

    async def cancel_bidi(self):
        name = stall_name("cancel_bidi")

        async def requests():
            yield StallRequest(name=name)
            await asyncio.Event().wait()

        stream = self.client.stall_bidi(requests())
        expect((await anext(stream)).name, name)
        await stream.aclose()
        await self.watch(name, Stage.LEFT)

    async def watch(self, name, stage):
        await self.client.watch(WatchRequest(name=name, stage=stage))


async def check(port, protocol, http_version, codec, checks):
    version = HTTPVersion.HTTP2 if http_version == "2" else HTTPVersion.HTTP1
    async with (
        HTTPTransport(http_version=version) as transport,
        InteropServiceClient(
            f"http://127.0.0.1:{port}",
            protocol=PROTOCOLS[protocol],
            codec=proto_json_codec() if codec == "json" else proto_binary_codec(),
            http_client=Client(transport),
        ) as client,
    ):
        return await run(Checks(client, full_duplex=http_version == "2"), checks)


main(check)
