"""Signatures that say who has made a bundle: Ed25519, in the files of minisign. The one module with that library.

Signing is an extra (``pip install 'partnerkit[sign]'``): who exchanges bundles by hand needs none.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from partnerkit.diagnostics import Diagnostic, Result, Span

ENDING = ".minisig"
"""What follows the name of a file in the name of its signature."""
MAX_BYTES = 20_000
"""Of a key or a signature, which have a few lines."""

_CODE = "bad-signature"


def sign(data: bytes, name: str, key: Path, password: Callable[[], str]) -> Result[bytes]:
    """The signature of a file; empty where it cannot be made.

    Args:
        data: the bytes of the file.
        name: its name, which is signed with it.
        key: a secret key of minisign.
        password: asks for the password of the key, if it has one.
    """
    minisign = _library()
    if minisign is None:
        return Result(b"", (_not_installed(name),))
    try:
        with minisign.SecretKey.from_bytes(_bounded(key)) as secret:
            if secret.is_encrypted():
                secret.decrypt(password())
            return Result(bytes(secret.sign(data, trusted_comment=f"file:{name}")) + b"\n")
    except OSError as error:
        found = _wrong(str(key), f"this key cannot be read: {error.strerror}", "Check that it exists and is yours.")
    except ValueError as error:
        hint = "Name a secret key that 'minisign -G' has made, and give its password."
        found = _wrong(str(key), f"nothing can be signed with this key: {error}", hint)
    return Result(b"", (found,))


def problem_of(data: bytes, signature: Path, key: str) -> Diagnostic | None:
    """Why a file cannot be said to be signed with the secret half of a key; None where it is.

    Args:
        data: the bytes of the file.
        signature: the file with the signature.
        key: the public key: a file, or what stands on its second line.
    """
    shown = signature.name
    minisign = _library()
    if minisign is None:
        return _not_installed(shown)
    try:
        public = minisign.PublicKey
        known = public.from_bytes(_bounded(Path(key))) if _is_file(key) else public.from_base64(key)
    except (OSError, ValueError):
        hint = "Give a file such as minisign.pub, or the line in it that begins with RW."
        return _wrong(key, "this is no public key", hint)
    try:
        known.verify(data, minisign.Signature.from_bytes(_bounded(signature)))
    except FileNotFoundError:
        hint = f"Ask for the file '{shown}', and put it beside the bundle."
        return _wrong(shown, "the bundle has no signature, and you asked for one", hint)
    except OSError as error:
        return _wrong(shown, f"this file cannot be read: {error.strerror}", "Check that it is yours.")
    except ValueError:
        hint = "Do not open the bundle. Ask whoever gave it to you for the file, its signature and their public key."
        return _wrong(shown, "this signature was not made for this bundle with that key", hint)
    return None


def _library() -> ModuleType | None:
    try:
        import minisign
    except ImportError:
        return None
    return minisign  # type: ignore[no-any-return, unused-ignore]  # it has no types of its own


def _not_installed(name: str) -> Diagnostic:
    what = "signatures need a library that is not installed"
    return _wrong(name, what, "Run: pip install 'partnerkit[sign]'")


def _wrong(name: str, what: str, hint: str) -> Diagnostic:
    return Diagnostic(_CODE, Span(name), what, hint)


def _is_file(key: str) -> bool:
    try:
        return Path(key).is_file()
    except (OSError, ValueError):
        return False


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES)
