// Rows of one class whose log-odds are nearly the same, as one: how many, and the sums of the powers of what each is off their middle.
//
// On a slot 1/128 wide, loss, probability, entropy and variance are polynomials of degree 4 in log-odds to less than a rounding error. So
// the sums of all of them follow from five numbers a slot, and no row needs a logarithm for its loss, nor an exponential for its p.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "input.h"

namespace logloss {

constexpr double STEPS = 128, OUTERMOST = 48;  // slots to a unit of log-odds, and where they end
constexpr int SIDE = int(STEPS * OUTERMOST), SLOTS = 2 * SIDE + 1;  // of one class: below 0, at 0, above it
constexpr int ASIDE = 2 * SLOTS, PLACES = ASIDE + 1;  // where rows are put that are to be looked at one by one

// Sums of w, wδ … wδ⁴ over rows of log-odds m + δ, where m is the middle of their slot.
struct Powers {
    double sum[5];

    // The same seen from the other side, of −m − δ.
    Powers mirrored() const { return {{sum[0], -sum[1], sum[2], -sum[3], sum[4]}}; }
};

// The Taylor series of a function about the middle of a slot, with the fifth power in terms of lower ones (Chebyshev): degree 4.
struct Series {
    double of[6];

    Series lowered() const {
        constexpr double h2 = 0.25 / (STEPS * STEPS);  // |δ| ≤ h
        return {{of[0], of[1] - of[5] * (5.0 / 16.0) * h2 * h2, of[2], of[3] + of[5] * (5.0 / 4.0) * h2, of[4], 0.0}};
    }
    double sum(const Powers &p) const {
        return of[0] * p.sum[0] + (of[1] * p.sum[1] + of[2] * p.sum[2] + of[3] * p.sum[3] + of[4] * p.sum[4]);
    }
    // Σw(f − mean)², by the series about the mean of these very rows.
    double spread(const Powers &p) const {
        const double n = p.sum[0], m = p.sum[1] / n;
        const double two = p.sum[2] - n * m * m, three = p.sum[3] - m * (3.0 * p.sum[2] - 2.0 * n * m * m);
        // Of rows that are all but equal, what rounding has left of the fourth moment is no moment; a normal one will do, it hardly matters.
        const double four = two < n * 1e-8 ? 3.0 * two * two / n : p.sum[4] - m * (4.0 * p.sum[3] - m * (6.0 * p.sum[2] - 3.0 * n * m * m));
        const double a = of[1] + m * (2.0 * of[2] + m * (3.0 * of[3] + m * 4.0 * of[4]));
        const double b = of[2] + m * (3.0 * of[3] + m * 6.0 * of[4]), c = of[3] + m * 4.0 * of[4];
        return std::max(0.0, a * a * two + 2.0 * a * b * three + (b * b + 2.0 * a * c) * four - b * b * two * two / n);
    }
};

// What rows at log-odds ±a cost where the likelier class is the true one, a being the middle of a slot: ln(1 + e^−a); the other class's
// probability; what they expect to cost, and the variance of it.
struct Shape {
    Series right, unlikely, expected, variance;

    // By recurrence: u' = u² − u; ln(1 + e^−a)' = −u; the entropy's slope is a·u', and the variance −a²·u'.
    explicit Shape(double a) {
        const double e = std::exp(-a);
        double u[7] = {e / (1.0 + e)};
        for (int k = 0; k < 6; ++k) {
            double square = 0.0;
            for (int i = 1; i < k; ++i) square += u[i] * u[k - i];
            u[k + 1] = (k == 0 ? -u[0] / (1.0 + e) : square + u[k] * (2.0 * u[0] - 1.0)) / (k + 1);
        }
        const auto slope = [&u](int k) { return k < 0 ? 0.0 : (k + 1) * u[k + 1]; };
        right.of[0] = std::log1p(e), expected.of[0] = right.of[0] + a * u[0];
        for (int k = 0; k < 6; ++k) {
            unlikely.of[k] = u[k];
            variance.of[k] = -(a * a * slope(k) + 2.0 * a * slope(k - 1) + slope(k - 2));
            if (k < 5) right.of[k + 1] = -u[k] / (k + 1), expected.of[k + 1] = (a * slope(k) + slope(k - 1)) / (k + 1);
        }
        for (Series *series : {&right, &unlikely, &expected, &variance}) *series = series->lowered();
    }

    // Of the slots of one side, counted outwards from the one of log-odds 0.
    static const Shape &of_slot(int outward) {
        static const std::vector<Shape> shapes = [] {
            std::vector<Shape> made;
            for (int i = 0; i <= SIDE; ++i) made.emplace_back(middle(i));
            return made;
        }();
        return shapes[size_t(outward)];
    }
    static double middle(int outward) { return outward == 0 ? 0.0 : (outward - 0.5) / STEPS; }
};

// Of rows of weight 1 Σδ, Σδ², Σδ³, and Σδ⁴ together with their number, in steps that it is far below: no more than MOST_AT_ONCE may be
// added. It is small enough for this, and what is rounded away of it matters less than anything else.
constexpr double COUNT = 1.0 / 64;
constexpr size_t MOST_AT_ONCE = 1 << 24;
struct alignas(32) Light {
    double sum[4];
};

// Of weighted rows Σw, Σw², Σwδ and Σw²δ, and what additions rounded away; Σwδ² to Σwδ⁴, and their number; the same of w².
struct alignas(32) Heavy {
    double high[4], low[4], more[4], more2[4];
};

// The slots of both classes. Neighbouring rows of weight 1 go to different tables, or equal ones would wait for each other.
class Slots {
  public:
    const bool weighted;
    Light *even = nullptr, *odd = nullptr;
    Heavy *heavy = nullptr;

    explicit Slots(bool weighted) : weighted(weighted) {
        // What nobody touches of it takes no memory, as a rule.
        const size_t size = weighted ? sizeof(Heavy) : 2 * sizeof(Light);
        memory_.reset(std::calloc(PLACES * size + alignof(Heavy), 1));
        if (!memory_) throw std::bad_alloc();
        void *start = memory_.get();
        size_t room = PLACES * size + alignof(Heavy);
        std::align(alignof(Heavy), PLACES * size, start, room);
        if (weighted) {
            heavy = static_cast<Heavy *>(start);
        } else {
            even = static_cast<Light *>(start), odd = even + PLACES;
        }
    }

  private:
    struct Free {
        void operator()(void *memory) const { std::free(memory); }
    };
    std::unique_ptr<void, Free> memory_;
};

}  // namespace logloss
