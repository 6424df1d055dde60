"""Why the core gives no number. Each error carries a key, never a sentence for a user."""


class LegalError(Exception):
    """No figure can be given.

    :param str key: what it is about, e.g. `be.consumer.clause_missing`
    :param str article: the article that says so; empty where there is none
    :param date day: the first day it holds for; None when it does not depend on the day
    """

    def __init__(self, key, article="", day=None):
        super().__init__(" ".join(filter(None, [key, article and f"({article})", day and str(day)])))
        self.key = key
        self.article = article
        self.day = day


class NotAllowed(LegalError):
    """The law forbids, or does not grant, what was asked."""


class NotVerified(LegalError):
    """The rule was not read in a source that can be relied on: nothing is guessed."""


class MissingRate(LegalError):
    """No rate of a kind is known for a day.

    :param str kind: kind of rate, e.g. `FR_ECB_PLUS_10`
    :param str semester: the half-year without a rate, e.g. `2027-S1`
    """

    def __init__(self, kind, semester):
        super().__init__(f"rate.missing: {kind} {semester}")
        self.kind = kind
        self.semester = semester
