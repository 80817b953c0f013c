"""What bundle.json may say. A bundle is somebody else's file: a command line and a path are made of
some of this, so each member has its form, or is one of a closed list."""

from entries import UserError

from .. import stress_command
from ..foreign import check_form
from ..sorting import REAL_THREADS, STRESS, TOOLS
from ..summary import KINDS
from ..targets import BUILDS, TARGETS

FORMAT = 1
_TEXT = {"type": "string", "maxLength": 1 << 16}
# Relative, in folders that are below this one. \Z, because $ is also before a last newline.
_PATH = {"type": "string", "maxLength": 400,
         "pattern": r"^(\w[\w.+-]*(/\w[\w.+-]*)*)?\Z"}
_COUNT = {"type": "integer", "minimum": 0, "maximum": 1 << 53}

MEMBERS = {
    "format": {"const": FORMAT},
    "commit": {"type": "string", "pattern": r"^([0-9a-f]{40}|[0-9a-f]{64})\Z"},
    "id": {"type": "string", "pattern": r"^[A-Za-z0-9_]{1,32}-[0-9a-f]{8}\Z"},
    "signature": {**_TEXT, "minLength": 1},
    "invariant": {"type": "string", "pattern": r"^\w{1,32}\Z"},
    "message": _TEXT,
    "step": {"type": "string", "pattern": r"^\w{1,32}\Z"},
    "target": {"enum": [target.name for target in TARGETS] + [STRESS]},
    "build": {"enum": list(BUILDS)},
    "planted": {"type": "string", "pattern": r"^[A-Za-z0-9-]{0,64}\Z"},
    "kind": {"enum": list(KINDS)},
    "command": {"type": "string", "maxLength": 4096},
    "files": _COUNT,
    "size": _COUNT,
    "minimized_size": {"anyOf": [{"type": "null"}, _COUNT]},
    "input": _PATH, "minimized": _PATH, "explanation": _PATH, "page": _PATH, "log": _PATH,
    "bundle": _PATH,
    "found": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z"},
    "known": {"anyOf": [{"type": "null"}, {
        "type": "object", "additionalProperties": False, "required": ["reason", "expires"],
        "properties": {"reason": _TEXT, "expires": _TEXT}}]},
    "expired": {"type": "boolean"},
}
SCHEMA = {
    "type": "object",
    "properties": MEMBERS,
    "required": ["format", "commit", "id", "signature", "kind", "target", "build", "planted",
                 "command"],
    "additionalProperties": False,
}


def _fits_its_kind(about):
    """What no schema says of a bundle: "" or what is wrong with it."""
    kind, target, build = about["kind"], about["target"], about["build"]
    if (kind == "command") != (target in REAL_THREADS):
        return f"a {kind} of {target}"
    if kind == "scenario" and target not in TOOLS:
        return f"a scenario of {target}"
    for known in TARGETS:
        if known.name == target and build not in known.builds:
            return f"{target} has no {build} build"
    if kind == "command" and about["planted"]:
        return "a command with a planted bug"
    return ""


def check(about, where):
    """Raises UserError, in one line, if this is not what bundle.json may be."""
    check_form(about, SCHEMA, where)
    mismatch = _fits_its_kind(about)
    if mismatch:
        raise UserError(f"{where}: {mismatch}")
    if about["kind"] == "command":
        stress_command.parse(about["command"], where)
