// All that a Summary keeps of rows, in one pass: sums by class, cells by class and bin of log-odds, the places of the worst rows.
//
// A few hundred rows at a time: first where each belongs, which takes its log-odds and no other logarithm; then they are added to their
// slots (slots.h), of which all sums are made in the end.

// Every step goes over the whole tile before the next one does: so it is short enough for the processor to have many vectors of it under
// way at once.

// ln p − ln(1 − p) = k ln 2 + 2 artanh s with s = (p' − q) / (p' + q), where p' is p over 2^k, which brings it next to q = 1 − p. Exponent
// and mantissa together are nearly a logarithm, whose difference gives k: |s| < 0.2004. Leaves s and k, the latter NaN where
// p is no probability; what s is where p is 0 or subnormal does not matter, as log-odds are far out by k alone.
APART void divide(const double *p, size_t n, Worked &to) {
    constexpr std::uint64_t AWAY = std::uint64_t(1024) << 52, HALF = std::uint64_t(1) << 51;  // keeps differences positive; rounds
    for (size_t i = 0; i < n; i += LANES) {
        const Real x = get<Real>(p + i), q = 1.0 - x;
        const Unsigned power = ((Unsigned)x - (Unsigned)q + (AWAY + HALF)) & EXPONENT;
        const Real near = (Real)((Unsigned)x - power + AWAY);
        const Real k = (Real)((Bits)all(0x1p52) | (Bits)(power >> 52)) - (0x1p52 + 1024.0);
        put(to.against + i, (near - q) / (near + q));
        put(to.off + i, smaller(x, q) >= 0.0 ? k : all(NAN));
    }
}

// Leaves log-odds in two parts: the first a multiple of so large a power of 2 that a number near it is taken off exactly. The polynomial
// in s² errs by less than 2^−53 (Chebyshev's interpolation).
APART void take_logarithms(size_t n, Worked &to) {
    for (size_t i = 0; i < n; i += LANES) {
        const Real s = get<Real>(to.against + i), k = get<Real>(to.off + i), u = s * s, v = u * u;
        const Real even = multiply_add(v, multiply_add(v, multiply_add(v, all(0.15120963789769354), all(0.18184621441123391)),
                                                       all(0.2857142883779318)),
                                       all(0.6666666666666694));
        const Real odd = multiply_add(v, multiply_add(v, all(0.15283430687550884), all(0.2222218256730099)), all(0.39999999999330305));
        const Real artanh = multiply_add(s * u, multiply_add(u, odd, even), s + s);
        put(to.against + i, k * LN2_HIGH), put(to.off + i, multiply_add(k, all(LN2_LOW), artanh));
    }
}

INLINE double largest(Real a) {
    double found = a[0];
    for (int i = 1; i < LANES; ++i) found = a[i] > found ? a[i] : found;
    return found;
}

// Finds the slot of each of n rows, of a whole number of vectors; rows whose log-odds are far out, or that have none, are put aside.
// Returns the largest log-odds against any other row's class.
template <bool LOGITS>
APART double locate(const Tile<FEW> &tile, size_t n, Worked &to, Bits &all_fine) {
    Real most = all(-INFINITE);
    Bits fine = ~Bits{};
    for (size_t i = 0; i < n; i += LANES) {
        if (i % STEP == 0) ask_ahead(tile.y + i, tile.score + i);
        const Bits negative = negatives(tile.y + i);
        const Real high = LOGITS ? get<Real>(tile.score + i) : get<Real>(to.against + i), low = LOGITS ? Real{} : get<Real>(to.off + i);
        const Real z = high + low, scaled = z * STEPS, whole = towards_0(scaled);
        const Bits good = size_of(z) < OUTERMOST;  // nor NaN
        const Bits sign = (Bits)z & INT64_MIN;
        const Real middle = whole + (Real)((Bits)all(0.5) | sign), off = multiply_add(middle, all(-1.0 / STEPS), high) + low;
        // Slots count outwards from the one of 0. Adding so large a number leaves an integer in the last bits.
        const Real outward = whole + (Real)(((Bits)all(1.0) | sign) & (z != 0.0));
        const Real place = outward + (negative ? all(0x1.8p52 + SIDE) : all(0x1.8p52 + (SLOTS + SIDE)));
        const Real against = (Real)((Bits)z ^ (~negative & INT64_MIN));
        most = larger(good ? against : most, most);
        fine &= good;
        put(to.against + i, against), put(to.off + i, off);
        put(to.slot + i, good ? place : all(0x1.8p52 + ASIDE));
    }
    all_fine = fine;
    return largest(most);
}

// Adds rows of weight 1 to their slots.
APART void fill(const Worked &from, size_t n, Slots &slots) {
    Light *const even = slots.even, *const odd = slots.odd;
    for (size_t i = 0; i < n; i += 4) {
        Quad rows[4];
        powers(from.off + i, rows);
        for (int j = 0; j < 4; ++j) {
            double *const to = (j % 2 ? odd : even)[std::uint32_t(from.slot[i + j])].sum;
            Quad sums;
            std::memcpy(&sums, to, sizeof sums);
            put(to, sums + rows[j]);
        }
    }
}

