"""The log of the web server tells every address that was asked for: those of personal links are secret."""

import logging
import re

LINK = re.compile(r"(/recouvrement/l/)[^\s\"'?]+")


class MaskLinks(logging.Filter):
    """Leaves of the address of a personal link what is no secret."""

    def filter(self, record):
        # EXTENDS 'logging'
        if isinstance(record.msg, str):
            record.msg = _mask(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_mask, record.args))
        return True


def _mask(value):
    return LINK.sub(r"\1***", value) if isinstance(value, str) else value


def install():
    """Mask the links in what the web server logs, once."""
    logger = logging.getLogger("werkzeug")
    if not any(isinstance(each, MaskLinks) for each in logger.filters):
        logger.addFilter(MaskLinks())
