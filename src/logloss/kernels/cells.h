// All that a Summary keeps of rows, in one pass: sums by class, cells by class and bin of log-odds, the places of the worst rows.
//
// A few hundred rows at a time: first what each costs and expects, its cell, and the sums of that; then it is added to its cell.

// Every step goes over the whole tile before the next one does, and leaves what it finds where `loss` and `log_odds` will stand. So a step
// is short enough for the processor to have many vectors of it under way at once; all steps in one are twice as slow.

// Of p and 1 − p: (m − 1) / (m + 1) of their mantissas m, with one division for both.
APART void divide(const double *p, size_t n, Worked &to) {
    for (size_t i = 0; i < n; i += LANES) {
        const Real x = get<Real>(p + i), other = 1.0 - x, m = Power(x).mantissa(x), o = Power(other).mantissa(other);
        const Real below = m + 1.0, below_other = o + 1.0, inverse = 1.0 / (below * below_other);
        put(to.loss + i, (m - 1.0) * below_other * inverse);
        put(to.log_odds + i, (o - 1.0) * below * inverse);
    }
}

// ln p and ln(1 − p).
APART void take_logarithms(const double *p, size_t n, Worked &to) {
    for (size_t i = 0; i < n; i += LANES) {
        const Real x = get<Real>(p + i), other = 1.0 - x, lacks = (1.0 - other) - x;
        put(to.loss + i, logarithm(x, get<Real>(to.loss + i)));
        put(to.log_odds + i, logarithm(other, get<Real>(to.log_odds + i)) + multiply_add(lacks, x, lacks));
    }
}

// e^−|z|, then ln(1 + e^−|z|).
APART void take_exponentials(const double *z, size_t n, Worked &to) {
    for (size_t i = 0; i < n; i += LANES) put(to.log_odds + i, exponential_of_minus(size_of(get<Real>(z + i))));
    for (size_t i = 0; i < n; i += LANES) {
        const Real e = get<Real>(to.log_odds + i), factor = 1.0 + e, lacks = e - (factor - 1.0);
        put(to.loss + i, logarithm(factor) + lacks * multiply_add(e, all(-0.5), all(1.0)));
    }
}

template <bool LOGITS>
INLINE void prepare(const double *score, size_t n, Worked &to) {
    if (LOGITS) {
        take_exponentials(score, n, to);
    } else {
        divide(score, n, to);
        take_logarithms(score, n, to);
    }
}

// What is known of a vector of rows.
struct Known {
    Bits negative;
    Real loss, log_odds, expected, variance, p;
};

// Where rows are everyday (p neither next to 0 nor next to 1), nothing needs a second look. Others may be certain: then their loss stands
// as 0, and their cell tells which of them are infinite. `fine` turns false in rows that this cannot do.
template <bool EVERYDAY>
INLINE Known know_probabilities(const std::uint8_t *y, const double *p, const Worked &found, size_t i, Bits &fine) {
    const Bits negative = negatives(y + i);
    const Real x = get<Real>(p + i), other = 1.0 - x, least = smaller(x, other);
    const Real lx = get<Real>(found.loss + i), lq = get<Real>(found.log_odds + i), z = lx - lq;
    const Bits certain = least == 0.0;
    fine &= EVERYDAY ? least >= EVERYDAY_P : ((x >= LEAST_PRODUCT) & (least >= 0.0)) | (x == 0.0);  // nor NaN
    Known row = {negative, -(negative ? lq : lx), z, -multiply_add(x, lx, other * lq), x * other * (z * z), x};
    if (!EVERYDAY) {
        for (Real *value : {&row.loss, &row.expected, &row.variance}) *value = (Real)((Bits)*value & ~certain);
        const Real edge = x == 0.0 ? all(-INFINITE) : all(INFINITE);
        row.log_odds = certain ? edge : z;
    }
    return row;
}

