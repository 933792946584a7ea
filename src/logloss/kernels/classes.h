// Rows of K classes, a column a class: their loss, and all that a Summary keeps of them. No vectors: rows are narrow, and logarithms many.
#pragma once

#include "kept.h"

namespace logloss {

// A matrix as it lies in memory, of float or double.
struct Matrix {
    const char *data = nullptr;
    std::ptrdiff_t row_stride = 0, column_stride = 0;
    bool wide = true;  // double
    size_t columns = 0;

    void fetch(size_t row, double *to) const {
        const char *from = data + static_cast<std::ptrdiff_t>(row) * row_stride;
        if (wide) {
            for (size_t k = 0; k < columns; ++k) to[k] = load<double>(from + static_cast<std::ptrdiff_t>(k) * column_stride);
        } else {
            for (size_t k = 0; k < columns; ++k) to[k] = double(load<float>(from + static_cast<std::ptrdiff_t>(k) * column_stride));
        }
    }
};

// Rows of K classes. `tolerance` is how much probabilities of one row may be off 1 in sum.
struct Classes {
    Column y, weight;
    Matrix scores;
    bool logits = false;
    double tolerance = 0.0;
    size_t start = 0, stop = 0;

    double weight_of(size_t row) const {
        if (!weight) return 1.0;
        return weight.format == 'd' ? load<double>(weight.at(row)) : double(load<float>(weight.at(row)));
    }
    // The class of a row; the number of classes where it has none of them.
    size_t class_of(size_t row) const {
        std::int64_t k = 0;
        switch (y.format) {
            case 'b': k = load<std::int8_t>(y.at(row)); break;
            case 'i': k = load<std::int32_t>(y.at(row)); break;
            case 'q': k = load<std::int64_t>(y.at(row)); break;
            default: k = load<std::uint8_t>(y.at(row)); break;
        }
        return k < 0 || k >= std::int64_t(scores.columns) ? scores.columns : size_t(k);
    }
};

// The first of the largest values of a row.
inline size_t top_of(const double *row, size_t columns) {
    size_t top = 0;
    for (size_t k = 1; k < columns; ++k) top = row[k] > row[top] ? k : top;
    return top;
}

// Σ e^(z_k − largest) over all but the largest.
inline double rest_of(const double *z, size_t columns, size_t top) {
    double rest = 0.0;
    for (size_t k = 0; k < columns; ++k) rest += k == top ? 0.0 : std::exp(z[k] - z[top]);
    return rest;
}

// Whether a row has a loss: the doctor's rules.
inline bool valid(const Classes &input, const double *row) {
    const size_t columns = input.scores.columns;
    double sum = 0.0, least = row[0], largest = row[0];
    for (size_t k = 0; k < columns; ++k) {
        if (!(row[k] == row[k])) return false;
        sum += row[k], least = std::min(least, row[k]), largest = std::max(largest, row[k]);
    }
    if (input.logits) return largest < INFINITE && largest > -INFINITE;
    return least >= 0.0 && largest <= 1.0 && std::fabs(sum - 1.0) <= input.tolerance;
}

// −ln of the probability given to class k.
inline double loss_of(const Classes &input, const double *row, size_t k) {
    if (!input.logits) return 0.0 - std::log(row[k]);
    const size_t top = top_of(row, input.scores.columns);
    return (row[top] - row[k]) + std::log1p(rest_of(row, input.scores.columns, top));
}

// Σw and Σw · surprisal of rows that nobody has looked at; false where one is the doctor's case, or a class does not occur.
inline bool total(const Classes &input, Totals &found, std::vector<bool> &met) {
    std::vector<double> row(input.scores.columns);
    bool infinite = false;
    for (size_t i = input.start; i < input.stop; ++i) {
        const size_t k = input.class_of(i);
        const double w = input.weight_of(i);
        input.scores.fetch(i, row.data());
        if (k == row.size() || !usual(w) || !valid(input, row.data())) return false;
        met[k] = true;
        if (w == 0.0) continue;
        const double loss = loss_of(input, row.data(), k);
        found.weight.add(w);
        if (loss == INFINITE) infinite = true;
        else found.loss.add(w * loss);
    }
    if (infinite) found.loss = {INFINITE, 0.0};
    return infinite || std::isfinite(found.loss.high + found.loss.low);
}

// What a row costs and expects; its first part, "is it the top class?", and the second, "which of the others?" (summary/chain.py).
struct ClassRow {
    double loss, p, log_odds, expected, variance;
    bool hit;
    double odds, p_top, first, second;
};

// The log-odds of p, whose ln p is known.
inline double log_odds_of(double p, double ln) { return p == 0.5 ? 0.0 : ln - std::log1p(-p); }

// `losses` has room for one a class.
inline ClassRow class_row(const Classes &input, const double *row, size_t own, double *losses) {
    const size_t columns = input.scores.columns, top = top_of(row, columns);
    ClassRow found = {};
    found.hit = top == own;
    double total = 0.0;
    if (input.logits) {
        const double rest = rest_of(row, columns, top);
        for (size_t k = 0; k < columns; ++k) losses[k] = std::log1p(rest) - (row[k] - row[top]);
        found.odds = -std::log(rest);  // of the top class against all others together
        if (rest < 1e-300) {  // too little for a sum of powers of e: the largest of them aside
            size_t next = columns;
            for (size_t k = 0; k < columns; ++k) next = k != top && (next == columns || row[k] > row[next]) ? k : next;
            double others = 1.0;
            for (size_t k = 0; k < columns; ++k) others += k == top || k == next ? 0.0 : std::exp(row[k] - row[next]);
            found.odds = row[next] == -INFINITE ? INFINITE : (row[top] - row[next]) - std::log(others);
        }
        const Row first = row_of_logit(found.hit, found.odds);
        found.first = first.loss, found.p_top = first.p;
        found.second = (row[top] - found.odds) - row[own];
    } else {
        for (size_t k = 0; k < columns; ++k) losses[k] = 0.0 - std::log(row[k]);
        const double wrong = 0.0 - std::log1p(-row[top]);
        found.odds = row[top] == 0.5 ? 0.0 : wrong - losses[top], found.p_top = row[top];
        found.first = found.hit ? losses[top] : wrong;
        found.second = losses[own] - wrong;
    }
    for (size_t k = 0; k < columns; ++k) {
        const double p = input.logits ? std::exp(-losses[k]) : row[k];
        if (p > 0.0) total += p * losses[k];
    }
    for (size_t k = 0; k < columns; ++k) {
        const double p = input.logits ? std::exp(-losses[k]) : row[k], off = losses[k] - total;
        if (p > 0.0) found.variance += p * (off * off);
    }
    found.loss = losses[own], found.expected = total;
    found.p = input.logits ? std::exp(-found.loss) : row[own];
    found.log_odds = !input.logits && found.hit ? found.odds : log_odds_of(found.p, input.logits ? std::log(found.p) : -found.loss);
    return found;
}

// A table of cells by class and bin, and of weighted rows their number and Σw².
struct Table {
    std::vector<Cell> cells;
    std::vector<double> rows, weight2;

