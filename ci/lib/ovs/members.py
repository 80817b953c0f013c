"""Members of a tree's struct dpif_class that its dpif.c calls without a look, and that our datapath does not have."""

import re

from entries import ROOT, UserError

PROVIDER, CALLER = "lib/dpif-provider.h", "lib/dpif.c"
DATAPATH = ROOT / "harness" / "ovs" / "datapath.c"
HEADER = "ukeyfuzz-members.h"


def _body_of_class(text):
    found = re.search(r"^struct dpif_class \{$(.*?)^\};$", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise UserError(f"{PROVIDER}: there is no struct dpif_class; harness/ovs/datapath.c fills one")
    return found[1]


def missing_members(provider, caller, datapath):
    """Their names, in order, from the texts of the three files. What is compared with NULL somewhere may be absent."""
    members = re.findall(r"\(\*(\w+)\)\s*\(", _body_of_class(provider))
    ours = set(re.findall(r"^\s*\.(\w+) = ", datapath, re.MULTILINE))
    called = set(re.findall(r"dpif_class->(\w+)\(", caller))
    looked_at = set(re.findall(r"dpif_class->(\w+)\b(?!\()", caller))
    return [name for name in members if name in called - looked_at - ours]


def write_members(source, folder):
    """Writes the header that datapath.c includes, if it is another one."""
    names = missing_members(*((source.tree / name).read_text(encoding="utf-8", errors="replace")
                              for name in (PROVIDER, CALLER)), DATAPATH.read_text(encoding="utf-8"))
    text = "".join(f"TRAP({name})\n" for name in names)
    path = folder / HEADER
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
