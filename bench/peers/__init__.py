"""Other projects' engines behind the commands of ours, for comparison only; run in an environment of their own."""
