"""Text of somebody else's on a terminal, as harness/support/printable.h has it in C."""

import os
import re
import shlex
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


def _in_octal(text):
    """For printf(1): all but plain characters as bytes in octal."""
    return "".join(chr(byte) if re.match(rb"[\w@+:,./-]", bytes([byte])) else "%%" if byte == ord("%") else
                   f"\\{byte:03o}" for byte in os.fsencode(text))


def counted(n, word):
    """"1 file", "2 files"."""
    return f"{n} {word}{'' if n == 1 else 's'}"


def shell_word(text):
    """The text as one word of a command that people copy: sh reads it as that, and a terminal shows it.
    Unseen characters stand in printf's escapes. `$(...)` drops the newlines at the end, so they stay."""
    text = str(text)
    seen = text.rstrip("\n")
    if printable(text) != text:
        return f"\"$(printf '{_in_octal(seen)}')\"" + (shlex.quote(text[len(seen):]) if seen != text else "")
    return f"'{text}'" if "=" in text and "'" not in text else shlex.quote(text)  # No word is an assignment.


def shell_path(path):
    """The same of a file's path, which no command takes for an option."""
    path = str(path)
    return f"./{shell_word(path)}" if path.startswith("-") else shell_word(path)


def printable_lines(text):
    """The same for text of several lines."""
    return printable(text, keep="\n\t")
