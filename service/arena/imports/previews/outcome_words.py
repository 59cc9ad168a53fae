"""What words of other languages may mean as outcomes. They become hints, and nothing is imported by them."""

from __future__ import annotations

from collections.abc import Iterable

_MEANINGS = {
    "left": (
        "1", "first", "one", "erste", "erstes", "links", "linke", "linkes", "gauche", "premier", "première",
        "izquierda", "primero", "primera", "sinistra", "primo", "esquerda", "primeiro", "left better",
        "model1", "player 1", "player_1", "win", "won", "gewonnen", "sieg", "gagné", "victoire",
    ),
    "right": (
        "2", "second", "two", "zweite", "zweites", "rechts", "rechte", "rechtes", "droite", "deuxième",
        "derecha", "segundo", "segunda", "destra", "secondo", "direita", "right better",
        "model2", "player 2", "player_2", "loss", "lost", "verloren", "niederlage", "perdu", "défaite",
    ),
    "tie": (
        "unentschieden", "gleich", "gleichstand", "beide", "beide gut", "remis", "égalité", "egalite", "nul",
        "match nul", "empate", "pareggio", "gelijk", "gelijkspel", "both", "neutral", "no preference",
    ),
    "both_bad": (
        "beide schlecht", "keins", "keine", "keines", "keiner", "weder noch", "neither", "none", "aucun",
        "aucune", "les deux mauvais", "ninguno", "ninguna", "nessuno", "nenhum", "geen", "bad",
    ),
}  # fmt: skip
_OF_WORDS = {word: outcome for outcome, words in _MEANINGS.items() for word in words}


def meanings(words: Iterable[str]) -> dict[str, str]:
    """Return what words may mean, "" where that cannot be guessed."""
    return {word: _OF_WORDS.get(" ".join(word.casefold().split()), "") for word in words}
