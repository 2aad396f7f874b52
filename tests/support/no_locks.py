"""A process on which every file system seems to have no locks: the kernel refuses its calls of flock."""

from __future__ import annotations

import ctypes
import errno
import platform

NUMBERS = {"x86_64": 73, "aarch64": 32}
"""The number of the system call flock on Linux."""
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000


class _Step(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step)))


def can_refuse_locks() -> bool:
    """Return whether this system has such filters."""
    return platform.system() == "Linux" and platform.machine() in NUMBERS


def refuse_locks() -> None:
    """Have the kernel answer ENOLCK to every flock of this process, for good; to be called before exec."""
    steps = (_Step * 4)(
        _Step(LOAD, 0, 0, 0),
        _Step(JUMP_IF_EQUAL, 0, 1, NUMBERS[platform.machine()]),
        _Step(RETURN, 0, 0, REFUSE | errno.ENOLCK),
        _Step(RETURN, 0, 0, ALLOW),
    )
    program = _Program(len(steps), steps)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of system calls")
