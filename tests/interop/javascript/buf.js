// Checks a server of interop.v1.InteropService with `buf curl`, which calls with connect-go's client.
//
// usage: buf.js PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]
// PROTOCOL is connect, grpc or grpc-web, HTTP_VERSION is 1 or 2; it knows no other CODEC than proto.
//
// Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each. The schema is the file
// interop.binpb beside this one, the program is $BUF.

import { fromBinary } from "@bufbuild/protobuf";
import { spawn } from "node:child_process";
import { expect, largeBlob, run, stallName } from "./checks.js";
import { FailDetailSchema } from "./gen/interop/v1/interop_pb.js";

const [port, protocol, httpVersion, , ...names] = process.argv.slice(2);
const fullDuplex = httpVersion === "2";
// It includes the program's start.
const timeLimit = "2s";
const codes = { canceled: 1, deadline_exceeded: 4, not_found: 5 };
const name = "Ada Lovelace ✓";
const allBytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte));

// A running call: `send` takes request messages, `next` gives response messages, `over` the exit code and what
// was said on standard error.
class Call {
  #process;
  #printed = "";
  #more = () => {};
  said = "";

  constructor(method, ...flags) {
    const schema = new URL("interop.binpb", import.meta.url).pathname;
    this.#process = spawn(process.env.BUF, [
      ...["curl", "--schema", schema, "--protocol", protocol.replace("-", ""), "--data", "@-"],
      ...(fullDuplex ? ["--http2-prior-knowledge"] : []),
      ...flags,
      `http://127.0.0.1:${port}/interop.v1.InteropService/${method}`,
    ]);
    this.over = new Promise((resolve) => this.#process.on("close", resolve));
    this.over.then(() => this.#more());
    this.#process.stdout.on("data", (text) => {
      this.#printed += text;
      this.#more();
    });
    this.#process.stderr.on("data", (text) => (this.said += text));
    // A call that has failed reads no more.
    this.#process.stdin.on("error", () => {});
  }

  send(message) {
    this.#process.stdin.write(JSON.stringify(message));
    return this;
  }

  finish() {
    this.#process.stdin.end();
    return this;
  }

  // As Ctrl+C does.
  leave() {
    this.#process.kill("SIGINT");
  }

  // The next message; undefined after the last. Each is printed as an object that ends in a line of its own.
  async next() {
    let ended = false;
    this.over.then(() => (ended = true));
    for (;;) {
      const found = /^(\{\}|\{\n[^]*?\n\})\n/.exec(this.#printed);
      if (found) {
        this.#printed = this.#printed.slice(found[0].length);
        return JSON.parse(found[1]);
      }
      if (ended) {
        return undefined;
      }
      await new Promise((resolve) => (this.#more = resolve));
      // What is printed last and the end may be told in one turn.
      await null;
    }
  }

  async rest() {
    const messages = [];
    for (let message; (message = await this.next()) !== undefined; ) {
      messages.push(message);
    }
    return messages;
  }

  // The error with this code, which is also told by the exit code.
  async failure(code) {
    expect(await this.over, 8 * codes[code]);
    const error = JSON.parse(this.said.slice(this.said.search(/^\{/m)));
    expect(error.code, code);
    return error;
  }
}

const call = (method, message, ...flags) => new Call(method, ...flags).send(message).finish();

async function one(call) {
  const messages = await call.rest();
  expect([await call.over, messages.length], [0, 1]);
  return messages[0];
}

const watch = async (name, stage) => expect(await one(call("Watch", { name, stage })), {});

async function expectFailure(call, name) {
  const { message, details } = await call.failure("not_found");
  expect(message, `no such thing: ${name}`);
  expect(
    details.map(({ type, value }) => [type, fromBinary(FailDetailSchema, Buffer.from(value, "base64"))]),
    [["interop.v1.FailDetail", { $typeName: "interop.v1.FailDetail", name, tried: 3 }]],
  );
}

async function countdownThatFails(failAfter) {
  const failing = call("Countdown", { start: 5, failAfter });
  expect(await failing.rest(), [5, 4, 3].map((left) => ({ left })).slice(0, failAfter));
  await expectFailure(failing, "countdown");
}

// Sees metadata come back under this name, in what the flag --verbose shows of a unary call: its headers, and
// the trailers of HTTP.
async function metadata(name) {
  const sent = ["x-interop: one", "x-interop: two", `x-interop-bin: ${allBytes.toString("base64")}`];
  const greeting = call("Greet", {}, "--verbose", ...sent.flatMap((header) => ["--header", header]));
  await one(greeting);
  const lines = greeting.said.split("\n").map((line) => /^buf: < \(#1\) ([^:]+): (.*)$/.exec(line));
  const values = (name) => lines.filter((line) => line?.[1].toLowerCase() === name).map((line) => line[2]);
  expect(values(name), ["one", "two"]);
  expect(
    values(`${name}-bin`).map((value) => Buffer.from(value, "base64")),
    [allBytes],
  );
}

const checks = {
  async unary() {
    const request = {
      name,
      number: "9007199254740993",
      blob: allBytes.toString("base64"),
      mood: "MOOD_CHEERFUL",
      friends: ["Charles", "Mary"],
      ages: { "": -1, Ada: 36 },
    };
    expect(await one(call("Greet", request)), { greeting: `Hello, ${name}!`, request });
  },
  async large() {
    const blob = Buffer.from(largeBlob()).toString("base64");
    const response = await one(call("Greet", { blob }));
    expect(response.request.blob === blob, true);
  },
  async server_stream() {
    const counting = call("Countdown", { start: 100 });
    const received = await counting.rest();
    // ProtoJSON leaves out a zero.
    const left = Array.from({ length: 101 }, (_, index) => (index < 100 ? { left: 100 - index } : {}));
    expect([received, await counting.over], [left, 0]);
  },
  async client_stream() {
    const adding = new Call("Sum");
    for (let number = 1; number <= 100; number++) {
      adding.send({ number });
    }
    expect(await one(adding.finish()), { sum: "5050", count: 100 });
  },
  async bidi_stream() {
    const echo = new Call("Echo");
    for (let number = 0; number < 20; number++) {
      const message = { text: `text ${number}` };
      expect(await echo.send(message).next(), message);
    }
    expect([await echo.finish().rest(), await echo.over], [[], 0]);
  },
  headers: () => metadata("x-interop"),
  trailers: () => metadata(protocol === "connect" ? "trailer-x-interop-end" : "x-interop-end"),
  async deadline() {
    const { timeoutMs } = await one(call("Greet", {}, "--timeout", "60s"));
    expect(timeoutMs > 0 && timeoutMs <= 60_000, true);
  },
  error_detail: () => expectFailure(call("Fail", { name: "unicorn" }), "unicorn"),
  error_first: () => countdownThatFails(0),
  error_later: () => countdownThatFails(3),
  async timeout() {
    const name = stallName("timeout");
    await call("Stall", { name }, "--timeout", timeLimit).failure("deadline_exceeded");
    await watch(name, "STAGE_LEFT");
  },
  async timeout_stream() {
    const name = stallName("timeout_stream");
    const stalled = call("StallStream", { name }, "--timeout", timeLimit);
    expect(await stalled.next(), { name });
    await stalled.failure("deadline_exceeded");
    await watch(name, "STAGE_LEFT");
  },
  async cancel() {
    const name = stallName("cancel");
    const stalled = call("Stall", { name });
    await watch(name, "STAGE_BEGUN");
    stalled.leave();
    await watch(name, "STAGE_LEFT");
    await stalled.failure("canceled");
  },
  async cancel_stream() {
    const name = stallName("cancel_stream");
    const stalled = call("StallStream", { name });
    expect(await stalled.next(), { name });
    stalled.leave();
    await watch(name, "STAGE_LEFT");
    await stalled.failure("canceled");
  },
  async cancel_bidi() {
    const name = stallName("cancel_bidi");
    const stalled = new Call("StallBidi").send({ name });
    expect(await stalled.next(), { name });
    stalled.leave();
    // buf acts on a signal between two messages, and waits for the next until its input ends.
    stalled.finish();
    await watch(name, "STAGE_LEFT");
    await stalled.failure("canceled");
  },
};

const well = await run(checks, names, console.log);
process.exit(well ? 0 : 1);