template <bool EVERYDAY>
INLINE Known know_logits(const std::uint8_t *y, const double *score, const Worked &found, size_t i, Bits &fine) {
    const Bits negative = negatives(y + i);
    const Real z = get<Real>(score + i) + 0.0, size = size_of(z);  // −0 is 0
    fine &= size <= (EVERYDAY ? FINE_END : MOST_LOGIT);            // nor NaN
    const Real rest = get<Real>(found.loss + i), e = get<Real>(found.log_odds + i);
    const Real against = larger((Real)((Bits)z ^ (~negative & INT64_MIN)), Real{});
    const Real likely = 1.0 / (1.0 + e), unlikely = e * likely;
    return {negative,
            against + rest,
            z,
            multiply_add(unlikely, size, rest),
            unlikely * likely * (size * size),
            z > 0.0 ? likely : unlikely};
}

template <bool LOGITS, bool EVERYDAY>
INLINE Known know(const Tile<FEW> &tile, const Worked &found, size_t i, Bits &fine) {
    if (LOGITS) return know_logits<EVERYDAY>(tile.y, tile.score, found, i, fine);
    return know_probabilities<EVERYDAY>(tile.y, tile.score, found, i, fine);
}

// The cell of each row: bins of version 1 (summary/bins.py). Conversion cuts off towards 0, as counting outwards wants; then 0 and ±∞,
// having bins of their own, move the others on by 1 and by 2.
template <bool EVERYDAY>
INLINE Index cell_of(Real z, Bits negative) {
    const Real table = negative ? all(LAST_BIN) : all(LAST_BIN + BINS), size = size_of(z);
    Real away = (Real)((Bits)all(1.0) & (z != 0.0));
    if (!EVERYDAY) away += (Real)((Bits)all(1.0) & (size == INFINITE));
    const Real offset = table + (Real)((Bits)away | ((Bits)z & INT64_MIN));
    if (EVERYDAY) return __builtin_convertvector(z * FINE, Index) + __builtin_convertvector(offset, Index);
    const Real fine = larger(smaller(z, all(FINE_END)), all(-FINE_END));
    const Real coarse = larger(smaller(z, all(COARSE_END)), all(-COARSE_END)) - fine;
    return __builtin_convertvector(fine * FINE, Index) + __builtin_convertvector(coarse * COARSE, Index) +
           __builtin_convertvector(offset, Index);
}

INLINE double across(Real a) {
    double sum = 0.0;
    for (int i = 0; i < LANES; ++i) sum += a[i];
    return sum;
}

INLINE double largest(Real a) {
    double found = 0.0;
    for (int i = 0; i < LANES; ++i) found = a[i] > found ? a[i] : found;
    return found;
}

INLINE Real only(Bits mask, Real a) { return (Real)((Bits)a & mask); }

// Adds to the sum of the row's class.
INLINE void apart(Bits negative, Real value, Real (&to)[2]) {
    to[0] += only(negative, value), to[1] += only(~negative, value);
}

// Sums over a tile's rows, by class, all of weight 1. Squares are of what losses are off a mean that is nearly theirs.
struct TileSums {
    Sums loss[2];
    Real expected[2], variance[2], square[2], most;

    INLINE TileSums() : expected{}, variance{}, square{}, most{} {}

    INLINE void add(const Known &row, Real mean_negative, Real mean_positive) {
        const Real off = row.loss - (row.negative ? mean_negative : mean_positive);
        most = larger(row.loss, most);
        apart(row.negative, row.expected, expected), apart(row.negative, row.variance, variance);
        apart(row.negative, off * off, square);
    }

    INLINE void give(const std::uint8_t *y, size_t n, const double *mean, Kept &kept) const {
        size_t positive = 0;
        for (size_t i = 0; i < n; ++i) positive += y[i];
        for (int k = 0; k < 2; ++k) {
            ClassSums &to = kept.of[k];
            const double count = double(k ? positive : n - positive);
            const Sum total = loss[k].total();
            to.rows += count;
            to.loss.add(total), to.expected.add(across(expected[k])), to.variance.add(across(variance[k]));
            to.moments.add_squares(count, total.high, mean[k], across(square[k]));
            if (count > 0.0) to.recent = total.high / count;
        }
    }
};

// The same of weighted rows; a row of weight 0 adds nothing.
struct WeightedSums {
    Sums weight[2], weight2[2], loss[2], loss2[2];
    Real rows[2], expected[2], variance[2], variance2[2], square[2], square2[2], most;

