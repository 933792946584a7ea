// Vectors of doubles, and the logarithm and exponential on them.

typedef double Real __attribute__((vector_size(LANES * 8)));
typedef std::int64_t Bits __attribute__((vector_size(LANES * 8)));
typedef std::uint64_t Unsigned __attribute__((vector_size(LANES * 8)));
typedef std::int32_t Index __attribute__((vector_size(LANES * 4)));
typedef std::conditional_t<LANES == 8, std::uint64_t, std::conditional_t<LANES == 4, std::uint32_t, std::uint16_t>> Label;
typedef Label Labels __attribute__((vector_size(LANES * 8)));

constexpr std::uint64_t ONE = 0x3ff0000000000000, EXPONENT = 0xfff0000000000000;
constexpr std::uint64_t CENTRE = ONE - 0x3fe6a09e667f3bcd;  // 1 − √½, as bits: mantissas lie in [√½, √2)
constexpr double LN2_HIGH = 6.93147180369123816490e-01, LN2_LOW = 1.90821492927058770002e-10;

template <class T>
INLINE T get(const void *from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <class T>
INLINE void put(void *to, const T &value) {
    std::memcpy(to, &value, sizeof value);
}

inline void widen_floats(const float *from, size_t n, double *to) {
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) put(to + i, widened(from + i));
    for (; i < n; ++i) to[i] = static_cast<double>(from[i]);
}

INLINE Real all(double value) { return Real{} + value; }
INLINE Real size_of(Real a) { return (Real)((Bits)a & INT64_MAX); }

// Which of the next labels are 0: all their bytes go to every lane, and each looks at its own.
INLINE Bits negatives(const std::uint8_t *y) {
    Bits own = {};
    for (int i = 0; i < LANES; ++i) own[i] = std::int64_t(0xff) << 8 * i;
    const Labels every = Labels{} + get<Label>(y);
    return ((Bits)every & own) == 0;
}

// The biased exponent of positive numbers.
INLINE Bits exponents(Unsigned head) { return (Bits)(head >> 52); }

INLINE bool any(Bits mask) {
    std::int64_t found = 0;
    for (int i = 0; i < LANES; ++i) found |= mask[i];
    return found != 0;
}

#if defined(FUSED)
INLINE Real product_error(Real a, Real b, Real product) { return multiply_add(a, b, -product); }
#else
INLINE Real multiply_add(Real a, Real b, Real c) { return a * b + c; }

// What a product rounded away (Dekker, Veltkamp): halves of 26 bits multiply exactly.
INLINE Real product_error(Real a, Real b, Real product) {
    const Real a_far = a * 134217729.0, b_far = b * 134217729.0;
    const Real a_high = a_far - (a_far - a), b_high = b_far - (b_far - b);
    const Real a_low = a - a_high, b_low = b - b_high;
    return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
}
#endif

// What splits a positive normal number into a mantissa about 1 and a power of 2: the bits of the power, its inverse, its exponent.
// Unsigned, since other numbers come here too before they are found odd: what they give is not used, and may wrap around.
struct Power {
    Unsigned head;

    INLINE explicit Power(Real x) : head(((Unsigned)x + CENTRE) & EXPONENT) {}
    INLINE Real mantissa(Real x) const { return (Real)((Unsigned)x - head + ONE); }
    INLINE Real inverse() const { return (Real)(2 * ONE - head); }
    INLINE Bits exponent() const { return exponents(head) - 1023; }
};

// ln of positive normal numbers, to less than an ulp: ln m = 2 artanh s with s = f / (2 + f) and f = m − 1, by fdlibm's polynomial in s.
INLINE Real logarithm(Real x) {
    const Power power(x);
    const Real k = (Real)((Bits)all(0x1p52) | exponents(power.head)) - (0x1p52 + 1023.0);
    const Real f = power.mantissa(x) - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
    const Real even = w * multiply_add(w, multiply_add(w, all(1.531383769920937332e-01), all(2.222219843214978396e-01)),
                                       all(3.999999999940941908e-01));
    const Real odd = z * multiply_add(w, multiply_add(w, multiply_add(w, all(1.479819860511658591e-01), all(1.818357216161805012e-01)),
                                                      all(2.857142874366239149e-01)),
                                      all(6.666666666666735130e-01));
    const Real half = 0.5 * f * f;
    return k * LN2_HIGH - ((half - multiply_add(s, half + (even + odd), k * LN2_LOW)) - f);
}

// e^−a for 0 ≤ a ≤ 700, and anything beyond: a power of 2, times a Taylor polynomial on |r| ≤ ln 2 / 2.
INLINE Real exponential_of_minus(Real a) {
    const Real magic = all(0x1.8p52);  // adding it rounds to an integer, which then stands in the last bits
    const Real rounded = multiply_add(a, all(-1.44269504088896340736), magic), n = rounded - magic;
    Real r = multiply_add(n, all(-LN2_HIGH), -a);
    r = multiply_add(n, all(-LN2_LOW), r);
    constexpr double FACTORIALS[] = {1.0, 1.0, 2.0, 6.0, 24.0, 120.0, 720.0, 5040.0, 40320.0, 362880.0, 3628800.0, 39916800.0, 479001600.0};
    const Real square = r * r;  // even and odd powers apart: two short chains instead of a long one
    Real even = all(1.0 / FACTORIALS[12]), odd = all(1.0 / FACTORIALS[11]);
#pragma GCC unroll 6
    for (int k = 10; k >= 2; k -= 2) {
        even = multiply_add(even, square, all(1.0 / FACTORIALS[k]));
        odd = multiply_add(odd, square, all(1.0 / FACTORIALS[k - 1]));
    }
    const Real q = multiply_add(even, square, multiply_add(odd, r, all(1.0)));
    return q * (Real)(((Unsigned)rounded + 1023) << 52);
}

// A sum in every lane that carries what additions rounded away; eight terms at a time are added plainly first.
struct Sums {
    Real high, low;

    INLINE Sums() : high{}, low{} {}  // written out: a compiler would make its own for the instruction set of the whole file
    INLINE void add(Real term) {
        const Real sum = high + term, taken = sum - high;
        low += (high - (sum - taken)) + (term - taken);
        high = sum;
    }
    Sum total() const {
        Sum sum;
        for (int i = 0; i < LANES; ++i) sum.add(high[i]), sum.low += low[i];
        return sum;
    }
};
