// What is kept of rows, and the ways to add to it that need no vectors.
#pragma once

#include <vector>

#include "input.h"

namespace logloss {

// The bins of version 1 (summary/bins.py), outermost the one of z = ±∞; one table for each class.
constexpr double FINE = 128, FINE_END = 16, COARSE = 8, COARSE_END = 48;
constexpr double EVERYDAY_P = 1.2e-7;  // log-odds within ±FINE_END
constexpr int LAST_BIN = 2306, BINS = 2 * LAST_BIN + 1;
constexpr size_t FEW = 512;     // rows worked on at a time: what is known of them stays in the nearest cache
constexpr size_t LISTED = 20;  // rows among the worst (summary/worst.py)

// What is known of a few rows. An infinite loss stands as 0 here; its cell tells.
struct Worked {
    alignas(64) double loss[FEW], log_odds[FEW], expected[FEW], variance[FEW], p[FEW];
    alignas(64) std::int32_t cell[FEW];
};

inline std::int32_t cell_of(double z, bool positive) {
    const double size = std::fabs(z), near = size < FINE_END ? size : FINE_END, far = size < COARSE_END ? size : COARSE_END;
    const int outward = int(near * FINE) + int((far - near) * COARSE) + (size > 0.0) + (size == INFINITE);
    return (z < 0.0 ? -outward : outward) + LAST_BIN + (positive ? BINS : 0);
}

// A row that was held impossible: of class 0 at p = 1, or of class 1 at p = 0.
inline bool is_infinite(std::int32_t cell) { return cell == BINS - 1 || cell == BINS; }

inline bool has_infinite(const Worked &rows, size_t n) {
    bool found = false;
    for (size_t i = 0; i < n; ++i) found |= is_infinite(rows.cell[i]);
    return found;
}

// Works out again, one by one, the rows that the fast way cannot; false where one has no loss.
inline bool mend(const Input &input, const Tile<FEW> &tile, size_t n, Worked &to) {
    for (size_t i = 0; i < n; ++i) {
        const double score = tile.score[i], size = std::fabs(score);
        if (!valid(input, score)) return false;
        if (input.logits ? size <= 700.0 : score >= 1e-280 || score == 0.0) continue;
        const bool positive = tile.y[i] != 0;
        const Row row = input.logits ? row_of_logit(positive, score) : row_of_probability(positive, score);
        to.loss[i] = row.loss == INFINITE ? 0.0 : row.loss;
        to.log_odds[i] = row.log_odds, to.expected[i] = row.expected, to.variance[i] = row.variance;
        to.p[i] = input.logits ? (score > 0.0 ? 1.0 / (1.0 + std::exp(-score)) : std::exp(score) / (1.0 + std::exp(score))) : score;
        to.cell[i] = cell_of(row.log_odds, positive);
    }
    return true;
}

// Weight, mean, and Σw(x − mean)², which join those of other rows by Chan's update.
struct Moments {
    double weight = 0.0, mean = 0.0, spread = 0.0;

    void add(double w, double m, double s) {
        if (!(w > 0.0)) return;
        const double both = weight + w, gap = m - mean;
        spread += s + gap * gap * (weight / both) * w;
        mean += gap * (w / both);
        weight = both;
    }
    // Joins rows of this weight and total. Squares are of what they are off a number near their mean, so that little cancels.
    void add_squares(double w, double total, double near, double squares) {
        if (!(w > 0.0)) return;
        const double off = total / w - near, s = squares - w * off * off;
        add(w, total / w, s > 0.0 ? s : 0.0);
    }
};

struct ClassSums {
    double rows = 0.0, infinite = 0.0, weightless = 0.0;
    double recent = 0.0;  // the mean loss of the last few rows
    Sum weight, weight2, loss, loss2, infinite_weight, expected, variance, variance2;
    Moments moments, moments2;
};

// The rows of largest cost, of equal ones the first; rows come in order.
struct Worst {
    double cost[LISTED], bar = 0.0;
    size_t row[LISTED], count = 0;

    void add(double c, size_t r) {
        if (!(c > bar)) return;
        size_t at = count;
        if (count < LISTED) {
            ++count;
        } else {
            at = 0;  // what gives way is the cheapest, and of equal ones the last
            for (size_t i = 1; i < LISTED; ++i) {
                if (cost[i] < cost[at] || (cost[i] == cost[at] && row[i] > row[at])) at = i;
            }
        }
        cost[at] = c, row[at] = r;
        if (count == LISTED) {
            bar = cost[0];
            for (double each : cost) bar = each < bar ? each : bar;
        }
    }
};

// Σw, Σwp, Σwℓ, Σw·log-odds.
struct alignas(32) Cell {
    double weight, p, loss, log_odds;

    void add(double w, double score, double cost, double z) {
        weight += w, p += w * score, loss += w * cost, log_odds += w * z;
    }
};

// All that one pass finds. Tables are the caller's, 2 · BINS cells each; rows and Σw² only where rows are weighted.
struct Kept {
    ClassSums of[2];
    Worst worst;
    size_t infinite_row[LISTED], infinite_rows = 0;
    Cell *even = nullptr, *odd = nullptr;
    size_t row = 0;  // the first of those that are being added
    double *rows = nullptr, *weight2 = nullptr;

