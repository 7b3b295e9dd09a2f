"""The terminal's database: migrations, unit of work, what is kept. Engine and pragmas are `backend_client.database`."""
