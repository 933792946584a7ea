// Isotonic regression by pooling adjacent violators (PAV), for two classes: what recalibration.py says, compiled.
//
// Groups of rows come in the order of their scores, each with the weight of its negatives and that of its positives. As long as the odds of
// a positive rise from one group to the next, both stay apart; else they become one block. What is left has strictly increasing odds: the
// best monotone recalibration. Counts are compared exactly, by cross-multiplication.

#ifndef LOGLOSS_PAV_H
#define LOGLOSS_PAV_H

#include <cstddef>
#include <cstdint>

namespace logloss::pav {

#if defined(__SIZEOF_INT128__)
__extension__ typedef unsigned __int128 Wide;
constexpr std::int64_t MOST_ROWS = INT64_MAX;
#else
typedef std::uint64_t Wide;  // holds the product of two counts as long as there are no more rows than this
constexpr std::int64_t MOST_ROWS = UINT32_MAX;
#endif

// Whether the odds of a positive do not rise from one block to the next.
inline bool violates(std::int64_t negatives, std::int64_t positives, std::int64_t next_negatives, std::int64_t next_positives) {
    return static_cast<Wide>(positives) * static_cast<Wide>(next_negatives) >=
           static_cast<Wide>(next_positives) * static_cast<Wide>(negatives);
}
// Weights go from 1e-300 to 1e300: their products do not fit a double, their quotients do.
inline bool violates(double negatives, double positives, double next_negatives, double next_positives) {
    return positives / negatives >= next_positives / next_negatives;
}

// The blocks so far, in memory of the caller's: as much as there are groups is enough. `first` may be null.
template <typename Number>
class Blocks {
  public:
    Blocks(std::int64_t *first, Number *negatives, Number *positives) : first_(first), negatives_(negatives), positives_(positives) {}

    void add(std::int64_t group, Number negatives, Number positives) {
        while (size_ > 0 && violates(negatives_[size_ - 1], positives_[size_ - 1], negatives, positives)) {
            --size_;
            negatives = negatives_[size_] + negatives;
            positives = positives_[size_] + positives;
            if (first_ != nullptr) group = first_[size_];
        }
        negatives_[size_] = negatives;
        positives_[size_] = positives;
        if (first_ != nullptr) first_[size_] = group;
        ++size_;
    }
    std::size_t size() const { return size_; }

  private:
    std::int64_t *first_;
    Number *negatives_, *positives_;
    std::size_t size_ = 0;
};

// Groups that weigh something, ordered by score.
template <typename Number>
void pool_groups(const Number *negatives, const Number *positives, std::size_t groups, Blocks<Number> &blocks) {
    for (std::size_t i = 0; i < groups; ++i) blocks.add(static_cast<std::int64_t>(i), negatives[i], positives[i]);
}

// Bins of equal width that cover every number: the first and the last reach to infinity. A larger score never has a smaller bin, and that
// is all that must hold of them.
struct Bins {
    double low, scale;
    std::size_t count;

    std::size_t of(double score) const {
        const double place = (score - low) * scale, last = static_cast<double>(count - 1);
        return static_cast<std::size_t>(place > 0.0 ? (place < last ? place : last) : 0.0);
    }
};

// Counts the rows of each bin: counts[2 * bin] of class 0, counts[2 * bin + 1] of class 1. Half as wide as a count of rows need be, so that
// twice as many bins stay in the cache: the caller has fewer than 2^32 rows.
template <typename Score>
void count(const std::uint8_t *y, const Score *score, std::size_t rows, const Bins &bins, std::uint32_t *counts) {
    for (std::size_t i = 0; i < rows; ++i) ++counts[2 * bins.of(score[i]) + (y[i] != 0)];
}

// Copies the scores of the rows in undecided bins, by class; false if there are more of them than there is room for. Which rows they are is
// found some rows at a time without a branch, as no processor guesses that.
template <typename Score>
bool gather(const std::uint8_t *y, const Score *score, std::size_t rows, const Bins &bins, const std::uint8_t *undecided,
            double *const scores[2], const std::size_t room[2]) {
    constexpr std::size_t AT_A_TIME = 1024;
    std::size_t taken[2] = {0, 0}, found[AT_A_TIME];
    for (std::size_t start = 0; start < rows; start += AT_A_TIME) {
        const std::size_t end = rows - start < AT_A_TIME ? rows : start + AT_A_TIME;
        std::size_t many = 0;
        for (std::size_t i = start; i < end; ++i) {
            found[many] = i;
            many += undecided[bins.of(score[i])] != 0;
        }
        for (std::size_t j = 0; j < many; ++j) {
            const std::size_t i = found[j];
            const bool cls = y[i] != 0;
            if (taken[cls] == room[cls]) return false;
            scores[cls][taken[cls]++] = score[i];
        }
    }
    return taken[0] == room[0] && taken[1] == room[1];
}

// The sorted scores of one bin, rows of equal score as one group.
inline void pool_scores(const double *negative, const double *negative_end, const double *positive, const double *positive_end,
                        Blocks<std::int64_t> &blocks) {
    while (negative < negative_end || positive < positive_end) {
        const bool from_negatives = positive == positive_end || (negative < negative_end && *negative <= *positive);
        const double tie = from_negatives ? *negative : *positive;
        const double *const negative_before = negative, *const positive_before = positive;
        while (negative < negative_end && *negative == tie) ++negative;
        while (positive < positive_end && *positive == tie) ++positive;
        blocks.add(0, negative - negative_before, positive - positive_before);
    }
}

// Bins in order: a settled one is one group, an undecided one is opened. The scores of the undecided ones are sorted, by class.
inline void pool_bins(const std::uint32_t *counts, const std::uint8_t *undecided, std::size_t bins, const double *negative,
                      const double *positive, Blocks<std::int64_t> &blocks) {
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const std::int64_t negatives = counts[2 * bin], positives = counts[2 * bin + 1];
        if (undecided[bin]) {
            pool_scores(negative, negative + negatives, positive, positive + positives, blocks);
            negative += negatives;
            positive += positives;
        } else if (negatives + positives > 0) {
            blocks.add(0, negatives, positives);
        }
    }
}

}  // namespace logloss::pav

#endif
