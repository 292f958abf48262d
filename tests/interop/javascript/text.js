// gRPC-Web as text under connect-es, which speaks it in binary only: a `fetch` that puts bodies into base64.

export async function fetchText(url, init) {
  const headers = new Headers(init.headers);
  headers.set("content-type", "application/grpc-web-text+proto");
  const body = await base64(init.body);
  const response = await fetch(url, { ...init, headers, body });
  if (response.headers.get("content-type") !== "application/grpc-web-text+proto") {
    return response;
  }
  const received = new Headers(response.headers);
  received.set("content-type", "application/grpc-web+proto");
  const bytes = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new TransformStream(decoder()));
  return new Response(bytes, { headers: received });
}

async function base64(body) {
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

// Decodes text that is cut anywhere, with padding wherever a piece of it ended.
function decoder() {
  let kept = "";
  return {
    transform(text, controller) {
      kept += text;
      const whole = kept.slice(0, kept.length - (kept.length % 4));
      kept = kept.slice(whole.length);
      for (const [piece] of whole.matchAll(/[^=]+=*/g)) {
        controller.enqueue(Uint8Array.from(atob(piece), (character) => character.charCodeAt(0)));
      }
    },
    flush(controller) {
      if (kept !== "") {
        controller.error(new Error("the body does not end with a whole group of base64"));
      }
    },
  };
}
