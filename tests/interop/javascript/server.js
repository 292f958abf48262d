// Serves interop.v1.InteropService with connect-es on Node's own HTTP servers.
//
// Prints `listening PORT_1 PORT_2`, then answers HTTP/1.1 on the first port and HTTP/2 in the
// clear on the second until its standard input ends.

import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { setTimeout } from "node:timers/promises";
import { FailDetailSchema, InteropService } from "./gen/interop/v1/interop_pb.js";

const service = {
  greet(request, context) {
    const value = context.requestHeader.get("x-interop") ?? "";
    context.responseHeader.set("x-interop", value);
    context.responseTrailer.set("x-interop-end", value);
    return { greeting: `Hello, ${request.name}!`, request };
  },
  async *countdown(request) {
    for (let left = request.start; left >= 0; left--) {
      yield { left };
    }
  },
  async sum(requests) {
    let sum = 0n;
    let count = 0;
    for await (const { number } of requests) {
      sum += number;
      count += 1;
    }
    return { sum, count };
  },
  async *echo(requests) {
    for await (const { text } of requests) {
      yield { text };
    }
  },
  fail({ name }) {
    const detail = { desc: FailDetailSchema, value: create(FailDetailSchema, { name, tried: 3 }) };
    throw new ConnectError(`no such thing: ${name}`, Code.NotFound, undefined, [detail]);
  },
  async stall(_request, context) {
    await setTimeout(20_000, undefined, { signal: context.signal });
    return {};
  },
};

const handler = connectNodeAdapter({ routes: (router) => router.service(InteropService, service) });

function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
}

const ports = await Promise.all([createHttp1Server(handler), createHttp2Server(handler)].map(listen));
console.log("listening", ...ports);
process.stdin.resume().on("end", () => process.exit());
