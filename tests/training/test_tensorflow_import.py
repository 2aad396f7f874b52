"""What the user set for other programs does not reach Keras and XLA."""

from __future__ import annotations

import json

import pytest

from mnist_lab.training.tensorflow_import import KERAS_HOME, settle_environment


@pytest.mark.parametrize(
    ("flags", "kept"),
    [
        ("", None),
        ("--xla_no_such_flag=1", None),
        ("--xla_cpu_enable_fast_math=true --xla_gpu_cuda_data_dir=/opt/cuda", "--xla_gpu_cuda_data_dir=/opt/cuda"),
    ],
)
def test_of_the_flags_for_xla_only_the_place_of_cuda_stays(flags: str, kept: str | None) -> None:
    environment = {"XLA_FLAGS": flags}
    settle_environment(environment)
    assert environment.get("XLA_FLAGS") == kept


def test_keras_reads_our_configuration_and_no_variable_of_the_users() -> None:
    environment = {
        "KERAS_HOME": "/home/somebody/.keras",
        "KERAS_BACKEND": "torch",
        "KERAS_MAX_EPOCHS": "many",
        "TF_XLA_FLAGS": "--no_such_flag",
        "TF_DETERMINISTIC_OPS": "1",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "DNNL_MAX_CPU_ISA": "SSE41",
        "TF_CPP_MIN_LOG_LEVEL": "0",
    }
    settle_environment(environment)
    assert environment == {"KERAS_HOME": str(KERAS_HOME), "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "0"}
    settings = json.loads((KERAS_HOME / "keras.json").read_text(encoding="utf-8"))
    assert settings == {
        "backend": "tensorflow",
        "floatx": "float32",
        "epsilon": 1e-07,
        "image_data_format": "channels_last",
    }
