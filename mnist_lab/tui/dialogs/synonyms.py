"""Other words for what the keys do, by the id of the binding, for users who do not know the word on the screen."""

from __future__ import annotations

from collections.abc import Mapping

SYNONYMS: Mapping[str, str] = {
    "app.glossary": "help explain words terms",
    "app.keys": "help shortcuts bindings",
    "app.quit_anywhere": "exit close end",
    "app.theme": "colours colors theme dark light",
    "app.redraw": "refresh repaint clear",
    "batch.quick": "budget quick full fast",
    "batch.run": "start train begin",
    "chart.full_screen": "zoom enlarge maximise curves",
    "chart.metric": "loss accuracy",
    "form.baseline": "reset defaults",
    "form.reset": "default",
    "form.weights": "save checkpoint",
    "lab.guess": "predict hypothesis bet",
    "lab.write": "export save report markdown svg",
    "lab.verdict": "fit rule over-fitting under-fitting",
    "live.pause": "continue wait hold",
    "live.stop_after_epoch": "cancel end abort",
    "live.stop_now": "cancel end abort kill",
    "runs.edit": "clone duplicate settings change",
    "runs.name": "rename title",
    "runs.note": "comment describe",
    "runs.open_trash": "deleted bin restore",
    "runs.pin": "compare reference",
    "runs.redo": "again",
    "runs.repeat": "seed replicate again",
    "runs.rerun": "reproduce again",
    "runs.resume": "continue retry",
    "runs.tags": "label mark",
    "runs.trash": "delete remove discard",
    "runs.undo": "revert take back restore",
    "runs.verdict": "fit rule over-fitting under-fitting",
    "table.explain": "help column heading",
    "table.sort": "order",
    "table.sort_further": "order then by",
    "train.start": "run start begin fit",
    "train.verdict": "fit rule over-fitting under-fitting",
}
