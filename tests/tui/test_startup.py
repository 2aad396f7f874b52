"""What the app imports before its first frame, and right after it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_first_frame_comes_before_tensorflow_and_the_labs_soon_after(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from mnist_lab.tui.app import LabApp
from mnist_lab.data.digits import load_digits
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab_store.run_store import RunStore

class Recorded(LabApp):
    imported = None

    def run_worker(self, *args, **kwargs):
        if self.imported is None:
            self.imported = set(sys.modules)
            assert self.screen.query(SpecForm)
        return super().run_worker(*args, **kwargs)

async def look():
    app = Recorded(Session(KerasTrainer(), RunStore(Path(sys.argv[1])), load_digits))
    async with app.run_test() as pilot:
        while not {"mnist_lab.tui.labs.screen", "mnist_lab.tui.runs.mode", "plotext"} <= set(sys.modules):
            await pilot.pause()
        late = {"tensorflow", "keras", "scipy", "mnist_lab.tui.labs.screen", "mnist_lab.services.lab_service"}
        late |= {"plotext", "textual.widgets._text_area"}
        late |= {"mnist_lab.tui.runs.screen", "mnist_lab.tui.dialogs.verdict_dialog"}
        assert app.imported and not late & app.imported, late & app.imported
        unused = {"numpy", "pydantic"}
        assert not unused & set(sys.modules), unused & set(sys.modules)
    app.session.close()

asyncio.run(look())
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
