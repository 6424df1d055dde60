"""What the facts about a customer speak for. A proposal with its reasons, never a decision."""

from collections import Counter
from typing import NamedTuple

# The least harmful first: it is proposed when the signals are divided.
SEVERITY = ("cannot", "delays", "avoids")


class Rule(NamedTuple):
    """A signal: from which value on a fact speaks for an intent."""

    id: int
    fact: str
    threshold: float
    intent: str


def get_firing(facts, rules):
    """The signals that are given.

    :param dict facts: {fact: number or None}
    :param rules: :class:`Rule`
    :return: {rule: value}

    >>> broken, calls = Rule(1, "broken", 2, "avoids"), Rule(2, "calls", 3, "avoids")
    >>> list(get_firing({"broken": 2, "calls": 1}, [broken, calls]).values())
    [2]
    """
    return {rule: facts[rule.fact] for rule in rules if (facts[rule.fact] or 0) >= rule.threshold}


def propose(firing):
    """The intent that most signals speak for; the least harmful one when they are divided; None without any.

    >>> propose([Rule(1, "broken", 2, "avoids"), Rule(2, "parts", 3, "cannot")])
    'cannot'
    >>> propose([]) is None
    True
    """
    voices = Counter(rule.intent for rule in firing)
    return max(SEVERITY, key=lambda intent: voices[intent]) if voices else None


def has_grown(firing, decided_on):
    """Whether there is more than what somebody decided on: a signal that was not given, or a higher value.

    :param dict firing: {rule: value}
    :param decided_on: {rule id as text: value}, as it was kept; None when nobody decided anything

    >>> broken = Rule(1, "broken", 2, "avoids")
    >>> has_grown({broken: 2}, None), has_grown({broken: 2}, {"1": 2}), has_grown({broken: 3}, {"1": 2})
    (True, False, True)
    >>> has_grown({}, {"1": 2})
    False
    """
    if decided_on is None:
        return True
    # An average drifts by hundredths.
    return any(round(value, 1) > round(decided_on.get(str(rule.id), 0), 1) for rule, value in firing.items())
