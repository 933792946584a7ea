// The sum of surprisals in one pass, at the speed of memory.
//
// No logarithm a row: −Σ ln p = −ln Π p. Probabilities of the true class are multiplied, eight at a time; then the exponent is split off
// and counted, and one logarithm a lane ends it all. What each product rounds away is carried along, and so is what 1 − p rounds away:
// without it a row with y = 0 and p = 1e-17 would cost nothing.

constexpr size_t CHUNK = 2048;  // rows after which a sum is checked, and done again row by row where there is something odd
constexpr int DEEP = 8;         // factors to a product: all above 1e-38 cannot underflow together
constexpr int WIDE = LANES < 8 ? 8 / LANES : 1;  // products side by side, to keep the processor busy
constexpr size_t STEP = LANES * DEEP * WIDE;
constexpr double MOST_LOGIT = 700.0;  // beyond, e^−|z| is no normal number
constexpr double LEAST_PRODUCT = 0x1p-960;  // below, what a product rounds away cannot be told exactly

// A product of many factors: (mantissa + low) · 2^exponent.
struct Product {
    Real mantissa, low;
    Bits exponent;

    INLINE Product() : mantissa(all(1.0)), low{}, exponent{} {}

    // Multiplies by a product of some factors and the part of it that a double does not hold.
    INLINE void take(Real product, Real error) {
        const Power power(product);
        const Real m = power.mantissa(product), next = mantissa * m;
        const Real lost = multiply_add(mantissa, error * power.inverse(), product_error(mantissa, m, next));
        low = multiply_add(low, m, lost);
        mantissa = next;
        exponent += power.exponent();
    }
    // Mantissas are off 1 by up to 2^±½ a factor: keeps theirs from the ends of its range.
    INLINE void centre() {
        const Power power(mantissa);
        low *= power.inverse();
        mantissa = power.mantissa(mantissa);
        exponent += power.exponent();
    }
    Sum logarithm() const {
        Sum sum;
        std::int64_t e = 0;
        for (int i = 0; i < LANES; ++i) e += exponent[i], sum.add(std::log(mantissa[i])), sum.low += low[i] / mantissa[i];
        sum.add(static_cast<double>(e) * LN2_HIGH);
        sum.low += static_cast<double>(e) * LN2_LOW;
        return sum;
    }
};

// A product of a few factors, each with what it lacks of what it stands for.
struct Factors {
    Real product, error;

    INLINE Factors() : product(all(1.0)), error{} {}
    INLINE void take(Real factor, Real lacks) {
        const Real next = product * factor;
        error = multiply_add(error, factor, multiply_add(product, lacks, product_error(product, factor, next)));
        product = next;
    }
};

// Sums so far. A copy of them is what a chunk with something odd in it goes back to.
struct Running {
    Product product[WIDE];
    Sums linear, weight;
    Sum odd, odd_weight;  // of rows that were done one by one
    bool infinite;

    INLINE Running() : infinite(false) {}

    Totals totals(const Input &input) const {
        Sum loss = odd, weights = odd_weight;
        const double sign = input.logits ? 1.0 : -1.0;  // logits multiply 1 + e^−|z|, the odds against; others p
        for (const Product &p : product) {
            const Sum sum = p.logarithm();
            loss.add(sign * sum.high), loss.low += sign * sum.low;
        }
        loss.add(linear.total());
        weights.add(weight.total());
        if (!input.weight) weights = {static_cast<double>(input.stop - input.start), 0.0};
        return {weights, infinite ? Sum{INFINITE, 0.0} : loss};
    }
};

// Each of these adds STEP rows, and tells in `fine` and in the signs of `signs` whether anything about them is odd.
INLINE void add_probabilities(const std::uint8_t *y, const double *p, Running &sums, Bits &fine, Bits &signs) {
    Factors few[WIDE];
#pragma GCC unroll 8
    for (int j = 0; j < DEEP; ++j) {
#pragma GCC unroll 4
        for (int k = 0; k < WIDE; ++k, y += LANES, p += LANES) {
            const Bits negative = negatives(y);
            const Real x = get<Real>(p), other = 1.0 - x;
            signs |= (Bits)x | (Bits)other;  // both are positive just where 0 ≤ p ≤ 1, or NaN
            few[k].take(negative ? other : x, (Real)((Bits)((1.0 - other) - x) & negative));
        }
    }
    for (int k = 0; k < WIDE; ++k) fine &= few[k].product >= LEAST_PRODUCT;  // nor NaN
    for (int k = 0; k < WIDE; ++k) sums.product[k].take(few[k].product, few[k].error);
}

// Of ln(1 + e^±z): what a wrong sign costs besides ln(1 + e^−|z|), and 1 + e^−|z| with what a double does not hold of it.
struct Logit {
    Real against, factor, lacks;

