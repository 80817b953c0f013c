"""Nothing depends on the words of a message: for each planted bug, the tool and one that says something else in each
message show the same, and explain it by the same steps.

    test_reworded.py CORPUS FOLDER...    FOLDER: where a planted bug's ukeyfuzz and ukeyfuzz_reworded are
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

WORDS = "deadlock: livelock: nobody took lock 1"


def ask(tool, *arguments):
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in (0, 1, 2, 3), (tool, arguments, done)
    return done.stdout


def without_words(document):
    """What is left of a report, or a part of it, without its message."""
    if isinstance(document, dict):
        return {name: without_words(value) for name, value in document.items() if name != "message"}
    return [without_words(value) for value in document] if isinstance(document, list) else document


def said(tool, file):
    replayed = json.loads(ask(tool, "replay", "--json", "--no-rewrite", file))
    explained = json.loads(ask(tool, "explain", "--json", file))
    return replayed["message"], {"signature": ask(tool, "triage", "--signature", file),
                                 "replay": without_words(replayed), "explain": without_words(explained)}


def check(folder, corpus):
    """Returns the signature."""
    file = corpus / f"{folder.name}.scenario"
    message, usual = said(folder / "ukeyfuzz", file)
    other, reworded = said(folder / "ukeyfuzz_reworded", file)
    assert message and WORDS not in message and other.startswith(WORDS), (file, message, other)
    for what, value in usual.items():
        assert value == reworded[what], f"{file}: {what} depends on the message's words:\n{value}\n{reworded[what]}"
    assert "/" in usual["signature"] or usual["signature"].split()[0] in ("ASAN", "ABORT", "CRASH"), usual["signature"]
    groups = [without_words(json.loads(ask(folder / tool, "triage", "--json", corpus))) for tool in
              ("ukeyfuzz", "ukeyfuzz_reworded")] if folder.name == "B57" else [0, 0]
    assert groups[0] == groups[1], groups
    return usual["signature"].strip()


def minimized(folder, corpus):
    """A smaller file that shows the same is the same file."""
    files = []
    with tempfile.TemporaryDirectory() as out:
        for tool in ("ukeyfuzz", "ukeyfuzz_reworded"):
            subprocess.run([folder / tool, "minimize", "--quiet", "-o", f"{out}/{tool}.bin",
                            corpus / f"{folder.name}.scenario"], check=False, capture_output=True)
            files.append(Path(f"{out}/{tool}.bin").read_bytes())
    assert files[0] == files[1], folder


def main():
    corpus, folders = Path(sys.argv[1]), [Path(folder) for folder in sys.argv[2:]]
    for folder in folders:
        print(f"{folder.name}: {check(folder, corpus)}")
    minimized(folders[0], corpus)


main()
