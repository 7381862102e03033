"""Living literature surveys: records in, a website, an Awesome list and citations out."""

__version__ = "0.1.0"
