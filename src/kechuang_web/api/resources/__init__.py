"""The operations, by what they are about. Each is a router of its own; :mod:`~kechuang_web.api.interface` joins them."""
