"""Words that belong to courts and bailiffs: a reminder that uses them may be taken for one of their documents."""

import re
import unicodedata
from typing import NamedTuple

COURT, BAILIFF, SEIZURE, THREAT = "court", "bailiff", "seizure", "threat"


class Finding(NamedTuple):
    """Words of a text, as they are written there, and why they are delicate."""

    words: str
    reason: str


# Without accents, in lower case; spaces stand for any blank. French, Dutch, English.
_WORDS = {
    BAILIFF: (
        r"commandements? de payer",
        r"sommations?",
        r"huissiers?",
        r"commissaires? de justice",
        r"exploits? d huissier",
        r"etudes? d huissier",
        r"(?:gerechts)?deurwaarders?",
        r"bevel tot betaling",
        r"dwangbevel(?:en)?",
        r"bailiffs?",
        r"sheriffs?",
    ),
    COURT: (
        r"assignations?",
        r"injonctions? de payer",
        r"significations?",
        r"greffes?",
        r"titres? executoires?",
        r"jugements?",
        r"au nom (?:de la loi|du peuple)",
        r"republique francaise",
        r"royaume de belgique",
        r"dagvaarding(?:en)?",
        r"vonnis(?:sen)?",
        r"griffie",
        r"uitvoerbare titels?",
        r"in naam der wet",
        r"writs?",
        r"summons(?:es)?",
        r"subpoenas?",
        r"court orders?",
        r"payment orders?",
        r"judge?ments?",
        r"in the name of the law",
    ),
    SEIZURE: (
        r"saisies?(?:-\w+)?",
        r"saisir (?:vos|votre|ses|leurs?) (?:biens?|comptes?|salaires?)",
        r"expulsions?",
        r"mesures? d execution(?: forcee)?",
        r"executions? forcees?",
        r"(?:loon|roerend |uitvoerend |bewarend )?beslag(?:legging(?:en)?|name)?",
        r"gedwongen uitvoering",
        r"seizures?",
        r"seize your (?:goods|assets|accounts?|wages)",
        r"garnishments?",
        r"repossess(?:ion|ions)?",
        r"forced execution",
    ),
    THREAT: (
        r"dernier (?:avis|avertissement|rappel) avant \w+",
        r"ultime (?:avis|avertissement|rappel|relance)",
        r"avant (?:toute )?poursuites?",
        r"poursuites? (?:judiciaires?|penales?|immediates?)",
        r"action en justice",
        r"actions? judiciaires?",
        r"depot de plainte",
        r"porter(?:ons)? plainte",
        r"sanctions? penales?",
        r"fichiers? (?:de la )?banque de france",
        r"liste noire",
        r"laatste (?:aanmaning|waarschuwing|herinnering) voor \w+",
        r"gerechtelijke (?:stappen|procedures?|vervolging(?:en)?|invordering)",
        r"strafrechtelijke vervolging",
        r"zwarte lijst",
        r"(?:final|last) (?:notice|warning|reminder) before \w+",
        r"legal (?:action|proceedings)",
        r"court (?:action|proceedings)",
        r"lawsuits?",
        r"prosecut(?:e|ed|ion|ions)",
        r"criminal (?:charges?|complaint)",
        r"blacklist(?:ed)?",
    ),
}
# Harmless in a sentence ("the competent court"), misleading at the head of a letter.
_TITLE_WORDS = {
    COURT: (
        r"tribuna(?:l|ux)",
        r"cours? d appel",
        r"justice de paix",
        r"procedures?",
        r"contentieux",
        r"rechtbank(?:en)?",
        r"vredegerecht",
        r"gerecht(?:elijke?)?",
        r"courts?",
        r"tribunals?",
        r"litigation",
    ),
    THREAT: (
        r"poursuites?",
        r"derniere? (?:avis|avertissement|mise en demeure|chance)",
        r"vervolging(?:en)?",
        r"(?:final|last) (?:notice|warning|chance)",
    ),
}


def _compile(words):
    return {
        reason: re.compile(r"(?<!\w)(?:%s)(?!\w)" % "|".join(patterns).replace(" ", r"[\s'\u2019]+"))
        for reason, patterns in words.items()
    }


_IN_TEXT, _IN_TITLE = _compile(_WORDS), _compile(_TITLE_WORDS)


def find_delicate_words(title, text):
    """Words that make a message look as if it came from a court or a bailiff, or that threaten.

    A hint, not a verdict: "saisie" is also what is done with a keyboard, and a lawyer may have weighed each word.

    :param str title: subject or title of the message
    :param str text: what it says, without markup
    :return: list of :class:`Finding`, each wording once, in the order in which they come

    C. pén. 433-13 (documents that look like those of a court); Belgian law of 20 December 2002 art. 3, now in Book XIX
    CEL, for consumers.

    >>> find_delicate_words("Dernier avis avant saisie", "L'HUISSIER viendra.")
    [Finding(words='Dernier avis avant saisie', reason='threat'), Finding(words='HUISSIER', reason='bailiff')]
    >>> find_delicate_words("Reminder", "The court of Lyon has jurisdiction.")
    []
    """
    found = _search(title, _IN_TEXT) + _search(title, _IN_TITLE) + _search(text, _IN_TEXT)
    kept = []
    for finding in found:
        if not any(finding.words.lower() in other.words.lower() for other in kept):
            kept.append(finding)
    return kept


def _search(text, patterns):
    plain = "".join(map(_simplify, text))
    matches = [(match, reason) for reason, pattern in patterns.items() for match in pattern.finditer(plain)]
    # The longest wording of those that start together says most.
    matches.sort(key=lambda found: (found[0].start(), -found[0].end()))
    return [Finding(" ".join(text[slice(*match.span())].split()), reason) for match, reason in matches]


def _simplify(character):
    """A character without its accent, in lower case: always one, so that places in the text stay the same."""
    return unicodedata.normalize("NFD", character)[0].lower()[0]
