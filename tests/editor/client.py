"""An editor, as far as rust-analyzer can tell: opens the package in the folder that it is given, edits a `.proto`
and looks at what rust-analyzer then knows. Prints a line for each check, `ok NAME` or `failed NAME: WHY`.

It waits for what rust-analyzer announces, and for no time; a run that takes too long as a whole is ended.

An edit of a `.proto` is seen with the next save of a Rust source, or when rust-analyzer is told to check: it watches
no files of other kinds.
"""

import json
import signal
import subprocess
import sys
from pathlib import Path

TIME_LIMIT_S = 600

# What rust-analyzer answers while files change under a request; the request is to be sent again.
CONTENT_MODIFIED = -32801
SERVER_CANCELLED = -32802

FIELD = 5  # A kind of completion.
CHANGED = 2  # What has become of a watched file.

# Appended to the source in the editor, not on disk.
USE = """
fn complete(note: &notes::Note) {
    note.
}

fn hover(note: &notes::Note) {
    let _ = (&note.title, &note.author);
}
"""


class Editor:
    """The client's side of the protocol, over the standard streams of the server."""

    def __init__(self, root):
        self.root = root
        self.server = subprocess.Popen(
            ["rust-analyzer"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.last_id = 0
        self.ready = False  # The server has nothing left to load.
        self.begun = 0  # How many runs of `cargo check` have begun,
        self.ended = 0  # and how many of them have ended.
        self.refreshes = 0  # How often the server has said that what it knows has changed.
        self.watched = []  # The patterns of files that the server wants to hear about.

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        while True:
            self.last_id += 1
            request_id = self.last_id
            self.send({"id": request_id, "method": method, "params": params})
            answer = self.receive()
            while answer.get("id") != request_id or "method" in answer:
                answer = self.receive()
            if "error" not in answer:
                return answer["result"]
            if answer["error"]["code"] not in (CONTENT_MODIFIED, SERVER_CANCELLED):
                raise RuntimeError(f"{method}: {answer['error']['message']}")

    def receive(self):
        """The next message; what is news is noted, what is asked is answered."""
        length = 0
        while (line := self.server.stdout.readline().strip()) or not length:
            if not line:
                raise RuntimeError("rust-analyzer has gone")
            name, value = line.split(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message = json.loads(self.server.stdout.read(length))
        self.note(message.get("method"), message.get("params") or {})
        if "method" in message and "id" in message:
            wants = message["params"].get("items") if message["method"] == "workspace/configuration" else None
            self.send({"id": message["id"], "result": wants and [None] * len(wants)})
        return message

    def note(self, method, params):
        if method == "experimental/serverStatus":
            self.ready = params["quiescent"]
            if params["health"] != "ok":
                print("rust-analyzer:", params["health"], params.get("message"), file=sys.stderr)
        elif method == "$/progress" and "flycheck" in str(params["token"]):
            self.begun += params["value"]["kind"] == "begin"
            self.ended += params["value"]["kind"] == "end"
        elif method == "workspace/semanticTokens/refresh":
            self.refreshes += 1
        elif method == "client/registerCapability":
            for registration in params["registrations"]:
                options = registration.get("registerOptions") or {}
                self.watched += [watcher["globPattern"] for watcher in options.get("watchers", [])]

    def wait(self, happened):
        while not happened():
            self.receive()

    def wait_for_check(self, after):
        """Waits for a run of `cargo check` that began behind so many others."""
        self.wait(lambda: self.begun > after and self.ended == self.begun)

    def open(self):
        capabilities = {
            "window": {"workDoneProgress": True},
            "workspace": {
                "didChangeWatchedFiles": {"dynamicRegistration": True},
                "semanticTokens": {"refreshSupport": True},
            },
            "textDocument": {
                "completion": {"completionItem": {}},
                "hover": {"contentFormat": ["markdown"]},
                "synchronization": {"didSave": True},
            },
            "experimental": {"serverStatusNotification": True},
        }
        self.request(
            "initialize",
            {"processId": None, "rootUri": self.root.as_uri(), "capabilities": capabilities},
        )
        self.notify("initialized", {})
        self.wait_for_check(0)
        self.wait(lambda: self.ready)

    def close(self):
        self.request("shutdown", None)
        self.notify("exit", None)
        self.server.wait()


class Document:
    """A source file, open in the editor."""

    def __init__(self, editor, path, added):
        self.editor = editor
        self.text = path.read_text() + added
        self.name = {"uri": path.as_uri()}
        document = {**self.name, "languageId": "rust", "version": 1, "text": self.text}
        editor.notify("textDocument/didOpen", {"textDocument": document})

    def save(self):
        self.editor.notify("textDocument/didSave", {"textDocument": self.name})

    def at(self, before, behind):
        """The place between two texts."""
        offset = self.text.index(before + behind) + len(before)
        lines = self.text[:offset].split("\n")
        return {"textDocument": self.name, "position": {"line": len(lines) - 1, "character": len(lines[-1])}}

    def fields(self):
        """The fields that are offered behind `note.`"""
        found = self.editor.request("textDocument/completion", self.at("    note.", "\n"))
        items = found["items"] if isinstance(found, dict) else found or []
        return [item["label"] for item in items if item.get("kind") == FIELD]

    def hover(self, before, behind):
        found = self.editor.request("textDocument/hover", self.at(before, behind))
        return found["contents"]["value"] if found else ""

    def definitions(self, before, behind):
        found = self.editor.request("textDocument/definition", self.at(before, behind)) or []
        found = found if isinstance(found, list) else [found]
        return [place.get("uri") or place["targetUri"] for place in found]


def check(name, holds, found):
    print(f"ok {name}" if holds else f"failed {name}: {found}", flush=True)


def too_late(*_):
    raise TimeoutError(f"not done in {TIME_LIMIT_S} s")


def main():
    signal.signal(signal.SIGALRM, too_late)
    signal.alarm(TIME_LIMIT_S)
    root = Path(sys.argv[1]).resolve()
    proto = root / "proto/notes/v1/notes.proto"
    generated = root / "src/gen/notes.rs"
    editor = Editor(root)
    editor.open()
    source = Document(editor, root / "src/lib.rs", USE)

    fields = source.fields()
    check("fields_are_completed", "title" in fields and "author" not in fields, fields)
    text = source.hover("note: &notes::", "Note) {\n    note.")
    check("hover_shows_the_comment_of_a_message", "What is worth remembering" in text, text)
    text = source.hover("&note.", "title")
    check("hover_shows_the_comment_of_a_field", "In one line." in text, text)
    places = source.definitions("note: &notes::", "Note) {\n    note.")
    check("a_definition_is_in_the_emitted_file", places == [generated.as_uri()], places)

    field = "  string title = 1;\n"
    proto.write_text(proto.read_text().replace(field, field + "  // Who wrote it.\n  string author = 6;\n"))
    begun = editor.begun
    source.save()
    editor.wait_for_check(begun)
    check("a_save_writes_the_file", "pub author:" in generated.read_text(), "no such field in it")
    watched = any(str(root) in str(pattern) and ".rs" in str(pattern) for pattern in editor.watched)
    check("the_file_is_watched", watched, editor.watched)

    change = {"uri": generated.as_uri(), "type": CHANGED}
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    while "author" not in (fields := source.fields()):
        refreshes = editor.refreshes
        editor.wait(lambda: editor.refreshes > refreshes)
    check("a_new_field_is_completed", "title" in fields, fields)
    text = source.hover("&note.", "author")
    check("hover_shows_the_comment_of_a_new_field", "Who wrote it." in text, text)
    editor.close()


main()
