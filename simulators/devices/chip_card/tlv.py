"""BER-TLV as a chip needs it: it builds objects, and counts what its own data object lists ask for."""


def tlv(tag: str, *values: bytes) -> bytes:
    """Return one object; several values one after the other make its content."""
    content = b"".join(values)
    if len(content) > 0xFF:
        raise ValueError("a chip's object has at most 255 bytes")
    length = bytes([len(content)]) if len(content) < 0x80 else bytes([0x81, len(content)])
    return bytes.fromhex(tag) + length + content


def object_list(wanted: dict[str, int]) -> bytes:
    """Return a data object list (DOL): tags and the lengths in which they are wanted."""
    return b"".join(bytes.fromhex(tag) + bytes([size]) for tag, size in wanted.items())


def cut(wanted: dict[str, int], data: bytes) -> dict[str, bytes] | None:
    """Cut what a terminal sent for a list into its objects; None when it has another length than the list asks for."""
    if len(data) != sum(wanted.values()):
        return None
    found, place = {}, 0
    for tag, size in wanted.items():
        found[tag] = data[place : place + size]
        place += size
    return found
