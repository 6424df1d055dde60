from requests.exceptions import ConnectTimeout
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError


def is_unreached(error):
    """Whether a service cannot have got anything: no connection to it was made.

    :param error: what calling it by `requests` raised, or what was raised on account of that
    """
    while error is not None:
        cause = getattr(error.args[0], "reason", None) if error.args else None
        if isinstance(error, ConnectTimeout) or isinstance(cause, (NewConnectionError, ConnectTimeoutError)):
            return True
        error = error.__cause__ or error.__context__
    return False
