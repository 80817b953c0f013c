"""Which entries a command line of ci/zoo means."""

from entries import UserError, read_entries, read_left_out
from zoo import walk


def chosen(options):
    """The entries that the command line names."""
    entries = read_entries(options.names)
    if options.target or options.build:
        entries = [entry.looked_for_by(options.target, options.build) for entry in entries]
    if options.walk:
        unknown = [name for name in options.names if name not in walk.STEPS]
        if unknown:
            raise UserError(f"--walk knows no steps of {unknown[0]}, but of {', '.join(walk.STEPS)}")
        entries = [entry for entry in entries if entry.name in walk.STEPS]
    if options.shard:
        part, whole = options.shard
        entries = entries[part - 1::whole]
    if options.sample and options.sample < len(entries):
        entries = [entries[i * len(entries) // options.sample] for i in range(options.sample)]
    if not entries:
        raise UserError("no entry is left to look for")
    return entries


def list_entries(entries):
    """--list."""
    left_out = read_left_out()
    names = max(len(name) for name in [*(entry.name for entry in entries), *dict(left_out)])
    tags = max(len(" ".join(entry.oracles)) for entry in entries)
    for entry in entries:
        print(f"{entry.name:<{names}}  {entry.build:<5}  {' '.join(entry.oracles):<{tags}}  {entry.description}")
    print("\nleft out:")
    for name, reason in left_out:
        print(f"{name:<{names}}  {reason}")
