"""Ways to take money: `built_in` drives reader, pad and acquirer itself; a self-contained terminal may come beside it."""
