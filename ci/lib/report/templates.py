"""Pages from templates, by jinja2. A template is a file beside the code that fills it.

What is filled in is text, in HTML as in Markdown: a name or a message cannot become markup. Only what a template or
markup() has made is taken as it is, and what a template calls `safe`, which is the repository's own. A name that a
template was not given is an error.
"""

import functools
import re

from entries import UserError


def _writable(text):
    """Without halves of characters, which no file can hold."""
    return str(text).encode("utf-8", "replace").decode()


def escape_markdown(text):
    """Text that stays text in a paragraph, a heading or a cell of a table: a line."""
    text = " ".join(_writable(text).split())
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&@-])", r"\\\1", text)


def _fence(text, least):
    """Backticks that are not in the text: one more than the longest run of them."""
    return "`" * max(least, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))


def code(text):
    """A span of code in a paragraph; `text` may be anything."""
    text = " ".join(_writable(text).split())
    fence = _fence(text, 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return markup(f"{fence}{pad}{text}{pad}{fence}")


def block(text):
    """Lines to be copied."""
    text = _writable(text)
    fence = _fence(text, 3)
    return markup(f"{fence}\n{text}\n{fence}")


def markup(text):
    """What is markup already."""
    from markupsafe import Markup  # pylint: disable=import-outside-toplevel; ci/deps installs it with jinja2.
    return Markup(text)


def _environment(folder, filters):
    try:
        import jinja2  # pylint: disable=import-outside-toplevel; ci/deps installs it.
        from markupsafe import Markup  # pylint: disable=import-outside-toplevel
    except ImportError as error:
        raise UserError("python3-jinja2 is missing; run ci/deps") from error

    @jinja2.pass_eval_context
    def finalize(context, value):
        """HTML is escaped by jinja2 itself. Nothing is shown of what is not there."""
        if value is None:
            return ""
        return value if context.autoescape or isinstance(value, Markup) else escape_markdown(value)

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=lambda name: not name.endswith(".md.j2"), finalize=finalize,
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        auto_reload=False)
    environment.filters.update(filters)
    return environment


class Templates:
    """The templates of a folder: *.html, and *.md.j2 of Markdown. `filters`: functions that they may use by name."""

    def __init__(self, folder, **filters):
        self._folder, self._filters = folder, {"code": code, "block": block, **filters}

    @functools.cached_property
    def _made(self):
        return _environment(self._folder, self._filters)

    def fill(self, name, /, **values):
        """A template with its names filled in: markup."""
        return markup(self._made.get_template(name).render(values))
