"""The map of src/, which is flat: the table of docs/design.md names each of its files."""

import re
from pathlib import PurePath

_SECTION = re.compile(r"^## The cache in `src/`\n(.*?)^## ", re.M | re.S)


def mapped(text):
    """The names in the table of the document, each as often as it is there."""
    section = _SECTION.search(text)
    rows = [line for line in section[1].splitlines() if line.startswith("|")] if section else []
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def there(paths):
    """The names of the files of src/ among the paths, without their suffixes."""
    return {path.stem for path in paths if path.parent == PurePath("src") and path.suffix in (".c", ".h")}
