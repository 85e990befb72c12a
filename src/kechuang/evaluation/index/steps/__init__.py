"""The steps an index is built by, each a pure function of arrays; missing figures are ``nan`` and stay so unless imputed."""