    INLINE WeightedSums() : rows{}, expected{}, variance{}, variance2{}, square{}, square2{}, most{} {}

    INLINE void add(const Known &row, Real w, Real mean_negative, Real mean_positive) {
        const Real cost = w * row.loss, off = row.loss - (row.negative ? mean_negative : mean_positive), squared = w * off * off;
        most = larger(cost, most);
        apart(row.negative, only(w > 0.0, all(1.0)), rows);
        apart(row.negative, w * row.expected, expected);
        apart(row.negative, w * row.variance, variance), apart(row.negative, w * w * row.variance, variance2);
        apart(row.negative, squared, square), apart(row.negative, w * squared, square2);
        for (int k = 0; k < 2; ++k) {
            const Bits own = k ? ~row.negative : row.negative;
            weight[k].add(only(own, w)), weight2[k].add(only(own, w * w));
            loss[k].add(only(own, cost)), loss2[k].add(only(own, w * cost));
        }
    }

    INLINE void give(const std::uint8_t *y, size_t n, const double *mean, Kept &kept) const {
        size_t positive = 0;
        for (size_t i = 0; i < n; ++i) positive += y[i];
        for (int k = 0; k < 2; ++k) {
            ClassSums &to = kept.of[k];
            const double counted = across(rows[k]);
            const Sum w = weight[k].total(), w2 = weight2[k].total(), total = loss[k].total(), total2 = loss2[k].total();
            to.rows += counted, to.weightless += double(k ? positive : n - positive) - counted;
            to.weight.add(w), to.weight2.add(w2), to.loss.add(total), to.loss2.add(total2);
            to.expected.add(across(expected[k])), to.variance.add(across(variance[k])), to.variance2.add(across(variance2[k]));
            to.moments.add_squares(w.high, total.high, mean[k], across(square[k]));
            to.moments2.add_squares(w2.high, total2.high, mean[k], across(square2[k]));
            if (w.high > 0.0) to.recent = total.high / w.high;
        }
    }
};

// Works out n everyday rows with weights and, where all of them are fine, sums them and adds them to their cells.
template <bool LOGITS>
APART bool add_weighted_tile(const Tile<FEW> &tile, size_t n, Worked &to, Kept &kept) {
    const double mean[2] = {kept.of[0].recent, kept.of[1].recent};
    WeightedSums sums;
    Bits fine = ~Bits{};
    prepare<LOGITS>(tile.score, n, to);
    for (size_t i = 0; i < n; i += LANES) {
        const Known row = know<LOGITS, true>(tile, to, i, fine);
        const Real w = get<Real>(tile.weight + i);
        fine &= ((w >= LEAST_WEIGHT) & (w <= MOST_WEIGHT)) | (w == 0.0);
        sums.add(row, w, all(mean[0]), all(mean[1]));
        put(to.loss + i, row.loss), put(to.log_odds + i, row.log_odds), put(to.p + i, row.p);
        put(to.cell + i, cell_of<true>(row.log_odds, row.negative));
    }
    if (any(~fine)) return false;
    sums.give(tile.y, n, mean, kept);
    if (largest(sums.most) > kept.worst.bar) {
        for (size_t i = 0; i < n; ++i) kept.worst.add(tile.weight[i] * to.loss[i], kept.row + i);
    }
    for (size_t i = 0; i < n; ++i) kept.fill(to, i, tile.weight[i], i % 2 ? kept.odd : kept.even);
    return true;
}

