"""The rooms of the tree: which may use which (arrows.py), and how large they may be (sizes.py)."""
