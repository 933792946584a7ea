// What the loops read: labels, scores and weights of any of a few types, fetched a tile at a time as uint8 and double.
#pragma once

#include <cfloat>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

// What all this stands on. Where one of these does not hold, nothing is compiled, and NumPy does the work.
static_assert(std::numeric_limits<double>::is_iec559, "doubles must be IEEE's, and NaN and infinity be kept");
static_assert(FLT_EVAL_METHOD >= 0 && FLT_EVAL_METHOD != 2, "what doubles round away is carried along: they must not be longer in between");
#if defined(__FAST_MATH__)
#error "-ffast-math undoes sums that carry what they round away"
#endif
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "labels are read many at a time, the first from the lowest byte"
#endif

namespace logloss {

using std::size_t;

constexpr double INFINITE = std::numeric_limits<double>::infinity();
constexpr double LEAST_WEIGHT = 1e-100, MOST_WEIGHT = 1e100;  // beyond, the doctor has a word to say

// A column as it lies in memory; format is one of struct's letters.
struct Column {
    const char *data = nullptr;
    std::ptrdiff_t stride = 0;
    char format = 0;

    explicit operator bool() const { return data != nullptr; }
    const char *at(size_t row) const { return data + static_cast<std::ptrdiff_t>(row) * stride; }

