"""What a form of a public page sent."""

#: More than any field takes: what is longer is cut, so that nobody fills the database.
TEXT_LIMIT = 20_000


class FormInput:
    """The fields of a form as its steps read them: text without control characters, and files."""

    def __init__(self, fields, files=None):
        """
        :param fields: `werkzeug.datastructures.MultiDict` of what was typed
        :param files: the same of what was chosen
        """
        self._fields = fields
        self._files = files

    def __contains__(self, name):
        return name in self._fields

    def get(self, name):
        """Return what was typed in a field, stripped; empty when it was not sent.

        :rtype: str
        """
        return self._clean(self._fields.get(name, ""))

    def getlist(self, name):
        """Return all that was chosen in a field of several values.

        :rtype: list[str]
        """
        return [self._clean(value) for value in self._fields.getlist(name)]

    def files(self, name):
        """Return the files chosen in a field, `werkzeug.datastructures.FileStorage`."""
        chosen = self._files.getlist(name) if self._files else []
        return [file for file in chosen if file.filename]

    def has_files(self):
        """Whether any file was chosen."""
        return bool(self._files) and any(file.filename for file in self._files.values())

    @staticmethod
    def _clean(text):
        return text.replace("\x00", "").replace("\r\n", "\n").strip()[:TEXT_LIMIT]
