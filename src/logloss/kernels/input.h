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

// Calls `use(i, value)` for n values of a column, in a loop that a compiler can make vectors of where values lie side by side.
template <class T, class Use>
inline void each(const Column &column, size_t row, size_t n, Use use) {
    if (column.plain<T>()) {
        const T *values = reinterpret_cast<const T *>(column.at(row));
        for (size_t i = 0; i < n; ++i) use(i, values[i]);
    } else {
        for (size_t i = 0; i < n; ++i) use(i, load<T>(column.at(row + i)));
    }
}

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

    // False where a label is neither 0 nor 1.
    bool fetch(const Input &input, size_t row, size_t n) {
        score = numbers(input.score, row, n, score_);
        weight = input.weight ? numbers(input.weight, row, n, weight_) : nullptr;
        return labels(input.y, row, n);
    }

    // Makes room for a few more rows, which count for nothing, so that a vector may begin anywhere.
    void pad(size_t n) {
        own(y, n, y_), own(score, n, score_);
        for (size_t i = n; i < n + 8 && i < ROWS; ++i) y_[i] = 0, score_[i] = 0.5;
    }

  private:
    template <class T>
    static void own(const T *&values, size_t n, T *buffer) {
        if (values != buffer) std::memcpy(buffer, values, n * sizeof(T));
        values = buffer;
    }

    static const double *numbers(const Column &column, size_t row, size_t n, double *buffer) {
        if (column.format == 'd' && column.plain<double>()) return reinterpret_cast<const double *>(column.at(row));
        if (column.format == 'd') widen<double>(column, row, n, buffer);
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
    double loss, log_odds, expected, variance;
};

inline Row row_of_probability(bool positive, double p) {
    const double lp = std::log(p), lq = std::log1p(-p);
    if (p == 0.0 || p == 1.0) return {positive == (p == 1.0) ? 0.0 : INFINITE, p == 1.0 ? INFINITE : -INFINITE, 0.0, 0.0};
    const double z = p == 0.5 ? 0.0 : lp - lq;
    return {0.0 - (positive ? lp : lq), z, -(p * lp + (1.0 - p) * lq), p * (1.0 - p) * z * z};
}

inline Row row_of_logit(bool positive, double z) {
    const double size = std::fabs(z), e = std::exp(-size), rest = std::log1p(e);
    const double right = positive == (z > 0.0) ? 0.0 : size;
    const double unlikely = e / (1.0 + e);  // the probability of the less likely class
    const bool certain = unlikely == 0.0;
    return {right + rest, z, certain ? 0.0 : rest + unlikely * size, certain ? 0.0 : unlikely / (1.0 + e) * size * size};
}

inline bool valid(const Input &input, double score) {
    return input.logits ? score == score : score >= 0.0 && score <= 1.0;
}

inline bool usual(double weight) { return weight == 0.0 || (weight >= LEAST_WEIGHT && weight <= MOST_WEIGHT); }

}  // namespace logloss
