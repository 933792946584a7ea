// What is kept of rows, and the ways to add to it that need no vectors.
#pragma once

#include <vector>

#include "slots.h"

namespace logloss {

// The bins of version 1 (summary/bins.py), outermost the one of z = ±∞; one table for each class.
constexpr double FINE = 128, FINE_END = 16, COARSE = 8, COARSE_END = 48;
constexpr int LAST_BIN = 2306, BINS = 2 * LAST_BIN + 1;
constexpr size_t FEW = 512;     // rows worked on at a time: what is known of them stays in the nearest cache
constexpr size_t LISTED = 20;  // rows among the worst (summary/worst.py)

// What is known of a few rows: log-odds against their class, what each is off the middle of its slot, and which slot that is (the lower
// half of these bits).
struct Worked {
    alignas(64) double against[FEW], off[FEW];
    alignas(64) std::uint64_t slot[FEW];
};

inline std::int32_t cell_of(double z, bool positive) {
    const double size = std::fabs(z), near = size < FINE_END ? size : FINE_END, far = size < COARSE_END ? size : COARSE_END;
    const int outward = int(near * FINE) + int((far - near) * COARSE) + (size > 0.0) + (size == INFINITE);
    return (z < 0.0 ? -outward : outward) + LAST_BIN + (positive ? BINS : 0);
}

// The loss where log-odds are so much against the true class.
inline double loss_at(double against) { return std::max(against, 0.0) + std::log1p(std::exp(-std::fabs(against))); }

// A row that was held impossible: of class 0 at p = 1, or of class 1 at p = 0.
inline bool is_infinite(std::int32_t cell) { return cell == BINS - 1 || cell == BINS; }

// Weight, mean, and Σw(x − mean)², which join those of other rows by Chan's update.
struct Moments {
    double weight = 0.0, mean = 0.0, spread = 0.0;

    void add(double w, double m, double s) {
        if (!(w > 0.0)) return;
        if (weight == 0.0) {  // nothing is between these rows and none, however far the mean is
            *this = {w, m, s};
            return;
        }
        const double both = weight + w, gap = m - mean;
        spread += s + gap * gap * (weight / both) * w;
        mean += gap * (w / both);
        weight = both;
    }
};

struct ClassSums {
    double rows = 0.0, infinite = 0.0, weightless = 0.0;
    Sum weight, weight2, loss, loss2, infinite_weight, expected, variance, variance2;
    Moments moments, moments2;
};

// The sums in the order of summary/totals.py, each by class and in two parts; then the two spreads by class.
inline std::vector<double> sums_of(const ClassSums *of, size_t classes, bool weighted) {
    std::vector<double> found;
    const auto by_class = [&](auto sum_of) {
        for (size_t k = 0; k < classes; ++k) {
            const Sum sum = sum_of(of[k]);
            const double value = sum.high + sum.low;
            found.push_back(value), found.push_back((sum.high - value) + sum.low);
        }
    };
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
    for (size_t k = 0; k < classes; ++k) found.push_back(of[k].moments.spread);
    for (size_t k = 0; k < classes; ++k) found.push_back(weighted ? of[k].moments2.spread : of[k].moments.spread);
    return found;
}

// Of some rows: Σw, mean and spread of losses; the same with w².
struct Means {
    double weight, mean, spread, weight2, mean2, spread2;
};

inline void add_spreads(ClassSums &sums, const std::vector<Means> &means) {
    double w = 0.0, w2 = 0.0, total = 0.0, total2 = 0.0, spread = 0.0, spread2 = 0.0;
    for (const Means &m : means) w += m.weight, w2 += m.weight2, total += m.weight * m.mean, total2 += m.weight2 * m.mean2;
    for (const Means &m : means) {
        spread += m.spread + m.weight * (m.mean - total / w) * (m.mean - total / w);
        spread2 += m.spread2 + m.weight2 * (m.mean2 - total2 / w2) * (m.mean2 - total2 / w2);
    }
    sums.moments.add(w, total / w, spread), sums.moments2.add(w2, total2 / w2, spread2);
}

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
struct Cell {
    double weight, p, loss, log_odds;
};

// All that one pass finds. Tables are the caller's, 2 · BINS cells; rows and Σw² only where rows are weighted.
struct Kept {
    ClassSums of[2];
    Worst worst;  // by w · loss; of rows of weight 1 by log-odds against them, which gives the same order
    size_t infinite_row[LISTED], infinite_rows = 0;
    Slots *slots = nullptr;
    Cell *cells = nullptr;
    double *rows = nullptr, *weight2 = nullptr;