    explicit Table(size_t classes) : cells(classes * BINS), rows(classes * BINS), weight2(classes * BINS) {}

    void add(size_t k, double z, double p, double w, double loss) {
        const size_t at = k * BINS + size_t(cell_of(z, false));
        Cell &cell = cells[at];
        cell.weight += w, cell.p += w * p, cell.loss += w * loss, cell.log_odds += w * z;
        ++rows[at], weight2[at] += w * w;
    }
};

// The second part of the chain: rows, weight and loss where it is finite; rows and weight where it is infinite, and where there is none.
struct Second {
    double rows = 0.0;
    Sum weight, loss;
    double impossible = 0.0;
    Sum impossible_weight;
    double certain = 0.0;
    Sum certain_weight;
};

struct KeptClasses {
    std::vector<ClassSums> of;
    std::vector<std::vector<Means>> single;
    Table own, first{2};
    Second second;
    Worst worst;
    size_t infinite_row[LISTED], infinite_rows = 0;

    explicit KeptClasses(size_t classes) : of(classes), single(classes), own(classes) {}

    void add(const ClassRow &row, size_t k, double w, size_t place, bool weighted) {
        ClassSums &sums = of[k];
        if (w == 0.0) {
            ++sums.weightless;
            return;
        }
        const bool infinite = row.loss == INFINITE;
        own.add(k, row.log_odds, row.p, w, row.loss);
        add_chain(row, w);
        sums.expected.add(w * row.expected), sums.variance.add(w * row.variance);
        if (weighted) sums.variance2.add(w * w * row.variance);
        if (infinite) {
            ++sums.infinite, sums.infinite_weight.add(w);
            if (infinite_rows < LISTED) infinite_row[infinite_rows++] = place;
            return;
        }
        ++sums.rows;
        sums.loss.add(w * row.loss);
        if (weighted) sums.weight.add(w), sums.weight2.add(w * w), sums.loss2.add(w * w * row.loss);
        worst.add(w * row.loss, place);
        single[k].push_back({w, row.loss, 0.0, w * w, row.loss, 0.0});
        if (single[k].size() == FEW) take_single(k);
    }

    void take_single(size_t k) { add_spreads(of[k], single[k]), single[k].clear(); }

  private:
    void add_chain(const ClassRow &row, double w) {
        first.add(row.hit ? 1 : 0, row.odds, row.p_top, w, row.first);
        if (row.hit) return;
        if (row.odds == INFINITE) ++second.certain, second.certain_weight.add(w);
        else if (row.second == INFINITE) ++second.impossible, second.impossible_weight.add(w);
        else ++second.rows, second.weight.add(w), second.loss.add(w * row.second);
    }
};

// All about rows that the doctor has seen; false where a weight is odd.
inline bool classes(const Classes &input, KeptClasses &kept) {
    std::vector<double> row(input.scores.columns), losses(input.scores.columns);
    for (size_t i = input.start; i < input.stop; ++i) {
        const size_t k = input.class_of(i);
        const double w = input.weight_of(i);
        if (k == row.size() || !usual(w)) return false;
        input.scores.fetch(i, row.data());
        kept.add(class_row(input, row.data(), k, losses.data()), k, w, i, bool(input.weight));
    }
    for (size_t k = 0; k < row.size(); ++k) kept.take_single(k);
    return true;
}

}  // namespace logloss
