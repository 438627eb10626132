"""The SPC models: held to the reference package's answers, to a plain-Python oracle and to hand-made cases."""
