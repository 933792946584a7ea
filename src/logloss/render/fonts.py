"""Placeholder until the fonts are shipped."""


def families(lang, serif=False):
    return ["DejaVu Serif" if serif else "DejaVu Sans"]
