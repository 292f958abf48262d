// Checks a server of interop.v1.InteropService with the connect-es client for Node.
//
// usage: client.js PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]
// PROTOCOL is connect, grpc or grpc-web, HTTP_VERSION is 1 or 2, CODEC is proto or json.
//
// Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each.

import {
  compressionGzip,
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { createChecks, run } from "./checks.js";

const [port, protocol, httpVersion, codec, ...names] = process.argv.slice(2);
const create = {
  connect: createConnectTransport,
  grpc: createGrpcTransport,
  "grpc-web": createGrpcWebTransport,
}[protocol];
const options = {
  baseUrl: `http://127.0.0.1:${port}`,
  httpVersion: httpVersion === "2" ? "2" : "1.1",
  useBinaryFormat: codec === "proto",
  sendCompression: compressionGzip,
  compressMinBytes: 0,
};
const checks = createChecks(create(options), {
  getTransport: createConnectTransport({ ...options, useHttpGet: true }),
  fullDuplex: httpVersion === "2",
});
const well = await run(checks, names, console.log);
process.exit(well ? 0 : 1);
