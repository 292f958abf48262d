// Serves interop.v1.InteropService with connect-es on Node's own HTTP servers, in Connect, gRPC and gRPC-Web.
//
// Prints `listening PORT_1 PORT_2`, then answers HTTP/1.1 on the first port and HTTP/2 in the
// clear on the second until its standard input ends.

import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { createServer as createHttp1Server } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { FailDetailSchema, InteropService, Stage } from "./gen/interop/v1/interop_pb.js";

function failure(name) {
  const detail = { desc: FailDetailSchema, value: create(FailDetailSchema, { name, tried: 3 }) };
  return new ConnectError(`no such thing: ${name}`, Code.NotFound, undefined, [detail]);
}

// Puts the metadata that the schema names into the response, twice.
function sendBack({ requestHeader, responseHeader, responseTrailer }) {
  for (const [name, end] of [
    ["x-interop", "x-interop-end"],
    ["x-interop-bin", "x-interop-end-bin"],
  ]) {
    const value = requestHeader.get(name);
    if (value !== null) {
      responseHeader.set(name, value);
      responseTrailer.set(end, value);
    }
  }
}

// Calls that never end by themselves, by name: promises of what happens to them, and how to keep those.
const stalls = new Map();

function stalled(name) {
  if (!stalls.has(name)) {
    const call = {};
    for (const stage of [Stage.BEGUN, Stage.LEFT]) {
      call[stage] = {};
      call[stage].reached = new Promise((resolve) => (call[stage].reach = resolve));
    }
    stalls.set(name, call);
  }
  return stalls.get(name);
}

function callerHasLeft(signal) {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

const service = {
  greet(request, context) {
    sendBack(context);
    return { greeting: `Hello, ${request.name}!`, request, timeoutMs: Math.ceil(context.timeoutMs() ?? 0) };
  },
  async *countdown({ start, failAfter }, context) {
    sendBack(context);
    for (let left = start; left >= 0; left--) {
      if (start - left === failAfter) {
        throw failure("countdown");
      }
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
  fail({ name }, context) {
    sendBack(context);
    throw failure(name);
  },
  async stall({ name }, { signal }) {
    stalled(name)[Stage.BEGUN].reach();
    try {
      await callerHasLeft(signal);
    } finally {
      stalled(name)[Stage.LEFT].reach();
    }
  },
  async *stallStream({ name }, { signal }) {
    stalled(name)[Stage.BEGUN].reach();
    try {
      yield { name };
      await callerHasLeft(signal);
    } finally {
      stalled(name)[Stage.LEFT].reach();
    }
  },
  async *stallBidi(requests, { signal }) {
    const names = [];
    try {
      for await (const { name } of requests) {
        names.push(name);
        stalled(name)[Stage.BEGUN].reach();
        yield { name };
      }
      await callerHasLeft(signal);
    } finally {
      names.forEach((name) => stalled(name)[Stage.LEFT].reach());
    }
  },
  async watch({ name, stage }) {
    await stalled(name)[stage].reached;
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
