"""The police registry 登记库 behind one port."""
