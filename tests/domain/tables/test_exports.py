"""Tables for other programs: CSV, LaTeX and Markdown, with any characters in a name."""

from __future__ import annotations

import csv
import io
import math

import pytest

from mnist_lab.domain.formatting.latex import escaped, latex_table
from mnist_lab.domain.formatting.markdown import markdown_table
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import column_named, columns_of
from mnist_lab.domain.tables.csv_export import csv_text, summary_cells
from support.fakes import a_history
from support.run_examples import a_summary


def test_csv_follows_rfc_4180() -> None:
    text = csv_text(["name", "units"], [['a "b", c', 64], ["two\nlines", None], ["plain", 0.1]])
    assert text == 'name,units\r\n"a ""b"", c",64\r\n"two\nlines",\r\nplain,0.1\r\n'


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "=cmd|' /C calc'!A0"])
def test_a_name_is_no_formula_in_a_spreadsheet(name: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_text(["name", "gap"], [[name, -0.25]]).partition("\r\n")[2]))
    assert row == ["'" + name, "-0.25"]


def test_a_run_in_csv_has_every_digit_and_empty_cells() -> None:
    run = a_summary(
        1, a_history([0.1, 1 / 3]), RunSpec(validation_split=0.25), tags=("a", "b c"), test_accuracy=math.nan, name="n"
    )
    keys = ["name", "val_loss", "validation_split", "max_norm", "scale_pixels", "test_accuracy", "test_loss", "tags"]
    columns = [column_named(key, columns_of()) for key in keys]
    assert csv_text(keys, [summary_cells(run, columns)]).splitlines()[1] == f"n,{1 / 3!r},0.25,,true,nan,,a;b c"
    created = summary_cells(run, [column_named("created", columns_of())])
    assert created == [run.run.created.isoformat()]


@pytest.mark.parametrize(
    ("text", "set_so"),
    [
        ("50% & #1_{x}", r"50\% \& \#1\_\{x\}"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("~^$", r"\textasciitilde{}\textasciicircum{}\$"),
        ("[a] *", "{[}a{]} {*}"),
        ("a--b---c", "a-{}-b-{}-{}-c"),
        ("-0.0123", "$-$0.0123"),
        ("98.05 ±0.11", r"98.05 $\pm$0.11"),
        ("÷ 255", r"$\div$ 255"),
        ("good ■", r"good \rule{1ex}{1ex}"),
        ("naïve 数", "naïve 数"),
    ],
)
def test_text_is_escaped_for_latex(text: str, set_so: str) -> None:
    assert escaped(text) == set_so


def test_a_latex_table_has_the_rules_of_booktabs() -> None:
    assert latex_table(["name", "test %"], [["a_b", "98.05"]], [False, True]) == [
        r"% needs \usepackage{booktabs}",
        r"\begin{tabular}{lr}",
        r"  \toprule",
        r"  name & test \% \\",
        r"  \midrule",
        r"  a\_b & 98.05 \\",
        r"  \bottomrule",
        r"\end{tabular}",
    ]


def test_text_is_escaped_for_markdown() -> None:
    (*_, line) = markdown_table(["name"], [[r"a\|b <img> `c` *d* _e_ f_g [h](i) &amp; R&D ~4 more"]], [False])
    assert line == r"| a\\\|b \<img> \`c\` \*d\* \_e\_ f_g \[h](i) \&amp; R&D ~4 more |"
