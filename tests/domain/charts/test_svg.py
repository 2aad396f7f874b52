"""Curves as a picture."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest

from mnist_lab.domain.charts.bands import band_of
from mnist_lab.domain.charts.svg import Curves, loss_svg
from mnist_lab.domain.charts.svg_parts import LEFT, TOP
from support.fakes import a_history


def test_a_picture_is_xml_and_its_groups_differ_without_colour() -> None:
    band = band_of([a_history([0.3, 0.2]), a_history([0.4, 0.1])], lambda epoch: epoch.val_loss)
    picture = loss_svg("<a> & \x00b", "“c”", [Curves("<one>", band, band), Curves("two", band)], ["a < b"])
    root = ElementTree.fromstring(picture)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    for words in ("<a> & b", "“c”", "<one>", "two", "a < b", "epoch", "loss (nats a digit)", "0.0", "2"):
        assert words in texts
    lines = [path.get("stroke-dasharray") for path in root.iter() if path.get("stroke-width") == "2"]
    assert len(set(lines)) == 2
    assert root.find("{http://www.w3.org/2000/svg}rect").get("fill") == "#ffffff"  # type: ignore[union-attr]


@pytest.mark.parametrize("losses", [[], [math.nan], [math.inf, 1e300], [0.0], [2.3] * 300], ids=str)
def test_any_history_makes_a_picture(losses: list[float]) -> None:
    band = band_of([a_history(losses)], lambda epoch: epoch.val_loss)
    picture = loss_svg("a", "b", [Curves("one", band, band)], [])
    ElementTree.fromstring(picture)
    assert "nan" not in picture
    assert "inf" not in picture


def test_the_first_epoch_is_at_the_left_edge_and_a_loss_off_the_scale_is_told() -> None:
    band = band_of([a_history([80.0, 0.5, 0.4, 0.4, 0.3, 0.3, 0.2, 0.2])], lambda epoch: epoch.val_loss)
    picture = loss_svg("a", "b", [Curves("one", band)], [])
    root = ElementTree.fromstring(picture)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "↑ 80.0000" in texts
    assert "0" not in texts
    line = next(path.get("d", "") for path in root.iter() if path.get("stroke-width") == "2")
    left, height = line.removeprefix("M").split("L")[0].split()
    assert float(left) == LEFT
    assert float(height) < TOP, "the line leaves the plot, which clips it: it does not run along its edge"
