"""Tables in LaTeX, with the rules of booktabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SIGNS = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "`": r"\textasciigrave{}",
    "[": "{[}",  # after the end of a row LaTeX takes it for the beginning of an argument
    "]": "{]}",
    "*": "{*}",  # likewise
    "±": r"$\pm$",
    "−": "$-$",
    "÷": r"$\div$",
    "–": "--",
    "…": r"\dots{}",
    "●": r"$\bullet$",
    "◌": r"$\circ$",
    "‖": r"$\|$",
    "■": r"\rule{1ex}{1ex}",
}
_SIGN = re.compile("-(?=-)|" + "|".join(map(re.escape, _SIGNS)))
"""These, and a minus before another one: LaTeX would make a dash of the two."""
_NEGATIVE = re.compile(r"-[\d.]")
NEEDS = r"% needs \usepackage{booktabs}"


def latex_table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Return a tabular, its headings above; `right` says which columns are aligned to the right."""

    def line(cells: Iterable[str]) -> str:
        return "  " + " & ".join(map(escaped, cells)) + r" \\"

    alignment = "".join("r" if is_right else "l" for is_right in right)
    return [
        NEEDS,
        rf"\begin{{tabular}}{{{alignment}}}",
        r"  \toprule",
        line(headings),
        r"  \midrule",
        *map(line, rows),
        r"  \bottomrule",
        r"\end{tabular}",
    ]


def escaped(text: str) -> str:
    """Return the text escaped for LaTeX; letters of other scripts stay, for an engine that reads UTF-8."""
    set_so = _SIGN.sub(lambda match: _SIGNS.get(match.group(), "-{}"), text)
    return f"$-${set_so[1:]}" if _NEGATIVE.match(text) else set_so