    INLINE Logit(const std::uint8_t *y, const double *z, Bits &fine) {
        const Real x = get<Real>(z), size = size_of(x);
        fine &= size <= MOST_LOGIT;  // nor NaN
        against = larger((Real)((Bits)x ^ (~negatives(y) & INT64_MIN)), Real{});
        const Real e = exponential_of_minus(size);
        factor = 1.0 + e;
        lacks = e - (factor - 1.0);
    }
};

INLINE void add_logits(const std::uint8_t *y, const double *z, Running &sums, Bits &fine) {
    Factors few[WIDE];
    Real against = {};
#pragma GCC unroll 8
    for (int j = 0; j < DEEP; ++j) {
#pragma GCC unroll 4
        for (int k = 0; k < WIDE; ++k, y += LANES, z += LANES) {
            const Logit logit(y, z, fine);
            against += logit.against;
            few[k].take(logit.factor, logit.lacks);
        }
    }
    sums.linear.add(against);
    for (int k = 0; k < WIDE; ++k) sums.product[k].take(few[k].product, few[k].error);
}

// Weighted rows need a logarithm each.
template <bool LOGITS>
INLINE void add_weighted(const std::uint8_t *y, const double *score, const double *weight, Running &sums, Bits &fine) {
    for (size_t i = 0; i < STEP; i += LANES) {
        const Real w = get<Real>(weight + i);
        fine &= ((w >= LEAST_WEIGHT) & (w <= MOST_WEIGHT)) | (w == 0.0);
        sums.weight.add(w);
        if (LOGITS) {
            const Logit logit(y + i, score + i, fine);
            sums.linear.add(w * (logit.against + (logarithm(logit.factor) + logit.lacks / logit.factor)));
        } else {
            const Bits negative = negatives(y + i);
            const Real x = get<Real>(score + i), other = 1.0 - x, given = negative ? other : x;
            fine &= (given >= LEAST_PRODUCT) & (smaller(x, other) >= 0.0);
            const Real lost = (Real)((Bits)((1.0 - other) - x) & negative);
            sums.linear.add(-w * (logarithm(given) + multiply_add(lost, x, lost)));
        }
    }
}

// The same row by row: what underflows, is 0, is huge, or is left over. False where a row has no loss.
inline bool add_carefully(const Input &input, const Tile<CHUNK> &tile, size_t start, size_t stop, Running &sums) {
    for (size_t i = start; i < stop; ++i) {
        const double w = tile.weight ? tile.weight[i] : 1.0;
        if (!valid(input, tile.score[i]) || !usual(w)) return false;
        if (w == 0.0) continue;  // nothing, not 0 · ∞
        const bool positive = tile.y[i] != 0;
        const Row row = input.logits ? row_of_logit(positive, tile.score[i]) : row_of_probability(positive, tile.score[i]);
        if (row.loss == INFINITE) sums.infinite = true;
        else sums.odd.add(w * row.loss);
        sums.odd_weight.add(w);
    }
    return true;
}

// Asks for rows that come soon, where they are read as they lie in memory.
INLINE void ask_ahead(const std::uint8_t *y, const double *score) {
    for (size_t i = 0; i < STEP; i += 8) __builtin_prefetch(score + AHEAD + i);
    __builtin_prefetch(y + AHEAD);
}

// Adds all rows of a chunk; whether nothing about them was odd.
INLINE bool add_chunk(const Input &input, const Tile<CHUNK> &tile, size_t n, Running &sums) {
    Bits fine = ~Bits{}, signs = {};
    for (size_t i = 0; i < n; i += STEP) {
        ask_ahead(tile.y + i, tile.score + i);
        if (tile.weight && input.logits) add_weighted<true>(tile.y + i, tile.score + i, tile.weight + i, sums, fine);
        else if (tile.weight) add_weighted<false>(tile.y + i, tile.score + i, tile.weight + i, sums, fine);
        else if (input.logits) add_logits(tile.y + i, tile.score + i, sums, fine);
        else add_probabilities(tile.y + i, tile.score + i, sums, fine, signs);
    }
    for (Product &product : sums.product) product.centre();
    return !any(~fine) && !any(signs < 0);
}

// Σw and Σw · surprisal over the rows asked for; false where one has no loss or an odd weight, or floats cannot hold their sum.
bool total(const Input &input, Totals &found) {
    Tile<CHUNK> tile;
    Running sums;
    for (size_t row = input.start; row < input.stop; row += CHUNK) {
        const size_t n = input.stop - row < CHUNK ? input.stop - row : CHUNK, full = n / STEP * STEP;
        if (!tile.fetch(input, row, n, widen_floats)) return false;
        const Running before = sums;
        size_t done = full;
        if (!add_chunk(input, tile, full, sums)) sums = before, done = 0;
        if (!add_carefully(input, tile, done, n, sums)) return false;
    }
    found = sums.totals(input);
    return sums.infinite || std::isfinite(found.loss.high + found.loss.low);
}
