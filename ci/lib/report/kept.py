"""A page of docs/results and the data that it is made of, beside each other, with the suffixes .md and .json.

What is measured once may never be measured again, but its page can be made again at any time: by ci/results, from the
data alone. So a page has no figure that was typed.
"""

import json

from files import write_atomically


def _is_line(value):
    """Whether a value is short enough for a line: it has no list or object of lists or objects."""
    inner = value.values() if isinstance(value, dict) else value
    return not any(isinstance(one, (dict, list)) for one in inner)


def _text(value, indent):
    if not isinstance(value, (dict, list)) or _is_line(value) and indent:
        return json.dumps(value, ensure_ascii=False)
    pad = "\n" + " " * (indent + 2)
    if isinstance(value, dict):
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {_text(one, indent + 2)}" for key, one in value.items()]
        return f"{{{pad}{f',{pad}'.join(lines)}\n{' ' * indent}}}"
    return f"[{pad}{f',{pad}'.join(_text(one, indent + 2) for one in value)}\n{' ' * indent}]"


def text_of(data):
    """JSON with a line for each row of a table, so that a change of a figure is a change of a line."""
    return _text(data, 0) + "\n"


def read(file):
    """The data beside a page; None if it is not there yet."""
    data = file.with_suffix(".json")
    return json.loads(data.read_text(encoding="utf-8")) if data.exists() else None


def make(file, page):
    """Writes a page from the data beside it. `page`: gets the data and the page's name without .md, and returns the
    Markdown."""
    write_atomically(file, page(read(file), file.stem))


def write(file, data, page):
    """Writes the data, and the page from them."""
    write_atomically(file.with_suffix(".json"), text_of(data))
    make(file, page)
