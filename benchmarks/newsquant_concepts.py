"""concepts"""


def concepts(sentence, reading, phrase):
    return frozenset()
