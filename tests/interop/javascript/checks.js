// What connect-es checks of a server of interop.v1.InteropService, in Node and in a browser, over any transport.

import { create, equals, toJsonString } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, decodeBinaryHeader, encodeBinaryHeader } from "@connectrpc/connect";
import { FailDetailSchema, GreetRequestSchema, InteropService, Mood, Stage } from "./gen/interop/v1/interop_pb.js";

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const one = { "x-interop": "one" };

const greetRequest = create(GreetRequestSchema, {
  name: "Ada Lovelace ✓",
  number: 9007199254740993n,
  blob: allBytes,
  mood: Mood.CHEERFUL,
  friends: ["Charles", "Mary"],
  ages: { Ada: 36, "": -1 },
});

export function expect(actual, expected) {
  const shown = (value) => JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));
  if (shown(actual) !== shown(expected)) {
    throw new Error(`got ${shown(actual)} where ${shown(expected)} was expected`);
  }
}

// More than one window of HTTP/2, and nothing that gzip could make shorter.
export function largeBlob() {
  let state = 1;
  return Uint8Array.from({ length: 1 << 20 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

// A name that no other run of a check gives.
export const stallName = (check) => `${check} ${Date.now()} ${Math.random()}`;

async function failureOf(call) {
  const error = await call.then(
    () => undefined,
    (error) => error,
  );
  if (!(error instanceof ConnectError)) {
    throw new Error(error === undefined ? "the call succeeded" : `no ConnectError: ${error}`);
  }
  return error;
}

function expectMetadata(metadata, name) {
  expect(metadata.get(name), "one, two");
  expect([...decodeBinaryHeader(metadata.get(`${name}-bin`))], [...allBytes]);
}

function expectFailure(error, name) {
  expect([error.code, error.rawMessage], [Code.NotFound, `no such thing: ${name}`]);
  expect(error.findDetails(FailDetailSchema), [create(FailDetailSchema, { name, tried: 3 })]);
  expect(error.metadata.get("x-interop-end"), "one");
}

// The checks by name. `getTransport` is one that calls by GET; `fullDuplex` tells whether a stream is answered
// before it has ended.
export function createChecks(transport, { getTransport, fullDuplex } = {}) {
  const client = createClient(InteropService, transport);

  async function greet(client) {
    const response = await client.greet(greetRequest);
    expect([response.greeting, response.timeoutMs], ["Hello, Ada Lovelace ✓!", 0]);
    const { request } = response;
    if (!equals(GreetRequestSchema, request, greetRequest)) {
      throw new Error(`the request came back as ${toJsonString(GreetRequestSchema, request)}`);
    }
  }

  // What metadata comes back to `options`, of a response that is one message, and of one that is a stream.
  async function metadata(options) {
    options.headers = new Headers([
      ["x-interop", "one"],
      ["x-interop", "two"],
      ["x-interop-bin", encodeBinaryHeader(allBytes)],
    ]);
    await client.greet({}, options);
    const received = [];
    for await (const { left } of client.countdown({ start: 2 }, options)) {
      received.push(left);
    }
    expect(received, [2, 1, 0]);
  }

  async function countdownThatFails(failAfter) {
    const received = [];
    const read = async () => {
      for await (const { left } of client.countdown({ start: 5, failAfter }, { headers: one })) {
        received.push(left);
      }
    };
    const error = await failureOf(read());
    expect(received, [5, 4, 3, 2, 1, 0].slice(0, failAfter));
    expectFailure(error, "countdown");
  }

  // Calls `call` with a name and the signal of a caller who leaves when `begun` is done.
  async function leave(check, begun) {
    const name = stallName(check);
    const controller = new AbortController();
    const rest = await begun(name, controller.signal);
    controller.abort();
    expect((await failureOf(rest())).code, Code.Canceled);
    await client.watch({ name, stage: Stage.LEFT });
  }

  return {
    unary: () => greet(client),
    get: () => greet(createClient(InteropService, getTransport)),
    async large() {
      const blob = largeBlob();
      const response = await client.greet({ blob });
      const want = create(GreetRequestSchema, { blob });
      expect(equals(GreetRequestSchema, response.request, want), true);
    },
    async server_stream() {
      const received = [];
      for await (const { left } of client.countdown({ start: 100 })) {
        received.push(left);
      }
      expect(received, Array.from({ length: 101 }, (_, index) => 100 - index));
    },
    async client_stream() {
      async function* numbers() {
        for (let number = 1n; number <= 100n; number++) {
          yield { number };
        }
      }
      const { sum, count } = await client.sum(numbers());
      expect([sum, count], [5050n, 100]);
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
      for await (const { text } of client.echo(requests())) {
        received.push(text);
        answered();
      }
      expect(received, texts);
    },
    async headers() {
      const all = [];
      await metadata({ onHeader: (headers) => all.push(headers) });
      expect(all.length, 2);
      all.forEach((headers) => expectMetadata(headers, "x-interop"));
    },
    async trailers() {
      const all = [];
      await metadata({ onTrailer: (trailers) => all.push(trailers) });
      expect(all.length, 2);
      all.forEach((trailers) => expectMetadata(trailers, "x-interop-end"));
    },
    async deadline() {
      const { timeoutMs } = await client.greet(greetRequest, { timeoutMs: 60_000 });
      expect(timeoutMs > 0 && timeoutMs <= 60_000, true);
    },
    async error_detail() {
      const error = await failureOf(client.fail({ name: "unicorn" }, { headers: one }));
      expectFailure(error, "unicorn");
      expect(error.metadata.get("x-interop"), "one");
    },
    error_first: () => countdownThatFails(0),
    error_later: () => countdownThatFails(3),
    async timeout() {
      const name = stallName("timeout");
      const start = Date.now();
      const error = await failureOf(client.stall({ name }, { timeoutMs: 500 }));
      expect([error.code, Date.now() - start < 5000], [Code.DeadlineExceeded, true]);
      await client.watch({ name, stage: Stage.LEFT });
    },
    async timeout_stream() {
      const name = stallName("timeout_stream");
      const start = Date.now();
      const stream = client.stallStream({ name }, { timeoutMs: 500 })[Symbol.asyncIterator]();
      expect((await stream.next()).value.name, name);
      const error = await failureOf(stream.next());
      expect([error.code, Date.now() - start < 5000], [Code.DeadlineExceeded, true]);
      await client.watch({ name, stage: Stage.LEFT });
    },
    cancel: () =>
      leave("cancel", async (name, signal) => {
        const call = client.stall({ name }, { signal });
        await client.watch({ name, stage: Stage.BEGUN });
        return () => call;
      }),
    cancel_stream: () =>
      leave("cancel_stream", async (name, signal) => {
        const stream = client.stallStream({ name }, { signal })[Symbol.asyncIterator]();
        expect((await stream.next()).value.name, name);
        return () => stream.next();
      }),
    cancel_bidi: () =>
      leave("cancel_bidi", async (name, signal) => {
        async function* requests() {
          yield { name };
          await new Promise(() => {});
        }
        const stream = client.stallBidi(requests(), { signal })[Symbol.asyncIterator]();
        expect((await stream.next()).value.name, name);
        return () => stream.next();
      }),
  };
}

function within(milliseconds, promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no end in sight")), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

// Runs the checks of these names, and gives `say` a line for each; whether all went well.
export async function run(checks, names, say) {
  let well = true;
  for (const name of names) {
    try {
      await within(10_000, checks[name]());
      say(`ok ${name}`);
    } catch (error) {
      well = false;
      say(`FAILED ${name}: ${String(error).split("\n").join(" ")}`);
    }
  }
  return well;
}
