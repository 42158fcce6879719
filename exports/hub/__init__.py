"""The Hugging Face Hub read protocol under `/hub`."""
