"""The error of a setting that can't be used."""


class InvalidSetting(ValueError):  # noqa: N818 - named like the refusals
    """A setting has no usable value. `code` is the code of the message for the operator."""

    def __init__(self, name: str, code: str, value: str) -> None:
        """Keep the message code and the value. The text of the error is for a traceback."""
        super().__init__(f"{name}={value!r}: {code}")
        self.code = code
        self.value = value
