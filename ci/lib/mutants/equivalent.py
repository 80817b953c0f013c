"""Mutants that are equivalent: no caller of the cache can tell them from the original.

ci/equivalent-mutants.toml has a table for each,

    [[mutant]]
    id = "relation-flow_limit_adjust-5562a14b"
    reason = "LIMIT_FLOOR is set to LIMIT_FLOOR"

An `id` is what ci/mutants --list says. One that no operator makes of src/ any more is an error.
"""

import tomllib

from entries import ROOT, UserError, did_you_mean, from_root

DEFAULT = ROOT / "ci" / "equivalent-mutants.toml"


def read(path=DEFAULT):
    """{id: reason}. Raises UserError if the file is not as it must be."""
    where = from_root(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise UserError(f"{where}: not UTF-8: {error.reason} at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{where}: {error}") from error
    for name in content:
        if name != "mutant":
            raise UserError(f"{where}: what is \"{name}\"? It has tables [[mutant]]")
    tables = content.get("mutant", [])
    if not isinstance(tables, list):
        raise UserError(f"{where}: write [[mutant]], not [mutant]")
    reasons = {}
    for number, table in enumerate(tables, 1):
        for name in ("id", "reason"):
            if not isinstance(table, dict) or not isinstance(table.get(name), str) or not table[name].strip():
                raise UserError(f"{where}: mutant {number} has no text \"{name}\"")
        for name in table:
            if name not in ("id", "reason"):
                raise UserError(f"{where}: mutant {number}: what is \"{name}\"?")
        if table["id"] in reasons:
            raise UserError(f"{where}: {table['id']} is there twice")
        reasons[table["id"]] = table["reason"]
    return reasons


def check(reasons, mutants, path=DEFAULT):
    """Raises UserError if one is no mutant of src/ any more. `mutants` are all that there are."""
    known = {mutant.id for mutant in mutants}
    for name in reasons:
        if name not in known:
            raise UserError(f"{from_root(path)}: {name} is no mutant of src/ any more"
                         f"{did_you_mean(name, known)}; remove it, or see ci/mutants --list")
