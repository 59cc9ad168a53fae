"""The arena service: votes on pairs of images in, rankings of the models that made them out."""

__version__ = "0.1.0"
