// Google's own library for gRPC-Web, which knows it as text, in the form of a connect-es transport: so that it
// can be asked the same.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { findTrailerError } from "@connectrpc/connect/protocol-grpc";
import { GrpcWebClientBase, MethodDescriptor, MethodType } from "grpc-web";

// `format` is "text" or "binary".
export function createGoogleTransport(baseUrl, format) {
  const client = new GrpcWebClientBase({ format });

  // Calls the client's function of this name. `response` collects headers and trailers.
  function start(name, type, response, { signal, timeoutMs, header, input }, ...callback) {
    const { method } = response;
    const path = `/${method.parent.typeName}/${method.name}`;
    const encode = (message) => toBinary(method.input, message);
    const decode = (bytes) => fromBinary(method.output, bytes);
    const descriptor = new MethodDescriptor(path, type, Object, Object, encode, decode);
    const metadata = Object.fromEntries(new Headers(header));
    if (timeoutMs !== undefined) {
      metadata.deadline = String(Date.now() + timeoutMs);
    }
    const stream = client[name](baseUrl + path, create(method.input, input), metadata, descriptor, ...callback);
    stream.on("metadata", (metadata) => put(metadata, response.header));
    stream.on("status", ({ metadata }) => put(metadata, response.trailer));
    signal?.addEventListener("abort", () => stream.cancel());
    return stream;
  }

  return {
    unary(method, signal, timeoutMs, header, input) {
      const response = responseOf(method, false);
      return new Promise((resolve, reject) => {
        let failure;
        const call = { signal, timeoutMs, header, input };
        const stream = start("rpcCall", MethodType.UNARY, response, call, (error, message) => {
          failure = error;
          response.message = message;
        });
        stream.on("end", () => (failure ? reject(connectError(failure, response.header)) : resolve(response)));
        signal?.addEventListener("abort", () => reject(left()));
      });
    },

    async stream(method, signal, timeoutMs, header, inputs) {
      const response = responseOf(method, true);
      const [input] = await Array.fromAsync(inputs);
      const stream = start("serverStreaming", MethodType.SERVER_STREAMING, response, { signal, timeoutMs, header, input });
      // An error waits in the queue as a message does, so that it comes behind those before it.
      const fail = (error) => () => {
        throw error;
      };
      let begin;
      const begun = new Promise((resolve) => (begin = resolve));
      const queue = new ReadableStream({
        start(controller) {
          const put = (item) => {
            controller.enqueue(item);
            begin();
          };
          stream.on("data", (message) => put(() => message));
          stream.on("error", (error) => put(fail(connectError(error, response.header))));
          signal?.addEventListener("abort", () => put(fail(left())));
          stream.on("end", () => {
            controller.close();
            begin();
          });
        },
      });
      response.message = (async function* () {
        const reader = queue.getReader();
        for (let next; !(next = await reader.read()).done; ) {
          yield next.value();
        }
      })();
      // By then the headers are there.
      await begun;
      return response;
    },
  };
}

function responseOf(method, stream) {
  return { stream, service: method.parent, method, header: new Headers(), trailer: new Headers() };
}

function left() {
  return new ConnectError("the caller has left", Code.Canceled);
}

function put(metadata, headers) {
  Object.entries(metadata ?? {}).forEach(([name, value]) => headers.set(name, value));
}

// Code and message as the library tells them; the details, which it leaves encoded, as connect-es reads them.
function connectError({ code, message, metadata }, headers) {
  const error = new ConnectError(message, code, headers);
  put(metadata, error.metadata);
  error.details = findTrailerError(new Headers({ ...metadata, "grpc-status": code }))?.details ?? [];
  return error;
}