// Adds rows to their slots, those of usual weight; others are put aside.
APART void fill(const Worked &from, const double *weight, size_t n, Slots &slots) {
    for (size_t i = 0; i < n; ++i) {
        const double w = weight[i], off = from.off[i], square = off * off;
        Heavy &to = slots.heavy[std::uint32_t(from.slot[i])];
        const Quad term = {w, w * w, w * off, w * w * off}, powers = {square, off * square, square * square, 1.0};
        Quad high, low, more, more2;
        std::memcpy(&high, to.high, sizeof high), std::memcpy(&low, to.low, sizeof low);
        std::memcpy(&more, to.more, sizeof more), std::memcpy(&more2, to.more2, sizeof more2);
        const Quad sum = high + term, taken = sum - high;
        low += (high - (sum - taken)) + (term - taken);
        more += powers * Quad{w, w, w, 1.0}, more2 += powers * (w * w);
        std::memcpy(to.high, &sum, sizeof sum), std::memcpy(to.low, &low, sizeof low);
        std::memcpy(to.more, &more, sizeof more), std::memcpy(to.more2, &more2, sizeof more2);
    }
}

// Puts rows aside whose weight is 0 or odd. Returns the largest cost of any other, or a little more: e^−|z| is taken from a straight line
// between powers of 2, which is never below.
APART double weigh(const double *weight, size_t n, Worked &to, bool &all_fine) {
    Real most = {};
    Bits fine = ~Bits{};
    for (size_t i = 0; i < n; i += LANES) {
        const Real w = get<Real>(weight + i), against = get<Real>(to.against + i), size = smaller(size_of(against), all(OUTERMOST));
        const Bits usual = (w >= LEAST_WEIGHT) & (w <= MOST_WEIGHT);
        const Real power = multiply_add(size, all(-1.4426950408889634), all(0x1.8p20 + 1023.0 + 1e-5));  // in steps of 2^−32
        const Real line = (Real)((Unsigned)power << 20);
        most = larger(usual ? w * (larger(against, Real{}) + line) : Real{}, most);
        fine &= usual;
        put(to.slot + i, usual ? get<Real>(to.slot + i) : all(0x1.8p52 + ASIDE));
    }
    all_fine &= !any(~fine);
    return largest(most);
}

// Adds n rows; false where one has no loss or an odd weight: the doctor's case.
template <bool LOGITS>
INLINE bool add_tile(const Input &input, Tile<FEW> &tile, size_t n, size_t row, Worked &to, Kept &kept) {
    constexpr size_t AT_ONCE = LANES < 4 ? 4 : LANES;
    size_t whole = n;
    if (n % AT_ONCE) tile.pad(n), whole += AT_ONCE - n % AT_ONCE;
    bool fine = true;
    Bits good;
    if (!LOGITS) divide(tile.score, whole, to), take_logarithms(whole, to);
    double most = locate<LOGITS>(tile, whole, to, good);
    fine = !any(~good);
    if (tile.weight) most = weigh(tile.weight, whole, to, fine);
    for (size_t i = n; i < whole; ++i) to.slot[i] = ASIDE;
    if (most > kept.worst.bar) {
        for (size_t i = 0; i < n; ++i) {
            if (std::uint32_t(to.slot[i]) == ASIDE) continue;
            kept.worst.add(tile.weight ? tile.weight[i] * loss_at(to.against[i]) : to.against[i], row + i);
        }
    }
    if (tile.weight) fill(to, tile.weight, whole, *kept.slots);
    else fill(to, whole, *kept.slots);
    for (size_t i = 0; !fine && i < n; ++i) {
        if (std::uint32_t(to.slot[i]) != ASIDE) continue;
        if (!kept.add(input, tile.score[i], tile.y[i] != 0, tile.weight ? tile.weight[i] : 1.0, row + i)) return false;
    }
    return true;
}

// Everything about the rows asked for; false where one has no loss or an odd weight.
bool cells(const Input &input, Kept &kept) {
    Tile<FEW> tile;
    Worked rows;
    size_t waiting = 0;  // in the slots
    if (!input.weight) kept.worst.bar = -INFINITE;
    for (size_t row = input.start; row < input.stop; row += FEW) {
        const size_t n = input.stop - row < FEW ? input.stop - row : FEW;
        if (!tile.fetch(input, row, n, widen_floats)) return false;
        if (!(input.logits ? add_tile<true>(input, tile, n, row, rows, kept) : add_tile<false>(input, tile, n, row, rows, kept))) return false;
        if ((waiting += n) >= MOST_AT_ONCE) kept.take_slots(), waiting = 0;
    }
    kept.take_slots();
    return true;
}
