// Checks a server of interop.v1.InteropService with the connect-es client for Node.
//
// usage: client.js PORT HTTP_VERSION CODEC [CHECK..]   (HTTP_VERSION is 1 or 2, CODEC is proto or json)
//
// Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each.

import { create, equals, toJsonString } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import assert from "node:assert/strict";
import { FailDetailSchema, GreetRequestSchema, InteropService, Mood } from "./gen/interop/v1/interop_pb.js";

const [port, httpVersion, codec, ...names] = process.argv.slice(2);
const fullDuplex = httpVersion === "2";

function client(useHttpGet) {
  const transport = createConnectTransport({
    baseUrl: `http://127.0.0.1:${port}`,
    httpVersion: httpVersion === "2" ? "2" : "1.1",
    useBinaryFormat: codec === "proto",
    useHttpGet,
  });
  return createClient(InteropService, transport);
}

const posting = client(false);
const getting = client(true);

async function greet(client) {
  const request = create(GreetRequestSchema, {
    name: "Ada Lovelace ✓",
    number: 9007199254740993n,
    blob: Uint8Array.from({ length: 256 }, (_, byte) => byte),
    mood: Mood.CHEERFUL,
    friends: ["Charles", "Mary"],
    ages: { Ada: 36, "": -1 },
  });
  let header, trailer;
  const response = await client.greet(request, {
    headers: { "x-interop": "one" },
    onHeader: (headers) => (header = headers.get("x-interop")),
    onTrailer: (trailers) => (trailer = trailers.get("x-interop-end")),
  });
  assert.equal(response.greeting, "Hello, Ada Lovelace ✓!");
  assert.ok(equals(GreetRequestSchema, response.request, request), toJsonString(GreetRequestSchema, response.request));
  assert.deepEqual([header, trailer], ["one", "one"]);
}

async function failureOf(call) {
  const error = await call.then(
    () => assert.fail("the call succeeded"),
    (error) => error,
  );
  assert.ok(error instanceof ConnectError, String(error));
  return error;
}

const checks = {
  unary: () => greet(posting),
  get: () => greet(getting),
  async server_stream() {
    const received = [];
    for await (const { left } of posting.countdown({ start: 100 })) {
      received.push(left);
    }
    assert.deepEqual(received, Array.from({ length: 101 }, (_, index) => 100 - index));
  },
  async client_stream() {
    async function* numbers() {
      for (let number = 1n; number <= 100n; number++) {
        yield { number };
      }
    }
    const { sum, count } = await posting.sum(numbers());
    assert.deepEqual([sum, count], [5050n, 100]);
  },
  async bidi_stream() {
    const texts = Array.from({ length: 20 }, (_, number) => `text ${number}`);
    let answered = () => {};
    async function* requests() {
      for (const text of texts) {
        const answer = new Promise((resolve) => (answered = resolve));
        yield { text };
        if (fullDuplex) {
          await answer;
        }
      }
    }
    const received = [];
    for await (const { text } of posting.echo(requests())) {
      received.push(text);
      answered();
    }
    assert.deepEqual(received, texts);
  },
  async error_detail() {
    const error = await failureOf(posting.fail({ name: "unicorn" }));
    assert.deepEqual([error.code, error.rawMessage], [Code.NotFound, "no such thing: unicorn"]);
    assert.deepEqual(error.findDetails(FailDetailSchema), [
      create(FailDetailSchema, { name: "unicorn", tried: 3 }),
    ]);
  },
  async timeout() {
    const start = Date.now();
    const error = await failureOf(posting.stall({}, { timeoutMs: 200 }));
    assert.equal(error.code, Code.DeadlineExceeded);
    assert.ok(Date.now() - start < 5000);
  },
};

function within(milliseconds, promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no end in sight")), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

let failed = false;
for (const name of names) {
  try {
    await within(10_000, checks[name]());
    console.log("ok", name);
  } catch (error) {
    failed = true;
    console.log(`FAILED ${name}: ${String(error).split("\n").join(" ")}`);
  }
}
process.exit(failed ? 1 : 0);
