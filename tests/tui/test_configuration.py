"""The configuration in the app."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.config.config_file import LoadedConfiguration, read_configuration
from support.driven import notices, open_app


async def test_a_wrong_configuration_file_is_one_toast_and_the_app_opens(tmp_path: Path) -> None:
    file = tmp_path / "mnist-lab.toml"
    file.write_text("repeats = 0\nslow_link = true")
    async with open_app(tmp_path, loaded=read_configuration(file)) as (_, app):
        (sentence,) = notices(app, "error")
        assert str(file) in sentence
        assert app.loaded_configuration.configuration.slow_link


async def test_a_right_one_is_no_toast(tmp_path: Path) -> None:
    async with open_app(tmp_path, loaded=LoadedConfiguration(tmp_path / "mnist-lab.toml")) as (_, app):
        assert not notices(app, "error")
