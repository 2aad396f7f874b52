"""A lab in every form in which it can be written, each read by what reads such files."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

from mnist_lab.domain.exports.content import Form
from mnist_lab.domain.labs.content import LabContent
from support.lab_examples import SAME, STEADY, WORSE, a_result

ONE = LabContent((a_result("dropout", STEADY, WORSE),), lambda: "0.1")
ALL = LabContent((a_result("dropout", STEADY, WORSE), a_result("relu", STEADY, SAME[:1])), lambda: "0.1")


def test_the_report_has_its_curves_beside_it() -> None:
    assert ONE.name == "lab-dropout"
    assert list(ONE.beside(Form.MARKDOWN)) == ["lab-dropout.svg"]
    assert "(lab-dropout.svg)" in ONE.text(Form.MARKDOWN, ())
    assert "MNIST Lab 0.1" in ONE.text(Form.MARKDOWN, ())
    assert list(ALL.beside(Form.MARKDOWN)) == ["lab-dropout.svg", "lab-relu.svg"]
    assert ALL.beside(Form.CSV) == {}


def test_each_other_form_can_be_read() -> None:
    for content, groups in ((ONE, 2), (ALL, 4)):
        rows = list(csv.DictReader(io.StringIO(content.text(Form.CSV, ()), newline="")))
        assert len(rows) == groups
        assert all(row["lab"] and row["label"] and None not in row.values() for row in rows)
        document = json.loads(content.text(Form.JSON, ()), parse_constant=lambda name: 1 / 0)
        found = [group for lab in document["labs"] for group in lab["groups"]]
        assert [row["mean"] for row in rows] == [f"{group['mean']}" for group in found]
        assert [row["runs"].split(";") for row in rows] == [group["runs"] for group in found]
        latex = content.text(Form.LATEX, ())
        assert latex.count(r"\begin{tabular}") == 2 * len(document["labs"]) == latex.count(r"\bottomrule")
        assert content.tabbed(()).count("\t") >= groups


def test_the_curves_alone_are_of_one_lab() -> None:
    assert Form.SVG in dict(ONE.forms)
    assert ET.fromstring(ONE.text(Form.SVG, ())).tag.endswith("svg")
    assert Form.SVG not in dict(ALL.forms)