// Works out n rows and, where all of them are fine, sums them.
template <bool LOGITS, bool EVERYDAY>
APART bool sum_tile(const Tile<FEW> &tile, size_t n, Worked &to, Kept &kept) {
    const double mean[2] = {kept.of[0].recent, kept.of[1].recent};
    const Real mean_negative = all(mean[0]), mean_positive = all(mean[1]);
    TileSums sums;
    Bits fine = ~Bits{};
    prepare<LOGITS>(tile.score, n, to);
    for (size_t start = 0; start < n; start += 8 * LANES) {  // so many losses are added plainly before a sum carries what it rounds away
        Real loss = {}, loss_positive = {};
        for (size_t i = start; i < start + 8 * LANES; i += LANES) {
            if (i % STEP == 0) ask_ahead(tile.y + i, tile.score + i);
            const Known row = know<LOGITS, EVERYDAY>(tile, to, i, fine);
            loss += only(row.negative, row.loss), loss_positive += only(~row.negative, row.loss);
            sums.add(row, mean_negative, mean_positive);
            const Index cell = cell_of<EVERYDAY>(row.log_odds, row.negative);
            put(to.loss + i, row.loss), put(to.log_odds + i, row.log_odds), put(to.cell + i, cell);
            if (LOGITS) put(to.p + i, row.p);
        }
        sums.loss[0].add(loss), sums.loss[1].add(loss_positive);
    }
    if (any(~fine) || (!EVERYDAY && has_infinite(to, n))) return false;
    sums.give(tile.y, n, mean, kept);
    if (largest(sums.most) > kept.worst.bar) kept.find_worst(to.loss, n);
    return true;
}

// Adds a row of weight 1 to a cell, in one go.
INLINE void add_to(Cell &cell, double p, double loss, double log_odds) {
    typedef double Four __attribute__((vector_size(32)));
    Four sums;
    std::memcpy(&sums, &cell, sizeof sums);
    sums += Four{1.0, p, loss, log_odds};
    std::memcpy(&cell, &sums, sizeof sums);
}

// Adds rows to their cells; neighbours go to different tables, or equal rows would wait for each other.
APART void fill(const double *p, const Worked &from, size_t n, Kept &kept) {
    for (size_t i = 0; i < n; i += 2) {
        const size_t j = i + 1;
        add_to(kept.even[from.cell[i]], p[i], from.loss[i], from.log_odds[i]);
        add_to(kept.odd[from.cell[j]], p[j], from.loss[j], from.log_odds[j]);
    }
}

// Everything about some rows, one by one: where they are the first or the last, infinite, or have probabilities that are no normal numbers.
template <bool LOGITS>
APART bool add_slowly(const Input &input, Tile<FEW> &tile, size_t n, Worked &to, Kept &kept) {
    Bits fine = ~Bits{};
    if (n % LANES) tile.pad(n);
    prepare<LOGITS>(tile.score, n, to);
    for (size_t i = 0; i < n; i += LANES) {
        const Known row = know<LOGITS, false>(tile, to, i, fine);
        put(to.loss + i, row.loss), put(to.log_odds + i, row.log_odds), put(to.p + i, row.p);
        put(to.expected + i, row.expected), put(to.variance + i, row.variance);
        put(to.cell + i, cell_of<false>(row.log_odds, row.negative));
    }
    return (!any(~fine) || mend(input, tile, n, to)) && kept.add(tile, to, n);
}

template <bool LOGITS>
INLINE bool add_tile(const Input &input, Tile<FEW> &tile, size_t n, Worked &to, Kept &kept) {
    if (n % (8 * LANES) || !kept.begun()) return add_slowly<LOGITS>(input, tile, n, to, kept);
    if (tile.weight) return add_weighted_tile<LOGITS>(tile, n, to, kept) || add_slowly<LOGITS>(input, tile, n, to, kept);
    if (!sum_tile<LOGITS, true>(tile, n, to, kept) && !sum_tile<LOGITS, false>(tile, n, to, kept)) {
        return add_slowly<LOGITS>(input, tile, n, to, kept);
    }
    fill(LOGITS ? to.p : tile.score, to, n, kept);
    return true;
}

// Everything about the rows asked for; false where one has no loss or an odd weight: the doctor's case.
bool cells(const Input &input, Kept &kept) {
    Tile<FEW> tile;
    Worked rows;
    for (size_t row = input.start; row < input.stop; row += FEW) {
        const size_t n = input.stop - row < FEW ? input.stop - row : FEW;
        kept.row = row;
        if (!tile.fetch(input, row, n)) return false;
        if (!(input.logits ? add_tile<true>(input, tile, n, rows, kept) : add_tile<false>(input, tile, n, rows, kept))) return false;
    }
    return true;
}
