"""FastChat, the software behind Chatbot Arena: its raw logs and the judgments of MT-bench."""

from __future__ import annotations

from collections.abc import Iterator

from service.arena.imports.presets.preset import Preset, Sample
from service.arena.imports.presets.reshaping import (
    IS_VOTE,
    YES,
    Row,
    Vote,
    at,
    parsed,
    reshaping,
    text,
)
from service.arena.imports.votes.columns import Columns, Policies
from service.arena.imports.votes.filters import Filter

_VOTES = {"leftvote": "left", "rightvote": "right", "tievote": "tie", "bothbad_vote": "both_bad"}
_HEADINGS = ("### Model A: ", "### Model B: ")


def _battle(row: Row) -> Iterator[Vote]:
    """Yield the vote of a line of a log; other lines are chats, upvotes and the like.

    The state of each side knows its model; the names on the page are empty as long as the battle is blind.
    """
    outcome = _VOTES.get(row["type"] or "")
    if outcome is None:
        return
    states, shown = parsed(row["states"]), parsed(row["models"])
    yield {
        "model_left": _model(at(states, 0), at(shown, 0)),
        "model_right": _model(at(states, 1), at(shown, 1)),
        "outcome": outcome,
        "prompt": _prompt(at(states, 0)),
        "external_id": text(at(states, 0, "conv_id")),
    }


def _model(state: object, shown: object) -> str | None:
    return text(at(state, "model_name")) or _plain(text(shown) or "")


def _plain(name: str) -> str | None:
    """Return a model's name without the heading that the page puts around it."""
    if name.startswith("<h3>"):
        return name.removeprefix("<h3>").strip().removesuffix("</h3>").partition(": ")[2] or None
    for heading in _HEADINGS:
        name = name.removeprefix(heading)
    return name or None


def _prompt(state: object) -> str | None:
    """Return the first message of the voter: those before the offset belong to the template."""
    offset = at(state, "offset")
    told = at(state, "messages", offset if isinstance(offset, int) else 0, 1)
    return text(at(state, "prompt")) or text(told if not isinstance(told, list) else at(told, 0))


def _judgment(row: Row) -> Iterator[Vote]:
    """Yield the vote of a judge who saw both answers in both orders.

    As FastChat counts it: the verdicts must agree, or it is a tie. A verdict that could not be read
    (``error``) makes the row no vote.
    """
    one, other = row["g1_winner"], row["g2_winner"]
    if "error" in (one, other):
        return
    sides = {"model_1": "left", "model_2": "right"}
    yield {"outcome": sides.get(one or "", "tie") if one == other else "tie"}


def _is_log(sample: Sample) -> bool:
    return any(row.get("type") in _VOTES for row in sample)


def _has_turns(sample: Sample) -> bool:
    return all(row.get("turn") in {"1", "2"} for row in sample)


_ONLY_VOTES = (Filter(IS_VOTE, YES),)

LOG = Preset(
    name="fastchat-log",
    title="A log of FastChat (Chatbot Arena, GenAI-Arena)",
    needs=("type", "models", "states"),
    confirms=_is_log,
    reads=("type", "models", "states"),
    gives=("model_left", "model_right", "outcome", "prompt", "external_id", IS_VOTE),
    reshape=reshaping(_battle),
    columns=Columns(mapped={"voted_at": ("tstamp",)}, filters=_ONLY_VOTES),
    notes=(
        (
            "lines that are no votes are left out; votes of banned addresses, and on conversations that "
            "reveal a model, are not"
        ),
        "the address (ip) becomes the voter only with --map voter=ip",
    ),
)

MT_BENCH_PAIRS = Preset(
    name="mt-bench-pairs",
    title="MT-bench, pairs judged by a model",
    needs=("model_1", "model_2", "g1_winner", "g2_winner"),
    reads=("g1_winner", "g2_winner"),
    gives=("outcome", IS_VOTE),
    reshape=reshaping(_judgment),
    columns=Columns(
        mapped={"model_left": ("model_1",), "model_right": ("model_2",), "voted_at": ("tstamp",)},
        filters=_ONLY_VOTES,
        policies=Policies(no_id=True),
    ),
    notes=(
        "two verdicts in opposite orders are one vote, a tie where they disagree, as FastChat counts them",
        "question_id names the question, so votes have no id",
    ),
)

MT_BENCH = Preset(
    name="mt-bench",
    title="MT-bench, human judgments",
    needs=("question_id", "model_a", "model_b", "winner", "judge", "turn"),
    lacks=("tstamp",),
    confirms=_has_turns,
    columns=Columns(
        mapped={
            "model_left": ("model_a",),
            "model_right": ("model_b",),
            "outcome": ("winner",),
            "voter": ("judge",),
            "prompt": ("conversation_a[0].content",),
        },
        words={"outcome": {"tie (inconsistent)": "tie"}},
        policies=Policies(no_id=True),
    ),
    notes=("question_id names the question, so votes have no id; the turn is not kept",),
)

PRESETS = (LOG, MT_BENCH_PAIRS, MT_BENCH)
