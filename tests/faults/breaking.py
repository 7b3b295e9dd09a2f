"""A hand inside the simulated cabinet: breaks a device by the name of the fault in the dock, and mends everything."""

from simulators.supervisor import Cabinet


def break_it(cabinet: Cabinet, device: str, fault: str) -> None:
    """Break one device in one way."""
    match device:
        case "id_card_reader":
            cabinet.set_reader_fault(fault)
        case "receipt_printer":
            cabinet.set_printer_fault(fault, on=True)
        case "document_printer":
            cabinet.set_document_printer_fault(fault, on=True)
        case "bank_card_reader":
            cabinet.set_bank_card_fault(fault)
        case _:
            getattr(cabinet, f"set_{device}_fault")(fault)


def mend(cabinet: Cabinet, device: str) -> None:
    """Mend one device."""
    match device:
        case "id_card_reader":
            cabinet.set_reader_fault(None)
        case "receipt_printer":
            cabinet.receipt_printer.reset()
        case "document_printer":
            cabinet.document_printer.reset()
        case "bank_card_reader":
            cabinet.set_bank_card_fault(None)
        case _:
            getattr(cabinet, f"set_{device}_fault")(None)
