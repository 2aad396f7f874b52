"""Imports TensorFlow on the training thread, disturbing the screen as little as possible."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import sys
import threading
from collections.abc import MutableMapping
from pathlib import Path

from mnist_lab.training.processors import available_processors, usable_processors
from mnist_lab.util.gc_control import gc_frozen

LIBRARIES = ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2", "python/_pywrap_tensorflow_internal.so")
NICENESS = 10
KERAS_HOME = Path(__file__).with_name("keras_home")
IGNORED = (
    "KERAS_NNX_ENABLED", "KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH",
    "TF_XLA_FLAGS", "TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC",
    "TF_ENABLE_ONEDNN_OPTS", "TF_SET_ONEDNN_FPMATH_MODE",
)  # fmt: skip
IGNORED_BEGINNINGS = ("ONEDNN_", "DNNL_", "TF_AUTO_MIXED_PRECISION_")
"""Variables that change figures, or end the process if their value is not one they know."""
CUDA_FOLDER = "--xla_gpu_cuda_data_dir="


def is_loaded() -> bool:
    """Return whether TensorFlow is in memory."""
    return "tensorflow" in sys.modules


def load(processors: int | None = None) -> None:
    """Import TensorFlow and Keras, unless that is done.

    The calling thread's priority is lowered first: TensorFlow's pools inherit it, so that the thread that draws goes
    first. It computes with a thread for each of the `processors`, which are those available unless given.

    Raises:
        ImportError: if they are not installed or cannot be loaded.
    """
    if is_loaded():
        return
    settle_environment(os.environ)
    _give_way()
    _load_libraries()
    with gc_frozen():
        import keras
        import tensorflow as tf

    assert keras.config.backend() == "tensorflow"
    threads = processors or available_processors()
    if threads < usable_processors():  # TensorFlow knows no control groups
        tf.config.threading.set_intra_op_parallelism_threads(threads)


def settle_environment(environment: MutableMapping[str, str]) -> None:
    """Keep what the user set for other programs from changing the figures of a run, or from stopping TensorFlow.

    Keras reads a `keras.json` of ours. Of the flags for XLA, which ends the process if it does not know one, only where
    CUDA is stays.
    """
    for name in [name for name in environment if name in IGNORED or name.startswith(IGNORED_BEGINNINGS)]:
        del environment[name]
    environment["KERAS_BACKEND"] = "tensorflow"
    environment["KERAS_HOME"] = str(KERAS_HOME)
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    flags = environment.pop("XLA_FLAGS", "").split()
    kept = [flag for flag in flags if flag.startswith(CUDA_FOLDER)]
    if kept:
        environment["XLA_FLAGS"] = " ".join(kept)


def first_line(error: BaseException) -> str:
    """Return the first line of the message that has words, without its full stop."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")[:300]


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
