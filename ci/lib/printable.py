"""Text of somebody else's on a terminal, as harness/support/printable.h has it in C."""

import unicodedata

# Controls, marks that turn the direction of a line, halves of characters, line separators.
_NEVER = ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escaped(character, keep):
    code = ord(character)
    if character in keep or unicodedata.category(character) not in _NEVER:
        return character
    if 0xDC80 <= code <= 0xDCFF:  # A byte of a file name that is not UTF-8.
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text, keep=""):
    """The text with each character that could change what a terminal does or shows as an escape, but
    for those to `keep`."""
    return "".join(_escaped(character, keep) for character in str(text))


def printable_lines(text):
    """The same for text of several lines."""
    return printable(text, keep="\n\t")
