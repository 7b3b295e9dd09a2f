"""One folder per device, every one of the same shape: contract, wire, hardware, technician's command line."""
