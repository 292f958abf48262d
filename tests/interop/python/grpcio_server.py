"""Serves interop.v1.InteropService with grpcio.

Prints `listening PORT PORT`, then answers gRPC on that port until its standard input ends.
"""

import asyncio
import math

import grpc
from google.protobuf import any_pb2
from google.rpc import status_pb2
from grpc_status import rpc_status
from interop.v1 import interop_pb2 as pb
from interop.v1 import interop_pb2_grpc
from stalls import Stalls, forever, leave_with_stdin


async def fail(context, name):
    detail = any_pb2.Any()
    detail.Pack(pb.FailDetail(name=name, tried=3))
    status = status_pb2.Status(
        code=grpc.StatusCode.NOT_FOUND.value[0],
        message=f"no such thing: {name}",
        details=[detail],
    )
    status = rpc_status.to_status(status)
    # Of a status that has details, `abort_with_status` would send those as its only trailers.
    await context.abort(status.code, status.details, (*context.trailing_metadata(), *status.trailing_metadata))


async def send_back(context):
    """The metadata that the schema names, twice."""
    sent = [pair for pair in context.invocation_metadata() if pair[0].startswith("x-interop")]
    ends = {"x-interop": "x-interop-end", "x-interop-bin": "x-interop-end-bin"}
    await context.send_initial_metadata(sent)
    context.set_trailing_metadata([(ends[name], value) for name, value in sent])


class Interop(interop_pb2_grpc.InteropServiceServicer):
    def __init__(self):
        self.stalls = Stalls()

    async def Greet(self, request, context):
        await send_back(context)
        return pb.GreetResponse(
            greeting=f"Hello, {request.name}!",
            request=request,
            timeout_ms=math.ceil(1000 * (context.time_remaining() or 0)),
        )

    async def Countdown(self, request, context):
        await send_back(context)
        for sent, left in enumerate(range(request.start, -1, -1)):
            if request.HasField("fail_after") and sent == request.fail_after:
                await fail(context, "countdown")
            yield pb.CountdownResponse(left=left)

    async def Sum(self, requests, context):
        numbers = [message.number async for message in requests]
        return pb.SumResponse(sum=sum(numbers), count=len(numbers))

    async def Echo(self, requests, context):
        async for message in requests:
            yield pb.EchoResponse(text=message.text)

    async def Fail(self, request, context):
        await send_back(context)
        await fail(context, request.name)

    async def Stall(self, request, context):
        with self.stalls.begin(request.name):
            await forever()

    async def StallStream(self, request, context):
        with self.stalls.begin(request.name):
            yield pb.StallResponse(name=request.name)
            await forever()

    async def StallBidi(self, requests, context):
        first = await anext(aiter(requests))
        with self.stalls.begin(first.name):
            yield pb.StallResponse(name=first.name)
            async for message in requests:
                yield pb.StallResponse(name=message.name)
            await forever()

    async def Watch(self, request, context):
        await self.stalls.reached(request.name, request.stage == pb.STAGE_LEFT)
        return pb.WatchResponse()


async def main():
    # Compressed for all who take it.
    server = grpc.aio.server(compression=grpc.Compression.Gzip)
    interop_pb2_grpc.add_InteropServiceServicer_to_server(Interop(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print("listening", port, port, flush=True)
    leave_with_stdin()
    await server.wait_for_termination()


asyncio.run(main())
