"""People and what they may do. Roles and their permissions stand in one table: :mod:`~kechuang_web.accounts.roles`."""
