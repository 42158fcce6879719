"""Reading the command lines that agents run: their parts, and what the programs in them are for. Pure."""
