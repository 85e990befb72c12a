"""The data interface (REST): what programs of other bureaus, parks and enterprises read and write, under ``/api/v1/``.

It stands on the same selectors and services as the pages, so it can do nothing that its token's owner cannot. Described by
``/api/openapi.json``, for people at ``/api/docs/`` and in docs/api.md.
"""
