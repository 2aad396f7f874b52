"""The cache of the compiled engine: which runs share it."""

from __future__ import annotations

from typing import Any

from mnist_lab.data.data_split import split
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import few_digits

DIGITS = few_digits(600, 200)
SPEC = RunSpec(units=4, batch_size=100)


class FakeEngine:
    """Compiles nothing; a subclass may refuse XLA."""

    refuses_xla = False

    def __init__(self, model: Any, spec: RunSpec, digits: Any, parts: Any, *, use_xla: bool = True) -> None:
        self.model, self.use_xla = model, use_xla
        self.began_with: list[int] = []

    def compile(self) -> None:
        import tensorflow as tf

        if self.use_xla and self.refuses_xla:
            raise tf.errors.UnimplementedError(None, None, "no XLA here")

    def begin(self, model: Any, seed: int) -> None:
        self.began_with.append(seed)


class WithoutXla(FakeEngine):
    refuses_xla = True


def engine_for(cache: Any, placement: str = "/CPU:0", **changes: Any) -> tuple[Any, str]:
    """Return the engine of the cache for the spec with these changes."""
    spec = SPEC.model_copy(update=changes)
    return cache.engine(object(), spec, DIGITS, split(spec, 600, 200), placement)


def a_cache(make_engine: Any = FakeEngine) -> Any:
    from mnist_lab.training.engine_cache import EngineCache

    return EngineCache(make_engine)


def test_the_plain_function_is_used_if_xla_cannot_compile() -> None:
    engine, compiled = engine_for(a_cache(WithoutXla))
    assert compiled == "graph"
    assert not engine.use_xla
    engine, compiled = engine_for(a_cache())
    assert compiled == "xla"
    assert engine.use_xla


def test_runs_that_differ_only_in_values_share_an_engine() -> None:
    cache = a_cache()
    first, _ = engine_for(cache)
    for changes in (
        {"seed": 7},
        {"learning_rate": 0.1},
        {"epochs": 3},
        {"kernel_initializer": "zero"},
        {"keep": "last"},
    ):
        assert engine_for(cache, **changes)[0] is first
    assert first.began_with == [7, 1, 1, 1, 1]


def test_runs_that_differ_in_shape_do_not_share_an_engine() -> None:
    cache = a_cache()
    last, _ = engine_for(cache)
    for changes in ({"units": 5}, {"dropout": 0.3}, {"max_norm": 1.0}, {"scale_pixels": False}, {"train_size": 100}):
        engine, _ = engine_for(cache, **changes)
        assert engine is not last
        last = engine
    elsewhere, _ = engine_for(cache, "/CPU:1", train_size=100)
    assert elsewhere is not last


def test_a_large_network_is_not_cached() -> None:
    cache = a_cache()
    first, _ = engine_for(cache, units=2048)
    assert engine_for(cache, units=2048)[0] is not first
