"""Lives of debts: deeds drawn at random one after the other, the same ones at each run."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st


def lives(deeds, hundreds, days, max_examples):
    """Have a method check lives: lists of (deed, which invoice, an amount, a number of days).

    :param deeds: names of deeds; one that is there twice comes twice as often
    :param hundreds: smallest and largest amount
    :param days: smallest and largest number of days
    """
    deed = st.tuples(st.sampled_from(deeds), st.integers(0, 1), st.integers(*hundreds), st.integers(*days))
    few = settings(
        max_examples=max_examples,
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda check: few(given(st.lists(deed, min_size=6, max_size=10))(check))
