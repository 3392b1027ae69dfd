"""How likely a sample is to find what is wrong: hypergeometric, in whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import comb

MISS = Fraction(1, 20)  # 95 %


def defects_in(population: int, rate: Fraction) -> int:
    """As many as a rate stands for, rounded up."""
    return -(-population * rate.numerator // rate.denominator)


def chance_of_at_most(found: int, population: int, defects: int, sample: int) -> Fraction:
    """That a sample shows no more than `found` of the defects."""
    ways = sum(comb(defects, k) * comb(population - defects, sample - k) for k in range(min(found, sample) + 1))
    return Fraction(ways, comb(population, sample))


def chance_of_finding(population: int, rate: Fraction, sample: int) -> Fraction:
    """That a sample shows at least one defect, where so many are defective."""
    return 1 - chance_of_at_most(0, population, defects_in(population, rate), sample)


def smallest_sample(population: int, rate: Fraction, allowed: int = 0, miss: Fraction = MISS) -> int:
    """The fewest of which no more than `allowed` would be defective with a chance of at most `miss`.

    The whole population where even that would not do: then there are not so many defects.
    """
    defects = defects_in(population, rate)

    def is_enough(sample: int) -> bool:
        return sample >= population or chance_of_at_most(allowed, population, defects, sample) <= miss

    most = 1
    while not is_enough(most):
        most *= 2
    least = most // 2  # never enough
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (least, middle) if is_enough(middle) else (middle, most)
    return min(most, population)


def most_defects(population: int, sample: int, found: int, miss: Fraction = MISS) -> int:
    """The most defects that would still show no more than `found` with a chance above `miss`: the upper bound."""
    least, most = found, population - sample + found
    while least < most:
        middle = (least + most + 1) // 2
        if chance_of_at_most(found, population, middle, sample) > miss:
            least = middle
        else:
            most = middle - 1
    return least
