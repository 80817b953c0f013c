"""Names in Python that nothing defines, and imports that nobody uses: found by pyflakes before a run meets them."""

import re
import subprocess

from rooms import interpreter

# gdb loads it into the namespace of harness/runtime/gdb/runtime.py.
LOADED_INTO_ANOTHER = ("targets/gdb/ukeyfuzz.py",)
_PLACE = re.compile(r"(.*?):(\d+):\d+:? (.*)")


def _is_python(root, path):
    if path.suffix == ".py":
        return True
    with (root / path).open("rb") as file:
        return not path.suffix and file.readline().startswith(f"#!{interpreter.PYTHON}".encode())


def complaints(root, paths):
    """What pyflakes says of the Python among the paths: ["file:line: what"]."""
    files = [str(path) for path in paths if _is_python(root, path) and str(path) not in LOADED_INTO_ANOTHER]
    done = subprocess.run([interpreter.PYTHON, "-m", "pyflakes", *files], cwd=root, capture_output=True, text=True,
                          check=False)
    if done.stderr:
        raise RuntimeError(done.stderr)
    return [_PLACE.sub(r"\1:\2: \3", line) for line in done.stdout.splitlines()]
