"""The programs that are compared. Each learns a JSON Schema from documents."""
import json
import subprocess
import threading

from genson import SchemaBuilder


class Conscent:
    name = "conscent"

    def __init__(self, program, options):
        self.command = [program, "infer", *options, "-"]

    def infer(self, documents):
        return json.loads(run(self.command, lines(documents)))


class Genson:
    name = "GenSON"

    def infer(self, documents):
        builder = SchemaBuilder()
        for document in documents:
            builder.add_object(document)
        return builder.to_schema()


class GensonCli:
    """With the options that suit it best here. By default it describes data that it would rewrite for a table, so its schema refuses the documents themselves,
    and it finds fewer maps."""
    name = "genson-cli"

    def __init__(self, program, work):
        self.file = work / "genson-cli.jsonl"
        self.command = [program, "--no-wrap-scalars", "--unify-maps", "--ndjson", str(self.file)]

    def infer(self, documents):
        self.file.write_text(lines(documents))
        return json.loads(run(self.command, ""))


class Quicktype:
    """One process of Node for all schemas, because starting it takes longer than learning."""
    name = "quicktype"

    def __init__(self, script, node):
        self.process = subprocess.Popen(["node", script, node], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def infer(self, documents):
        texts = [json.dumps(document) for document in documents]
        # A thread writes, so that a full pipe in one direction cannot block the other.
        writer = threading.Thread(target=self.send, args=(json.dumps(texts) + "\n",))
        writer.start()
        answer = self.process.stdout.readline()
        writer.join()
        return json.loads(answer)

    def send(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def lines(documents):
    return "".join(json.dumps(document) + "\n" for document in documents)


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr[-300:]}")
    return done.stdout
