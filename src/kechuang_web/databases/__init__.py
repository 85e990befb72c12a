"""Databases as wholes: their addresses, moving a district from one to another, backup and restore.

Settings read :mod:`kechuang_web.databases.address`, so nothing here is imported before it is asked for.
"""
