"""How the built-in encoder is made: public text in, weights out, one command."""
