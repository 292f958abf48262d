"""A session of an editor with rust-analyzer: opens a project, edits its .proto, and looks at what is offered."""

import json
import pathlib
import queue
import subprocess
import sys
import threading

# For one answer; the whole session has a limit of its own, outside.
PATIENCE = 300


class Server:
    """rust-analyzer, spoken to by the Language Server Protocol."""

    def __init__(self, root):
        command = ["rustup", "run", "stable", "rust-analyzer"]
        log = (root.parent / "rust-analyzer.log").open("w")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=root)
        self.messages = queue.Queue()
        self.last = 0
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while line := self.process.stdout.readline():
            length = 0
            while line.strip():
                name, _, value = line.decode().partition(":")
                if name.lower() == "content-length":
                    length = int(value)
                line = self.process.stdout.readline()
            self.messages.put(json.loads(self.process.stdout.read(length)))
        self.messages.put(None)

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def next(self):
        """The next message; what the server asks of us is answered on the way."""
        message = self.messages.get(timeout=PATIENCE)
        if message is None:
            sys.exit("editor: rust-analyzer has left")
        if "method" in message and "id" in message:
            items = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
            self.send({"id": message["id"], "result": [None] * len(items) or None})
        return message

    def ask(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        while True:
            message = self.next()
            if message.get("id") == self.last and "method" not in message:
                if "error" in message:
                    return message["error"]
                return message["result"]

    def wait_until_quiet(self):
        """Until the server says that it has nothing left to do."""
        while True:
            message = self.next()
            if message.get("method") == "experimental/serverStatus" and message["params"]["quiescent"]:
                return message["params"]

    def wait_for_end_of_check(self):
        """Until the check that a save sets off is over."""
        while True:
            message = self.next()
            if message.get("method") == "$/progress" and "flycheck" in str(message["params"]["token"]):
                if message["params"]["value"]["kind"] == "end":
                    return

    def wait_for_change(self, found, method, params):
        """Asks again after each thing that the server says, until the answer is as it should be."""
        while True:
            answer = self.ask(method, params)
            if found(answer):
                return answer
            self.next()


def labels(answer):
    items = answer.get("items", []) if isinstance(answer, dict) else answer or []
    return [item["label"] for item in items]


def main():
    root = pathlib.Path(sys.argv[1])
    proto = root / "proto/notes/v1/notes.proto"
    source = root / "src/lib.rs"
    text = source.read_text() + "\nfn probe(note: &notes::Note) {\n    note.;\n}\n"
    source.write_text(text)
    lines = text.splitlines()
    uri = source.as_uri()
    at_dot = {"line": lines.index("    note.;"), "character": len("    note.")}
    row = next(at for at, line in enumerate(lines) if line.startswith("fn probe"))
    at_type = {"line": row, "character": lines[row].index("Note") + 1}
    passed, failed = 0, 0

    def check(name, right, what):
        nonlocal passed, failed
        passed, failed = passed + bool(right), failed + (not right)
        print(f"editor: {name}: {'ok' if right else f'FAILED: {what}'}")

    server = Server(root)
    capabilities = {
        "window": {"workDoneProgress": True},
        "experimental": {"serverStatusNotification": True},
        "textDocument": {"definition": {"linkSupport": False}, "hover": {"contentFormat": ["markdown"]}},
    }
    server.ask(
        "initialize",
        {
            "processId": None,
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": "emit"}],
            "capabilities": capabilities,
        },
    )
    server.notify("initialized", {})
    document = {"uri": uri, "languageId": "rust", "version": 1, "text": text}
    server.notify("textDocument/didOpen", {"textDocument": document})
    server.wait_until_quiet()

    dot = {"textDocument": {"uri": uri}, "position": at_dot}
    ty = {"textDocument": {"uri": uri}, "position": at_type}
    before = labels(server.ask("textDocument/completion", dot))
    check("completion knows the fields", "title" in before and "colour" not in before, before)

    definition = server.ask("textDocument/definition", ty)
    places = [place["uri"] for place in definition or []]
    check("a type is defined in the emitted file", places and places[0].endswith("src/gen/notes.rs"), places)

    hover = json.dumps(server.ask("textDocument/hover", ty))
    comment = "What is worth remembering, in a few words."
    check("hover shows the comment of the .proto", comment in hover, hover)

    # The edit of the .proto, as an editor saves it: it is on disk, and the server is told of a save.
    edited = proto.read_text().replace("message Note {", "message Note {\n  // Of the paper.\n  string colour = 77;", 1)
    proto.write_text(edited)
    server.notify("textDocument/didSave", {"textDocument": {"uri": uri}, "text": text})
    server.wait_for_end_of_check()
    emitted = (root / "src/gen/notes.rs").read_text()
    check("a save writes the emitted file anew", "pub colour:" in emitted, "no field `colour`")
    changed = {"uri": (root / "src/gen/notes.rs").as_uri(), "type": 2}
    server.notify("workspace/didChangeWatchedFiles", {"changes": [changed]})
    found = lambda answer: "colour" in labels(answer)
    after = labels(server.wait_for_change(found, "textDocument/completion", dot))
    check("completion knows the new field", "colour" in after, after)

    server.ask("shutdown", None)
    server.notify("exit", None)
    server.process.wait(timeout=PATIENCE)
    print(f"editor: {passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
