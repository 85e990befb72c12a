"""The end of a plan: its final evaluation, and what is handed to the next one (十四五 → 十五五)."""
