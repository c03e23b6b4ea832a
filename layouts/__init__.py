"""Paper: blocks are set in type, flowed into pages, and struck as PDF.  Knows no patients; it could print cookery cards.

blocks ─ flowables ─▶ story ─ pages ─▶ tagged pages ─ plate ─▶ copies
"""
