"""A stylesheet that parses, looks up and applies again only what has changed."""

from __future__ import annotations

from operator import is_
from weakref import WeakKeyDictionary

from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

PathState = list[tuple[frozenset[str], list[bool]]]
"""For every node from a widget up to the app: its classes, and whether it has each pseudo-class that counts."""


class KeptStylesheet(Stylesheet):
    """Keeps what it has parsed until a variable changes, and the styles of component classes until a class does.

    Textual parses everything again whenever it applies the styles, which it does several times before the first frame,
    and once more when the next widget of a new kind is shown: half of the time to the first frame without imports.
    It then looks at every rule for every widget, and for each of its component classes, of which most widgets have
    several: a third of the time that the app takes to open its screens.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._eligible: list[RuleSet] | None = None
        self._places: dict[int, int] = {}
        self._rules_by_names: dict[frozenset[str], list[RuleSet]] = {}
        self._pseudo_classes: dict[frozenset[str], list[str]] = {}
        self._component_states: WeakKeyDictionary[DOMNode, PathState] = WeakKeyDictionary()

    def set_variables(self, variables: dict[str, str]) -> None:
        """Parse again with these variables, if they are others."""
        if variables != self._variables:
            super().set_variables(variables)
            self._require_parse = True

    def reparse(self) -> None:
        """Parse what is new; everything, if a variable has changed."""
        self.parse()

    def parse(self) -> None:
        """Parse what is new, and forget what was found among other rules."""
        before = self._rules
        super().parse()
        if len(before) != len(self._rules) or not all(map(is_, before, self._rules)):
            self._places = {id(rule): place for place, rule in enumerate(self._rules)}
            self._rules_by_names.clear()
            self._pseudo_classes.clear()
            self._component_states.clear()

    @property
    def rules(self) -> list[RuleSet]:
        """Return all rules, or while the styles of a node are applied, those that may apply to it."""
        return super().rules if self._eligible is None else self._eligible

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[object], RulesMap] | None = None
    ) -> None:
        """Apply the styles to a node."""
        self._eligible = self._rules_for(node._selector_names)
        try:
            super().apply(node, animate=animate, cache=cache)
        finally:
            self._eligible = None

    def _rules_for(self, names: set[str]) -> list[RuleSet]:
        """Return the rules that may apply to a node with these selectors, in the order of the sources."""
        rules_by_name = self.rules_map
        known = frozenset(names & rules_by_name.keys())
        found = self._rules_by_names.get(known)
        if found is None:
            wanted = {id(rule): rule for name in known for rule in rules_by_name[name]}
            in_order = sorted(wanted, key=self._places.__getitem__)
            found = self._rules_by_names[known] = [wanted[each] for each in in_order]
        return found

    def _process_component_classes(self, node: DOMNode) -> None:
        """Find the styles of component classes again if a class has changed that they depend on."""
        components = node._get_component_classes()
        if not components:
            return
        self._eligible = None
        state = self._path_state(node, components)
        if self._component_states.get(node) != state or components != node._component_styles.keys():
            super()._process_component_classes(node)
            self._component_states[node] = state

    def _path_state(self, node: DOMNode, components: frozenset[str]) -> PathState:
        pseudo_classes = self._pseudo_classes.get(components)
        if pseudo_classes is None:
            pseudo_classes = self._pseudo_classes[components] = self._pseudo_classes_above(components)
        return [
            (each.classes, [each.has_pseudo_class(name) for name in pseudo_classes]) for each in node.css_path_nodes
        ]

    def _pseudo_classes_above(self, components: frozenset[str]) -> list[str]:
        """Return the pseudo-classes of nodes that the styles of these component classes depend on.

        The node of a component class has no pseudo-class itself, so a rule that asks it for one never applies.
        """
        selector_sets = [
            selector_set.selectors
            for rule in self._rules_for({"*", *(f".{name}" for name in components)})
            for selector_set in rule.selector_set
        ]
        return sorted({
            name
            for selectors in selector_sets if not selectors[-1].pseudo_classes
            for selector in selectors
            for name in selector.pseudo_classes
        })  # fmt: skip
