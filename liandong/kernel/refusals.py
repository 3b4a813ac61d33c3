"""The one way to say no."""

from __future__ import annotations

from django.utils.translation import gettext


class Refused(Exception):
    """A rule said no. The sentence is shown to the person who asked: what happened, what is safe, the way out.

    `template` is a Chinese sentence with {words} in it, both translated only when shown, so that the reader's language
    decides. `code` is a stable word for programs ("not-yours", "bad-place"); `field` names the input at fault.
    """

    def __init__(self, template: str, *, code: str = "refused", field: str | None = None, **words: object) -> None:
        super().__init__(template)
        self.template = template
        self.code = code
        self.field = field
        self.words = words

    @property
    def sentence(self) -> str:
        """The sentence in the language now active."""
        shown = {name: gettext(word) if isinstance(word, str) and word else word for name, word in self.words.items()}
        text = gettext(self.template)
        return text.format(**shown) if shown else text

    def __str__(self) -> str:
        return self.sentence
