"""What every page is made of: base templates, components, formatting, the registry of menu entries and panels.

Doors import from the modules: :mod:`~kechuang_web.kit.access` (who may open a view), :mod:`~kechuang_web.kit.registry`
(menu entries, panels), :mod:`~kechuang_web.kit.pages` (pages and fragments, paging, downloads).
The template tags are built in: no ``{% load %}`` is needed. ``/kit/`` shows every component.
"""
