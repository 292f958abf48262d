"""Checks a server of interop.v1.InteropService with grpcio's client.

usage: grpcio_client.py PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]
It knows no other PROTOCOL than grpc, no HTTP_VERSION but 2 and no CODEC but proto.

Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each.
"""

import time

import grpc
from checks import expect, large_blob, main, run, stall_name
from grpc_status import rpc_status
from interop.v1 import interop_pb2 as pb
from interop.v1.interop_pb2_grpc import InteropServiceStub

ONE = (("x-interop", "one"),)
ALL_BYTES = bytes(range(256))


def greet_request():
    return pb.GreetRequest(
        name="Ada Lovelace ✓",
        number=9007199254740993,
        blob=ALL_BYTES,
        mood=pb.MOOD_CHEERFUL,
        friends=["Charles", "Mary"],
        ages={"Ada": 36, "": -1},
    )


def values(metadata, name):
    return [value for key, value in metadata if key == name]


def expect_metadata(metadata, name):
    expect(values(metadata, name), ["one", "two"])
    expect(values(metadata, f"{name}-bin"), [ALL_BYTES])


def expect_failure(error, name):
    expect((error.code(), error.details()), (grpc.StatusCode.NOT_FOUND, f"no such thing: {name}"))
    status = rpc_status.from_call(error)
    expect((status.code, status.message), (5, f"no such thing: {name}"))
    detail = pb.FailDetail()
    expect([any.Unpack(detail) for any in status.details], [True])
    expect(detail, pb.FailDetail(name=name, tried=3))
    expect(values(error.trailing_metadata(), "x-interop-end"), ["one"])


async def failure_of(call):
    try:
        await call
    except grpc.aio.AioRpcError as error:
        return error
    raise AssertionError("the call succeeded")


class Checks:
    def __init__(self, stub):
        self.stub = stub

    async def unary(self):
        request = greet_request()
        response = await self.stub.Greet(request)
        expect(response.greeting, "Hello, Ada Lovelace ✓!")
        expect(response.timeout_ms, 0)
        expect(response.request, request)

    async def large(self):
        request = pb.GreetRequest(blob=large_blob())
        response = await self.stub.Greet(request)
        expect(response.request.blob == request.blob, True)

    async def server_stream(self):
        call = self.stub.Countdown(pb.CountdownRequest(start=100))
        expect([message.left async for message in call], list(range(100, -1, -1)))

    async def client_stream(self):
        response = await self.stub.Sum(pb.SumRequest(number=number) for number in range(1, 101))
        expect((response.sum, response.count), (5050, 100))

    async def bidi_stream(self):
        texts = [f"text {number}" for number in range(20)]
        call = self.stub.Echo()
        received = []
        for text in texts:
            await call.write(pb.EchoRequest(text=text))
            received.append((await call.read()).text)
        await call.done_writing()
        expect(await call.read(), grpc.aio.EOF)
        expect(received, texts)

    async def headers(self):
        async for call in self.metadata():
            expect_metadata(await call.initial_metadata(), "x-interop")

    async def trailers(self):
        async for call in self.metadata():
            expect_metadata(await call.trailing_metadata(), "x-interop-end")

    async def metadata(self):
        """A call whose response is one message, and one whose response is a stream."""
        sent = (*ONE, ("x-interop", "two"), ("x-interop-bin", ALL_BYTES))
        call = self.stub.Greet(pb.GreetRequest(), metadata=sent)
        await call
        yield call
        call = self.stub.Countdown(pb.CountdownRequest(start=2), metadata=sent)
        expect([message.left async for message in call], [2, 1, 0])
        yield call

    async def deadline(self):
        response = await self.stub.Greet(greet_request(), timeout=60)
        # gRPC's core counts the milliseconds up, and sends three digits, rounded up (`Timeout::FromMillis`).
        expect(0 < response.timeout_ms <= 60_100, True)

    async def error_detail(self):
        error = await failure_of(self.stub.Fail(pb.FailRequest(name="unicorn"), metadata=ONE))
        expect_failure(error, "unicorn")

    async def countdown_that_fails(self, after):
        received = []

        async def read():
            async for message in self.stub.Countdown(pb.CountdownRequest(start=5, fail_after=after), metadata=ONE):
                received.append(message.left)

        error = await failure_of(read())
        expect(received, [5, 4, 3, 2, 1, 0][:after])
        expect_failure(error, "countdown")

    async def error_first(self):
        await self.countdown_that_fails(0)

    async def error_later(self):
        await self.countdown_that_fails(3)

    async def timeout(self):
        name = stall_name("timeout")
        start = time.monotonic()
        error = await failure_of(self.stub.Stall(pb.StallRequest(name=name), timeout=0.5))
        expect(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        expect(time.monotonic() - start < 5, True)
        await self.watch(name, pb.STAGE_LEFT)

    async def timeout_stream(self):
        name = stall_name("timeout_stream")
        start = time.monotonic()
        call = self.stub.StallStream(pb.StallRequest(name=name), timeout=0.5)
        expect((await call.read()).name, name)
        error = await failure_of(call.read())
        expect(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        expect(time.monotonic() - start < 5, True)
        await self.watch(name, pb.STAGE_LEFT)

    async def cancel(self):
        name = stall_name("cancel")
        call = self.stub.Stall(pb.StallRequest(name=name))
        await self.watch(name, pb.STAGE_BEGUN)
        call.cancel()
        await self.watch(name, pb.STAGE_LEFT)

    async def cancel_stream(self):
        name = stall_name("cancel_stream")
        call = self.stub.StallStream(pb.StallRequest(name=name))
        expect((await call.read()).name, name)
        call.cancel()
        await self.watch(name, pb.STAGE_LEFT)

    async def cancel_bidi(self):
        name = stall_name("cancel_bidi")
        call = self.stub.StallBidi()
        await call.write(pb.StallRequest(name=name))
        expect((await call.read()).name, name)
        call.cancel()
        await self.watch(name, pb.STAGE_LEFT)

    async def watch(self, name, stage):
        await self.stub.Watch(pb.WatchRequest(name=name, stage=stage))


async def check(port, _protocol, _http_version, _codec, checks):
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}", compression=grpc.Compression.Gzip) as channel:
        return await run(Checks(InteropServiceStub(channel)), checks)


main(check)
