"""Who did what, when, from where, to which thing: an append-only log written in the same transaction as the deed.

Services call :func:`~kechuang_web.audit.services.record`; nothing ever changes or deletes an entry, and the database
refuses it too (:mod:`~kechuang_web.audit.append_only`).
"""
