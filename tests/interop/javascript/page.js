// What runs in Chromium: the checks of connect-es over its transports for browsers, or over Google's library.

import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { createChecks, run } from "./checks.js";
import { createGoogleTransport } from "./google.js";
import { fetchText } from "./text.js";

globalThis.check = (library, baseUrl, protocol, codec, names) => {
  const options = { baseUrl, useBinaryFormat: codec === "proto" };
  const transports = {
    "connect-web": {
      connect: () => createConnectTransport(options),
      "grpc-web": () => createGrpcWebTransport(options),
      "grpc-web-text": () => createGrpcWebTransport({ ...options, fetch: fetchText }),
    },
    "grpc-web": {
      "grpc-web": () => createGoogleTransport(baseUrl, "binary"),
      "grpc-web-text": () => createGoogleTransport(baseUrl, "text"),
    },
  };
  const getTransport = createConnectTransport({ ...options, useHttpGet: true });
  return run(createChecks(transports[library][protocol](), { getTransport }), names, globalThis.say);
};
