// Checks a server of interop.v1.InteropService from a page in Chromium, of another origin than the server's.
//
// usage: chromium.js LIBRARY PORT PROTOCOL HTTP_VERSION CODEC [CHECK..]
// LIBRARY is connect-web or grpc-web; PROTOCOL is connect, grpc-web or grpc-web-text, CODEC is proto or json. In the
// clear Chromium knows no other HTTP_VERSION than 1.
//
// Runs the checks named, and prints `ok CHECK` or `FAILED CHECK: why` for each. The browser is $CHROMIUM.

import { build } from "esbuild";
import { createServer } from "node:http";
import { launch } from "puppeteer-core";

const [library, port, protocol, , codec, ...names] = process.argv.slice(2);

const entryPoint = new URL("page.js", import.meta.url).pathname;
const { outputFiles } = await build({ entryPoints: [entryPoint], bundle: true, write: false, logLevel: "error" });
const [{ text: script }] = outputFiles;
const pages = createServer((request, response) => {
  const page = ["text/html", '<script src="page.js"></script>'];
  const [type, body] = request.url === "/page.js" ? ["text/javascript", script] : page;
  response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
});
await new Promise((resolve) => pages.listen(0, "127.0.0.1", resolve));

const browser = await launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
  pipe: true,
});
let well = false;
try {
  const page = await browser.newPage();
  await page.exposeFunction("say", (line) => console.log(line));
  await page.goto(`http://127.0.0.1:${pages.address().port}/`);
  const baseUrl = `http://127.0.0.1:${port}`;
  well = await page.evaluate((...given) => check(...given), library, baseUrl, protocol, codec, names);
} finally {
  await browser.close();
}
process.exit(well ? 0 : 1);
