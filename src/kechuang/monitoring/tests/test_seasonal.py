"""The seasonal profile, proven on declared synthetic series whose year's end is known and hidden."""

from __future__ import annotations

import random
from fractions import Fraction

from kechuang.monitoring import SeasonalProfile, Status, YearRun
from kechuang.monitoring.tests.builders import ask, make_fact, make_indicator, near

#: Synthetic: the share of a year's count that is in by the end of a month, as the batches of such titles come in.
SHARES = {3: Fraction(5, 100), 5: Fraction(20, 100), 8: Fraction(78, 100), 10: Fraction(92, 100)}
PEERS = 8


def synthetic_year(rng: random.Random, subject: str, year: int) -> YearRun:
    """A declared year: the whole, and months that scatter by some 8 % around the shares."""
    whole = rng.randint(300, 5000)
    months = {
        month: Fraction(min(whole, round(whole * float(share) * rng.uniform(0.92, 1.08))))
        for month, share in SHARES.items()
    }
    return YearRun(subject, year, months, Fraction(whole))


def test_with_only_may_and_august_known_the_interval_covers_the_hidden_year_end():
    rng = random.Random(20230831)
    runs = [synthetic_year(rng, f"peer{number}", 2022) for number in range(PEERS)]
    hidden = YearRun("peer0", 2023, {5: Fraction(866), 8: Fraction(3368)}, None)
    truth = Fraction(4318)  # declared: 866 and 3,368 are about 20 % and 78 % of it
    estimate = SeasonalProfile.learn([*runs, hidden], minimum=5).estimate(hidden.by_month)
    assert estimate is not None
    assert estimate.low <= truth <= estimate.high
    assert estimate.low < estimate.point < estimate.high
    assert (estimate.month, estimate.series) == (8, PEERS)


def test_the_straight_line_is_rejected():
    """866 by May would be 2,078 by December, less than what August already has; 3,368 by August would be 5,052."""
    rng = random.Random(20230831)
    profile = SeasonalProfile.learn([synthetic_year(rng, f"peer{n}", 2022) for n in range(PEERS)], minimum=5)
    by_may, by_august = profile.estimate({5: Fraction(866)}), profile.estimate({5: Fraction(866), 8: Fraction(3368)})
    straight_may, straight_august = Fraction(866) * 12 / 5, Fraction(3368) * 12 / 8
    assert not by_may.low <= straight_may <= by_may.high
    assert not by_august.low <= straight_august <= by_august.high


def test_hidden_years_are_covered_as_often_as_the_estimate_says():
    rng = random.Random(7)
    covered = claimed = 0
    for _ in range(400):
        *known, hidden = (synthetic_year(rng, f"peer{n}", 2022) for n in range(PEERS + 1))
        estimate = SeasonalProfile.learn(known, minimum=5).estimate({5: hidden.by_month[5], 8: hidden.by_month[8]})
        covered += estimate.low <= hidden.whole <= estimate.high
        claimed += estimate.coverage
    assert claimed / 400 == Fraction(PEERS - 1, PEERS + 1)
    # Leaving one out widens a little: a further year is inside somewhat more often than claimed, not seldom.
    assert claimed / 400 - Fraction(3, 100) <= Fraction(covered, 400) <= claimed / 400 + Fraction(12, 100)


def test_an_earlier_month_says_less():
    """From May the interval is at least as wide as from August when the scatter of the shares is the same."""
    rng = random.Random(3)
    profile = SeasonalProfile.learn([synthetic_year(rng, f"peer{n}", 2022) for n in range(20)], minimum=5)
    may, august = profile.estimate({5: Fraction(200)}), profile.estimate({8: Fraction(780)})
    assert may.high - may.low > (august.high - august.low) / 2


def test_too_few_whole_years_give_no_estimate():
    rng = random.Random(1)
    runs = [synthetic_year(rng, f"peer{n}", 2022) for n in range(4)]
    assert SeasonalProfile.learn(runs, minimum=5).estimate({8: Fraction(100)}) is None
    assert SeasonalProfile.learn(runs, minimum=4).estimate({8: Fraction(100)}) is not None


def test_two_whole_years_are_too_few_whatever_policy_says():
    rng = random.Random(1)
    runs = [synthetic_year(rng, f"peer{n}", 2022) for n in range(2)]
    assert SeasonalProfile.learn(runs, minimum=1).estimate({8: Fraction(100)}) is None


def test_an_unknown_month_falls_back_on_an_earlier_one():
    rng = random.Random(1)
    profile = SeasonalProfile.learn([synthetic_year(rng, f"peer{n}", 2022) for n in range(6)], minimum=5)
    assert profile.estimate({8: Fraction(500), 9: Fraction(520)}).month == 8
    assert profile.estimate({9: Fraction(520)}) is None


def test_the_year_end_is_never_estimated_below_what_is_reached():
    rng = random.Random(1)
    profile = SeasonalProfile.learn([synthetic_year(rng, f"peer{n}", 2022) for n in range(6)], minimum=5)
    assert profile.estimate({5: Fraction(10), 9: Fraction(4000)}).low == 4000


def test_zero_in_january_teaches_and_tells_nothing():
    runs = [YearRun(f"p{n}", 2022, {1: Fraction(0), 8: Fraction(50)}, Fraction(100)) for n in range(6)]
    profile = SeasonalProfile.learn(runs, minimum=5)
    assert profile.series(1) == 0
    assert profile.estimate({1: Fraction(0)}) is None


def world(peers: int, our_august: int, baseline: str = "100 家@2020", target: str = "100 家"):
    """A ledger with whole years of synthetic peers, and our own year known to May and August only."""
    rng = random.Random(11)
    facts = []
    for number in range(peers):
        run = synthetic_year(rng, f"region/{number}", 2022)
        facts += [
            make_fact(f"2022-{m:02}", f"{int(c)} 家", "running", subject=run.subject) for m, c in run.by_month.items()
        ]
        facts.append(make_fact("2022", f"{int(run.whole)} 家", subject=run.subject))
    facts += [
        make_fact("2023-05", f"{our_august // 4} 家", "running"),
        make_fact("2023-08", f"{our_august} 家", "running"),
    ]
    indicator = make_indicator("yearly_reassessed", target, "2025", baseline, "seasonal", related=(near("running"),))
    return ask(indicator, facts, "2023-09-30", measures={"running": "ytd"})


def test_the_monitor_learns_the_profile_from_peers_and_settles_what_it_can():
    clear, late = world(PEERS, 78), world(PEERS, 40)
    assert (clear.status, late.status) == (Status.ON_TRACK, Status.OFF_TRACK)
    assert clear.judgement.estimate.series == PEERS
    assert clear.actual is None
    assert clear.confidence == "low"
    assert "这是推算，不是统计数" in clear.explanation.zh
    assert "2023年1—8月累计78家" in clear.explanation.zh


def test_an_interval_across_a_threshold_is_unclear():
    found = world(PEERS, 73)
    assert found.status is Status.UNCLEAR
    assert found.judgement.estimate.low < 95 < found.judgement.estimate.high


def test_without_whole_years_of_peers_the_monitor_does_not_estimate():
    found = world(3, 60)
    assert found.status is Status.UNCLEAR
    assert found.judgement.estimate is None
    assert "年末数不作推算" in found.explanation.zh
