"""Commands on truck passes: check a scanned code; show the keys that a handheld needs to check one offline."""

import base64
from pathlib import Path

from backoffice.office import Work
from backoffice.passes import services
from backoffice.passes.codes import PassCodeInvalid, PassKeys


def verified(work: Work, text: str) -> dict[str, object]:
    """Return what a code or number says and how it stands now, for a machine to read."""
    try:
        found = services.look_up(work, text)
    except PassCodeInvalid as wrong:
        return {"genuine": False, "why": wrong.why}
    if found is None:
        return {"genuine": False, "why": "unknown"}
    pass_ = found.payload
    return {
        "genuine": True,
        "state": found.state,
        "number": pass_.number,
        "plate": pass_.plate,
        "kind": pass_.kind,
        "valid_from": pass_.valid_from.isoformat(),
        "valid_until": pass_.valid_until.isoformat(),
        "windows": list(pass_.windows),
        "roads": list(pass_.roads),
        "revoked_for": found.row.revoked_for.value if found.row.revoked_for else None,
    }


def public_keys(keys_dir: Path) -> dict[str, str]:
    """Return the public keys by id, base64 of the raw 32 bytes."""
    keys = PassKeys(keys_dir)
    keys.current()
    return {key_id: base64.b64encode(key.public_bytes_raw()).decode() for key_id, key in keys.public().items()}
