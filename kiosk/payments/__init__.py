"""What the terminal does about money: which orders await a payment, what became of them, how the payment devices are."""