    // Whether values lie side by side where this type may lie.
    template <class T>
    bool plain() const {
        return stride == sizeof(T) && reinterpret_cast<std::uintptr_t>(data) % alignof(T) == 0;
    }
};

struct Input {
    Column y, score, weight;
    bool logits = false;
    size_t start = 0, stop = 0;
};

template <class T>
inline T load(const char *from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

// Asks for rows of a column that come soon: by itself a processor guesses ahead in a page of memory, not beyond, which costs a quarter of
// the time. What lies beyond the column's end is not read, only asked for.
constexpr size_t AHEAD = 1024;  // rows from those being read to those asked for

inline void ask_ahead(const Column &column, size_t row, size_t n) {
    if (column.stride < 0 || column.stride > 64) return;  // then every row is a line of its own
    const char *from = column.at(row + AHEAD);
    for (size_t i = 0; i < n * static_cast<size_t>(column.stride); i += 64) __builtin_prefetch(from + i);
}

// Calls `use(i, value)` for n values of a column, in a loop that a compiler can make vectors of where values lie side by side.
template <class T, class Use>
inline void each(const Column &column, size_t row, size_t n, Use use) {
    constexpr size_t FEW_ROWS = 64;
    for (size_t i = 0; i < n; i += FEW_ROWS) {
        const size_t stop = n - i < FEW_ROWS ? n : i + FEW_ROWS;
        ask_ahead(column, row + i, stop - i);
        if (column.plain<T>()) {
            const T *values = reinterpret_cast<const T *>(column.at(row));
            for (size_t j = i; j < stop; ++j) use(j, values[j]);
        } else {
            for (size_t j = i; j < stop; ++j) use(j, load<T>(column.at(row + j)));
        }
    }
}

using Widen = void (*)(const float *from, size_t n, double *to);

template <class T>
inline void widen(const Column &column, size_t row, size_t n, double *to) {
    each<T>(column, row, n, [to](size_t i, T value) { to[i] = static_cast<double>(value); });
}

// Copies n labels as bytes; whether all of them are 0 or 1.
template <class T>
inline bool narrow(const Column &column, size_t row, size_t n, std::uint8_t *to) {
    bool odd = false;
    each<T>(column, row, n, [to, &odd](size_t i, T value) {
        to[i] = value != T(0);
        odd |= T(to[i]) != value;
    });
    return !odd;
}

// Some rows, ready to be worked on. Weights are null where every row weighs 1.
template <size_t ROWS>
class Tile {
  public:
    const std::uint8_t *y = nullptr;
    const double *score = nullptr, *weight = nullptr;

    // False where a label is neither 0 nor 1. Floats side by side are widened by the function given.
    bool fetch(const Input &input, size_t row, size_t n, Widen floats) {
        score = numbers(input.score, row, n, score_, floats);
        weight = input.weight ? numbers(input.weight, row, n, weight_, floats) : nullptr;
        return labels(input.y, row, n);
    }

    // Makes room for a few more rows, which count for nothing, so that a vector may begin anywhere.
    void pad(size_t n) {
        own(y, n, y_), own(score, n, score_);
        if (weight) own(weight, n, weight_);
        for (size_t i = n; i < n + 8 && i < ROWS; ++i) y_[i] = 0, score_[i] = 0.5, weight_[i] = 0.0;
    }

  private:
    template <class T>
    static void own(const T *&values, size_t n, T *buffer) {
        if (values != buffer) std::memcpy(buffer, values, n * sizeof(T));
        values = buffer;
    }

    static const double *numbers(const Column &column, size_t row, size_t n, double *buffer, Widen floats) {
        if (column.format == 'd' && column.plain<double>()) return reinterpret_cast<const double *>(column.at(row));
        if (column.format == 'd') widen<double>(column, row, n, buffer);
        else if (column.plain<float>()) ask_ahead(column, row, n), floats(reinterpret_cast<const float *>(column.at(row)), n, buffer);
        else widen<float>(column, row, n, buffer);
        return buffer;
    }

    bool labels(const Column &column, size_t row, size_t n) {
        y = y_;
        switch (column.format) {
            case 'i': return narrow<std::int32_t>(column, row, n, y_);
            case 'q': return narrow<std::int64_t>(column, row, n, y_);
            case 'f': return narrow<float>(column, row, n, y_);
            case 'd': return narrow<double>(column, row, n, y_);
            default: break;
        }
        if (!column.plain<std::uint8_t>()) return narrow<std::uint8_t>(column, row, n, y_);
        y = reinterpret_cast<const std::uint8_t *>(column.at(row));
        std::uint8_t every = 0;
        for (size_t i = 0; i < n; ++i) every |= y[i];
        return every <= 1;
    }

    alignas(64) std::uint8_t y_[ROWS];
    alignas(64) double score_[ROWS];
    alignas(64) double weight_[ROWS];
};

// A sum that carries what each addition rounded away (Knuth's two-sum).
struct Sum {
    double high = 0.0, low = 0.0;

    void add(double term) {
        const double sum = high + term, taken = sum - high;
        low += (high - (sum - taken)) + (term - taken);
        high = sum;
    }
    void add(const Sum &other) { add(other.high), add(other.low); }
};

struct Totals {
    Sum weight, loss;
};

// What one row costs and expects, by the library's logarithms: the slow way, for rows that the fast one leaves out.
struct Row {
    double loss, log_odds, expected, variance, p;
};

inline Row row_of_probability(bool positive, double p) {
    if (p == 0.0 || p == 1.0) return {positive == (p == 1.0) ? 0.0 : INFINITE, p == 1.0 ? INFINITE : -INFINITE, 0.0, 0.0, p};
    const double lp = std::log(p), lq = std::log1p(-p);
    const double z = p == 0.5 ? 0.0 : lp - lq;
    return {0.0 - (positive ? lp : lq), z, -(p * lp + (1.0 - p) * lq), p * (1.0 - p) * z * z, p};
}

inline Row row_of_logit(bool positive, double z) {
    const double size = std::fabs(z), e = std::exp(-size), wrong = positive == (z > 0.0) ? 0.0 : size;
    if (size > 40.0) {  // e is nothing beside 1
        const double unlikely = e == 0.0 ? 0.0 : e * size;
        return {wrong + e, z, e + unlikely, unlikely == 0.0 ? 0.0 : unlikely * size, z > 0.0 ? 1.0 : e};
    }
    const double rest = std::log1p(e), unlikely = e / (1.0 + e);  // the probability of the less likely class
    return {wrong + rest, z, rest + unlikely * size, unlikely / (1.0 + e) * size * size,
            z > 0.0 ? 1.0 / (1.0 + e) : unlikely};
}

inline bool valid(const Input &input, double score) {
    return input.logits ? score == score : score >= 0.0 && score <= 1.0;
}

inline bool usual(double weight) { return weight == 0.0 || (weight >= LEAST_WEIGHT && weight <= MOST_WEIGHT); }

}  // namespace logloss
