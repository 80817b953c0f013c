"""Where in src/ a finding happened: a list of {"file": "src/ukey.c", "line", "function", "text"}, the
place of the violation first, then those of the steps that decided, the latest first."""

import json
import re

import sanitizer_log

PLACES_MAX = 10


def _below_src(path):
    """The part of a path from its last folder called src on; "" if there is none."""
    found = re.search(r".*(?:^|/)(src/[\w.-]+\.[ch])$", path)
    return found[1] if found else ""


def _telling(stack):
    """Of a stack the innermost frame that is in no header, as those only wrap others' functions: a list
    of that, or of the innermost one."""
    return [frame for frame in stack if frame["file"].endswith(".c")][:1] or stack[:1]


def _distinct(places):
    seen = {}
    for place in places:
        seen.setdefault((place["file"], place["line"]), place)
    return list(seen.values())[:PLACES_MAX]


def of_timeline(text):
    """Of what `ukeyfuzz explain --json` says."""
    try:
        steps = json.loads(text)["steps"]
        places = [{"file": _below_src(frame["file"]), "line": frame["line"], "function": frame["function"],
                   "text": step["text"]}
                  for step in reversed(steps) if step["decisive"] for frame in _telling(step["source"])]
    except (ValueError, KeyError, TypeError, IndexError):
        return []
    return _distinct(place for place in places if place["file"] and place["line"] > 0)


def of_log(text):
    """Of a sanitizer's report."""
    return _distinct({"file": _below_src(file), "line": line, "function": function, "text": ""}
                     for function, file, line in sanitizer_log.read(text).frames
                     if line > 0 and _below_src(file))
