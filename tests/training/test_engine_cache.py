"""The cache of the compiled engine: which runs share it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_lab.data.data_split import split
from mnist_lab.domain.runs.cost_estimate import parameter_count
from mnist_lab.domain.runs.spec import RunSpec
from support.fakes import few_digits

DIGITS = few_digits(600, 200)
SPEC = RunSpec(units=4, batch_size=100)
MOST_ENGINES_KEPT = 16


class FakeMeasuring:
    """What measures networks of one number of nodes; `another` is the one it was made after."""

    def __init__(self, model: Any, spec: RunSpec, parts: Any, *, use_xla: bool, another: Any) -> None:
        self.made_for, self.another = (spec.units, use_xla), another

    def suits(self, spec: RunSpec, parts: Any, *, use_xla: bool) -> bool:
        return (spec.units, use_xla) == self.made_for


class FakeEngine:
    """Compiles nothing; a subclass may refuse XLA."""

    refuses_xla = False
    make_measuring = FakeMeasuring

    def __init__(self, model: Any, spec: RunSpec, digits: Any, parts: Any, *, use_xla: bool, measuring: Any) -> None:
        self.model, self.use_xla, self.measuring = model, use_xla, measuring
        self.began_with: list[tuple[int, float]] = []

    def compile(self) -> None:
        import tensorflow as tf

        if self.use_xla and self.refuses_xla:
            raise tf.errors.UnimplementedError(None, None, "no XLA here")

    def begin(self, model: Any, spec: RunSpec) -> None:
        self.began_with.append((spec.seed, spec.dropout))


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
        {"dropout": 0.5},
        {"learning_rate": 0.1},
        {"epochs": 3},
        {"kernel_initializer": "zero"},
        {"keep": "last"},
    ):
        assert engine_for(cache, **changes)[0] is first
    assert first.began_with == [(7, 0.2), (1, 0.5), *[(1, 0.2)] * 4]


def test_runs_that_differ_in_shape_do_not_share_an_engine() -> None:
    cache = a_cache()
    last, _ = engine_for(cache)
    for changes in (
        {"units": 5},
        {"dropout": 0.0},
        {"optimizer": "adam"},
        {"momentum": 0.5, "optimizer": "sgd"},
        {"batch_size": 50},
        {"max_norm": 1.0},
        {"scale_pixels": False},
        {"train_size": 100},
    ):
        engine, _ = engine_for(cache, **changes)
        assert engine is not last
        last = engine
    elsewhere, _ = engine_for(cache, "/CPU:1", train_size=100)
    assert elsewhere is not last


@pytest.mark.parametrize("activation", ["hard_sigmoid", "softmax"])
def test_a_rate_that_is_compiled_in_is_not_shared(activation: str) -> None:
    cache = a_cache()
    first, _ = engine_for(cache, activation=activation)
    assert engine_for(cache, activation=activation, dropout=0.5)[0] is not first
    assert engine_for(cache, activation=activation, seed=2)[0] is first


def test_an_engine_is_kept_while_others_are_used() -> None:
    cache = a_cache()
    small, _ = engine_for(cache)
    wide, _ = engine_for(cache, units=5)
    assert engine_for(cache)[0] is small
    assert engine_for(cache, units=5)[0] is wide


def test_networks_of_one_shape_share_what_measures_them() -> None:
    cache = a_cache()
    first, _ = engine_for(cache)
    other_batch, _ = engine_for(cache, batch_size=50)
    assert other_batch is not first
    assert other_batch.measuring is first.measuring
    wide, _ = engine_for(cache, units=5)
    assert wide.measuring is not first.measuring
    assert wide.measuring.another is first.measuring


@given(order=st.lists(st.integers(1, 60), max_size=120))
def test_the_least_recently_used_engines_go_first(order: list[int]) -> None:
    """The last ones used are those kept, as long as there are not too many."""
    cache, last_used = a_cache(), list[int]()
    engines: dict[int, Any] = {}
    for units in order:
        engine, _ = engine_for(cache, units=units)
        assert (engine is engines.get(units)) == (units in last_used[-MOST_ENGINES_KEPT:])
        engines[units] = engine
        last_used = [*(each for each in last_used if each != units), units]


@given(order=st.lists(st.sampled_from([4, 300, 500, 700, 900]), max_size=30))
def test_the_engines_kept_stay_within_the_bound_of_parameters(order: list[int]) -> None:
    """An engine that came back from the cache was in it together with those used since."""
    from mnist_lab.training.engine_cache import MOST_PARAMETERS_KEPT

    cache = a_cache()
    engines: dict[int, Any] = {}
    for place, units in enumerate(order):
        engine, _ = engine_for(cache, units=units)
        if engine is engines.get(units):
            before = max(at for at in range(place) if order[at] == units)
            together = {*order[before : place + 1]}
            assert sum(parameter_count(SPEC.model_copy(update={"units": each})) for each in together) <= (
                MOST_PARAMETERS_KEPT
            )
        engines[units] = engine


def test_a_large_network_is_not_cached() -> None:
    cache = a_cache()
    first, _ = engine_for(cache, units=2048)
    assert engine_for(cache, units=2048)[0] is not first