    // Adds a row, whatever it is; false where it has no loss or an odd weight.
    bool add(const Input &input, double score, bool positive, double w, size_t place) {
        if (!valid(input, score) || !usual(w)) return false;
        ClassSums &sums = of[positive];
        if (w == 0.0) {
            ++sums.weightless;
            return true;
        }
        const Row row = input.logits ? row_of_logit(positive, score) : row_of_probability(positive, score);
        const std::int32_t cell = cell_of(row.log_odds, positive);
        const double loss = is_infinite(cell) ? 0.0 : row.loss;  // the cell tells
        fill(cell, w * w, 1.0, {w, w * row.p, w * loss, w * row.log_odds});
        sums.expected.add(w * row.expected), sums.variance.add(w * row.variance);
        if (input.weight) sums.variance2.add(w * w * row.variance);
        if (is_infinite(cell)) {
            ++sums.infinite, sums.infinite_weight.add(w);
            if (infinite_rows < LISTED) infinite_row[infinite_rows++] = place;
            return true;
        }
        ++sums.rows;
        sums.loss.add(w * loss);
        if (input.weight) sums.weight.add(w), sums.weight2.add(w * w), sums.loss2.add(w * w * loss);
        single[positive].push_back({w, loss, 0.0, w * w, loss, 0.0});
        if (single[positive].size() == FEW) take_single(positive);
        if (loss > 0.0) worst.add(input.weight ? w * loss : positive ? -row.log_odds : row.log_odds, place);
        return true;
    }

    // Adds what is in the slots, and leaves them empty.
    void take_slots() {
        for (int k = 0; k < 2; ++k) {
            take_single(k);
            std::vector<Means> means;
            for (int i = 0; i < SLOTS; ++i) {
                const int at = k * SLOTS + i;
                if (slots->weighted) take_heavy(slots->heavy[at], k, i - SIDE, means);
                else take_light(at, k, i - SIDE, means);
            }
            add_spreads(of[k], means);
        }
    }

  private:
    std::vector<Means> single[2];  // rows that were added one by one

    void take_single(int k) { add_spreads(of[k], single[k]), single[k].clear(); }

    void fill(std::int32_t at, double w2, double count, const Cell &more) {
        Cell &cell = cells[at];
        cell.weight += more.weight, cell.p += more.p, cell.loss += more.loss, cell.log_odds += more.log_odds;
        if (rows) rows[at] += count, weight2[at] += w2;
    }

    void take_light(int at, int k, int step, std::vector<Means> &means) {
        double *a = slots->even[at].sum, *b = slots->odd[at].sum;
        if (a[3] == 0.0 && b[3] == 0.0) return;
        const auto nearest = [](double x) { return (x + 0x1p52) - 0x1p52; };
        const double even = nearest(a[3] / COUNT), odd = nearest(b[3] / COUNT), n = even + odd;
        const double fourth = (a[3] - COUNT * even) + (b[3] - COUNT * odd);
        const Powers powers = {{n, a[0] + b[0], a[1] + b[1], a[2] + b[2], fourth}};
        slots->even[at] = slots->odd[at] = {};
        add_slot(k, step, n, powers, nullptr, means);
    }

    void take_heavy(Heavy &heavy, int k, int step, std::vector<Means> &means) {
        const double n = heavy.more[3];
        if (n == 0.0) return;
        double sum[4];
        for (int i = 0; i < 4; ++i) sum[i] = heavy.high[i] + heavy.low[i];
        of[k].weight.add({heavy.high[0], heavy.low[0]}), of[k].weight2.add({heavy.high[1], heavy.low[1]});
        const double *m = heavy.more, *m2 = heavy.more2;
        const Powers powers = {{sum[0], sum[2], m[0], m[1], m[2]}}, powers2 = {{sum[1], sum[3], m2[0], m2[1], m2[2]}};
        heavy = {};
        add_slot(k, step, n, powers, &powers2, means);
    }

    // Adds a slot's rows, of which the powers with w² are null where w is 1.
    void add_slot(int k, int step, double n, Powers w, const Powers *squared, std::vector<Means> &means) {
        const int outward = step < 0 ? -step : step;
        const Shape &shape = Shape::of_slot(outward);
        const double middle = Shape::middle(outward);
        const auto seen = [step](const Powers &p) {
            if (step == 0) return Powers{{p.sum[0]}};  // loops take them for rows above 0
            return step < 0 ? p.mirrored() : p;
        };
        w = seen(w);
        Series loss = shape.right;
        if ((k == 1) != (step > 0)) loss.of[0] += middle, loss.of[1] += 1.0;
        ClassSums &sums = of[k];
        const double total = loss.sum(w), variance = shape.variance.sum(w), mean = total / w.sum[0], spread = loss.spread(w);
        Means here = {w.sum[0], mean, spread, w.sum[0], mean, spread};
        if (squared) {
            const Powers w2 = seen(*squared);
            const double total2 = loss.sum(w2);
            sums.loss2.add(total2), sums.variance2.add(shape.variance.sum(w2));
            here.weight2 = w2.sum[0], here.mean2 = total2 / w2.sum[0], here.spread2 = loss.spread(w2);
        }
        const double unlikely = shape.unlikely.sum(w), z = w.sum[0] * middle + w.sum[1];
        fill(cell_of(step < 0 ? -middle : middle, k == 1), here.weight2, n,
             {w.sum[0], step > 0 ? w.sum[0] - unlikely : unlikely, total, step < 0 ? -z : z});
        sums.rows += n, sums.loss.add(total), sums.expected.add(shape.expected.sum(w)), sums.variance.add(variance);
        means.push_back(here);
    }
};

}  // namespace logloss
