"""Imports TensorFlow on the training thread, disturbing the screen as little as possible."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import sys
import threading
from pathlib import Path

from mnist_lab.util.gc_control import gc_frozen

LIBRARIES = ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2", "python/_pywrap_tensorflow_internal.so")
NICENESS = 10


def is_loaded() -> bool:
    """Return whether TensorFlow is in memory."""
    return "tensorflow" in sys.modules


def load() -> None:
    """Import TensorFlow and Keras, unless that is done.

    The calling thread's priority is lowered first: TensorFlow's pools inherit it, so that the thread that draws goes
    first.

    Raises:
        ImportError: if they are not installed or cannot be loaded.
    """
    if is_loaded():
        return
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    _give_way()
    _load_libraries()
    with gc_frozen():
        import keras
        import tensorflow  # noqa: F401

    # the user's keras.json may have other values, and must not change the results of a run
    keras.config.set_floatx("float32")


def _give_way() -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _load_libraries() -> None:
    """Load the large libraries through a foreign call, which releases Python's lock; an import would keep it."""
    found = importlib.util.find_spec("tensorflow")
    if sys.platform != "linux" or found is None or found.origin is None:
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = [ctypes.c_char_p, ctypes.c_int], ctypes.c_void_p
    for name in LIBRARIES:
        library = Path(found.origin).parent / name
        if library.exists():
            dlopen(os.fsencode(library), os.RTLD_NOW)
