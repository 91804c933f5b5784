"""How good a staged picture is: seven named parts, a sentence each, and one number 0.00..1.00."""

from vetrina.staging.score.judge import Evidence, Part, Score, judge

__all__ = ["Evidence", "Part", "Score", "judge"]
