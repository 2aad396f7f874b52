"""Where runs are trained besides this process: local workers, a running Dask scheduler, or machines reached by SSH."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import parse_qs, urlsplit

MOST_LOCAL_WORKERS = 256
EXPECTED = "a number of local workers such as 4, tcp://HOST:PORT, tls://HOST:PORT, or ssh://HOST,HOST"
HOST = re.compile(r"(?:([A-Za-z0-9_.-]+)@)?([A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?")
INSTALLS = "pip install 'mnist-lab[cluster]'"


class WorkersInvalid(ValueError):
    """A text that names no workers; the message goes on after the name of the option or key, without a full stop."""


@dataclass(frozen=True, slots=True)
class SshHost:
    """A machine that is reached by SSH; `user` is empty for the usual one, `port` None for 22."""

    host: str
    user: str = ""
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Workers:
    """The workers asked for: `count` processes here, the scheduler at `address`, or `hosts` by SSH.

    `python` is the interpreter on these hosts, empty for that of this process. `text` is what was asked for.
    """

    text: str
    count: int = 0
    address: str = ""
    hosts: tuple[SshHost, ...] = ()
    python: str = ""

    @property
    def are_ours(self) -> bool:
        """Return whether they are started and ended by this process."""
        return not self.address

    @property
    def expected(self) -> int:
        """Return how many there should be, 1 if that is not known before they are reached."""
        return max(1, self.count or len(self.hosts))

    @property
    def title(self) -> str:
        """Return what they are called on a screen: "4 workers", "tcp://gpu1:8786", "2 machines by SSH"."""
        if self.address:
            return self.address
        if self.hosts:
            return f"{len(self.hosts)} machine{'s' if len(self.hosts) > 1 else ''} by SSH"
        return f"{self.count} local worker{'s' if self.count > 1 else ''}"


def workers_of(text: str) -> Workers:
    """Return the workers that a text names.

    Raises:
        WorkersInvalid: if it names none.
    """
    words = text.strip()
    if words.isdecimal():
        if 1 <= int(words) <= MOST_LOCAL_WORKERS:
            return Workers(words, count=int(words))
        raise WorkersInvalid(f"takes 1 to {MOST_LOCAL_WORKERS} local workers, not {words}")
    if words.startswith(("tcp://", "tls://")):
        return Workers(words, address=_address(words))
    if words.startswith("ssh://"):
        return _ssh(words)
    raise WorkersInvalid(f"takes {EXPECTED}, not “{words}”")


def why_unusable(library: str = "distributed") -> str:
    """Return why no workers can be used, in a sentence, without importing Dask; empty if they can."""
    if find_spec(library) is not None:
        return ""
    return f"Training on workers needs Dask, which is not installed: `{INSTALLS}` installs it."


def check_workers(text: str) -> str:
    """Return a text that names workers, or an empty one.

    Raises:
        WorkersInvalid: if it names none.
    """
    return workers_of(text).text if text.strip() else ""


def _address(words: str) -> str:
    parts = urlsplit(words)
    try:
        is_whole = bool(parts.hostname) and parts.port is not None and not parts.path
    except ValueError:
        is_whole = False
    if not is_whole:
        raise WorkersInvalid(f"takes {parts.scheme}://HOST:PORT, not “{words}”")
    return words


def _ssh(words: str) -> Workers:
    named, _, query = words.removeprefix("ssh://").partition("?")
    options = parse_qs(query, keep_blank_values=True)
    hosts = []
    for word in named.split(","):
        found = HOST.fullmatch(word.strip())
        if found is None or (found[3] and not 0 < int(found[3]) < 65536):
            raise WorkersInvalid(f"takes ssh://HOST,USER@HOST:PORT and so on; “{word}” is no host")
        hosts.append(SshHost(found[2], found[1] or "", int(found[3]) if found[3] else None))
    if set(options) - {"python"} or not all(values[0] for values in options.values()):
        raise WorkersInvalid(f"takes ?python=/PATH/TO/PYTHON after the hosts, not “?{query}”")
    return Workers(words, hosts=tuple(hosts), python=options.get("python", [""])[0])