    // The sums in the order of summary/totals.py, each by class and in two parts; then the two spreads by class.
    std::vector<double> sums(bool weighted) const {
        std::vector<double> found;
        const auto give = [&found](const Sum &a, const Sum &b) {
            for (const Sum *sum : {&a, &b}) {
                const double value = sum->high + sum->low;
                found.push_back(value), found.push_back((sum->high - value) + sum->low);
            }
        };
        const auto by_class = [&](auto sum) { give(sum(of[0]), sum(of[1])); };
        const auto count = [](double rows) { return Sum{rows, 0.0}; };
        by_class([&](const ClassSums &c) { return count(c.rows); });
        by_class([&](const ClassSums &c) { return weighted ? c.weight : count(c.rows); });
        by_class([&](const ClassSums &c) { return weighted ? c.weight2 : count(c.rows); });
        by_class([&](const ClassSums &c) { return c.loss; });
        by_class([&](const ClassSums &c) { return weighted ? c.loss2 : c.loss; });
        by_class([&](const ClassSums &c) { return count(c.infinite); });
        by_class([&](const ClassSums &c) { return weighted ? c.infinite_weight : count(c.infinite); });
        by_class([&](const ClassSums &c) { return count(c.weightless); });
        by_class([&](const ClassSums &c) { return c.expected; });
        by_class([&](const ClassSums &c) { return c.variance; });
        by_class([&](const ClassSums &c) { return weighted ? c.variance2 : c.variance; });
        for (const ClassSums &c : of) found.push_back(c.moments.spread);
        for (const ClassSums &c : of) found.push_back(weighted ? c.moments2.spread : c.moments.spread);
        return found;
    }
    // Whether there is a mean of recent losses for the next squares to be about.
    bool begun() const { return of[0].rows + of[1].rows > 0.0; }

    void find_worst(const double *cost, size_t n) {
        for (size_t i = 0; i < n; ++i) worst.add(cost[i], row + i);
    }
    // Adds a row to its cell.
    void fill(const Worked &found, size_t i, double w, Cell *table) {
        const std::int32_t cell = found.cell[i];
        table[cell].add(w, found.p[i], found.loss[i], found.log_odds[i]);
        if (rows) rows[cell] += w > 0.0, weight2[cell] += w * w;
    }
    // Adds rows one by one, whatever they are; false where a weight is odd.
    bool add(const Tile<FEW> &tile, const Worked &found, size_t n) {
        for (size_t i = 0; i < n; ++i) {
            const double w = tile.weight ? tile.weight[i] : 1.0;
            if (!usual(w)) return false;
            if (w > 0.0) add_row(of[tile.y[i] != 0], found, i, w);
            else ++of[tile.y[i] != 0].weightless;
        }
        for (int k = 0; k < 2; ++k) add_spread(k, tile, found, n);
        return true;
    }

  private:
    void add_row(ClassSums &sums, const Worked &found, size_t i, double w) {
        const std::int32_t cell = found.cell[i];
        const double loss = found.loss[i], v = found.variance[i];
        fill(found, i, w, even);
        sums.expected.add(w * found.expected[i]), sums.variance.add(w * v), sums.variance2.add(w * w * v);
        if (is_infinite(cell)) {
            ++sums.infinite, sums.infinite_weight.add(w);
            if (infinite_rows < LISTED) infinite_row[infinite_rows++] = row + i;
            return;
        }
        ++sums.rows;
        sums.weight.add(w), sums.weight2.add(w * w), sums.loss.add(w * loss), sums.loss2.add(w * w * loss);
        worst.add(w * loss, row + i);
    }

    // Second moments about the mean of these very rows, which then join those of the rows before.
    void add_spread(int k, const Tile<FEW> &tile, const Worked &found, size_t n) {
        double weight = 0.0, total = 0.0, weight2 = 0.0, total2 = 0.0;
        const auto each = [&](auto use) {
            for (size_t i = 0; i < n; ++i) {
                const bool counts = (tile.y[i] != 0) == (k == 1) && !is_infinite(found.cell[i]);
                use(counts ? (tile.weight ? tile.weight[i] : 1.0) : 0.0, found.loss[i]);
            }
        };
        each([&](double w, double loss) { weight += w, total += w * loss, weight2 += w * w, total2 += w * w * loss; });
        if (!(weight > 0.0)) return;
        const double mean = total / weight, mean2 = total2 / weight2;
        double spread = 0.0, spread2 = 0.0;
        each([&](double w, double loss) {
            spread += w * (loss - mean) * (loss - mean), spread2 += w * w * (loss - mean2) * (loss - mean2);
        });
        of[k].moments.add(weight, mean, spread), of[k].moments2.add(weight2, mean2, spread2);
        of[k].recent = mean;
    }
};

}  // namespace logloss
