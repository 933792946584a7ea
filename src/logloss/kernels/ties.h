// Rows gathered by class and score, exactly, as long as there are few of them: then no row needs a logarithm of its own.
#pragma once

#include <algorithm>
#include <vector>

#include "kept.h"

namespace logloss {

// All rows of one class and score; infinite losses stand as they are.
struct Tied {
    double score, positive, rows;
    Sum weight, weight2;
    double loss;
};

class Ties {
  public:
    Worst worst;
    size_t infinite_row[LISTED], infinite_rows = 0;
    double weightless[2] = {};

    // Room for so many different ones, of which half may be met at most.
    explicit Ties(size_t most) : most_(most) {
        size_t places = 16;
        while (places < 2 * most) places *= 2, --shift_;
        places_.resize(places);
    }

    size_t count() const { return count_; }

    // Adds rows; false where one has no loss or an odd weight.
    bool add(const Input &input, const Tile<FEW> &tile, size_t first, size_t n) {
        for (size_t i = 0; i < n && count_ <= most_; ++i) {
            const double score = tile.score[i] + 0.0, w = tile.weight ? tile.weight[i] : 1.0;  // −0 is 0
            if (!valid(input, score) || !usual(w)) return false;
            const bool positive = tile.y[i] != 0;
            if (w == 0.0) {
                ++weightless[positive];
                continue;
            }
            Place &place = find(score);
            if (place.rows[positive]++ == 0) ++count_, place.loss[positive] = loss(input, positive, score);
            if (tile.weight) weigh(place, positive, w);
            if (place.loss[positive] == INFINITE) {
                if (infinite_rows < LISTED) infinite_row[infinite_rows++] = first + i;
            } else {
                worst.add(w * place.loss[positive], first + i);
            }
        }
        return true;
    }

    // By class, and then by score.
    std::vector<Tied> all() const {
        std::vector<Tied> found;
        found.reserve(count_);
        for (const Place &place : places_) {
            for (int k = 0; k < 2; ++k) {
                if (place.rows[k] == 0) continue;
                const double rows = static_cast<double>(place.rows[k]);
                Tied tied = {place.score, double(k), rows, {rows, 0.0}, {rows, 0.0}, place.loss[k]};
                if (!weights_.empty()) tied.weight = weights_[place.weights].weight[k], tied.weight2 = weights_[place.weights].weight2[k];
                found.push_back(tied);
            }
        }
        std::sort(found.begin(), found.end(), [](const Tied &a, const Tied &b) {
            return a.positive != b.positive ? a.positive < b.positive : a.score < b.score;
        });
        return found;
    }

    // The sums over all of them (sums_of), in their order.
    std::vector<double> sums(const Input &input, const std::vector<Tied> &all) const {
        ClassSums of[2];
        for (const Tied &tied : all) add_sums(of[tied.positive > 0.0], tied, row(input, tied.positive > 0.0, tied.score));
        for (int k = 0; k < 2; ++k) {
            of[k].weightless = weightless[k];
            const double mean = of[k].loss.high / of[k].weight.high, mean2 = of[k].loss2.high / of[k].weight2.high;
            double spread = 0.0, spread2 = 0.0;
            for (const Tied &tied : all) {
                if ((tied.positive > 0.0) != (k == 1) || tied.loss == INFINITE) continue;
                spread += tied.weight.high * (tied.loss - mean) * (tied.loss - mean);
                spread2 += tied.weight2.high * (tied.loss - mean2) * (tied.loss - mean2);
            }
            of[k].moments.add(of[k].weight.high, mean, spread), of[k].moments2.add(of[k].weight2.high, mean2, spread2);
        }
        return sums_of(of, 2, true);
    }

  private:
    struct Place {
        double score = 0.0, loss[2] = {};
        std::uint64_t rows[2] = {};
        size_t weights = 0;  // where its weights stand, if rows are weighted
        bool empty = true;
    };
    struct Weights {
        Sum weight[2], weight2[2];
    };

    static Row row(const Input &input, bool positive, double score) {
        return input.logits ? row_of_logit(positive, score) : row_of_probability(positive, score);
    }

    static double loss(const Input &input, bool positive, double score) {
        if (input.logits) return row_of_logit(positive, score).loss;
        return 0.0 - (positive ? std::log(score) : std::log1p(-score));
    }

    static void add_sums(ClassSums &sums, const Tied &tied, const Row &row) {
        const Sum &w = tied.weight, &w2 = tied.weight2;
        const auto add = [](Sum &to, const Sum &weight, double value) { to.add(weight.high * value), to.low += weight.low * value; };
        add(sums.expected, w, row.expected), add(sums.variance, w, row.variance), add(sums.variance2, w2, row.variance);
        if (tied.loss == INFINITE) {
            sums.infinite += tied.rows, sums.infinite_weight.add(w);
            return;
        }
        sums.rows += tied.rows, sums.weight.add(w), sums.weight2.add(w2);
        add(sums.loss, w, tied.loss), add(sums.loss2, w2, tied.loss);
    }

    Place &find(double score) {
        std::uint64_t key;
        std::memcpy(&key, &score, sizeof key);
        size_t at = (key * 0x9e3779b97f4a7c15u) >> shift_;
        while (!places_[at].empty && places_[at].score != score) at = (at + 1) & (places_.size() - 1);
        Place &place = places_[at];
        if (place.empty) place.empty = false, place.score = score;
        return place;
    }

    void weigh(Place &place, bool positive, double w) {
        if (place.weights == 0) {
            if (weights_.empty()) weights_.emplace_back();  // the first stands for none
            place.weights = weights_.size();
            weights_.emplace_back();
        }
        weights_[place.weights].weight[positive].add(w);
        weights_[place.weights].weight2[positive].add(w * w);
    }

    size_t most_, count_ = 0;
    int shift_ = 60;
    std::vector<Place> places_;
    std::vector<Weights> weights_;
};

// Whether there are surely more than `most` different scores, from 2048 rows at random: if there were no more, some 50 pairs of those
// rows at least would be equal, however they are ordered. Only for many rows; and where it is not sure, counting will tell.
inline bool surely_more(const Input &input, size_t most) {
    constexpr size_t LOOKED_AT = 2048, PAIRS = 10;
    const size_t rows = input.stop - input.start;
    if (rows < 4 * most || most < 16 * LOOKED_AT) return false;
    std::vector<size_t> places(LOOKED_AT);
    std::uint64_t state = rows;
    for (size_t &place : places) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        place = input.start + (state >> 33) % rows;
    }
    std::sort(places.begin(), places.end());  // a row is to be looked at once
    places.erase(std::unique(places.begin(), places.end()), places.end());
    std::vector<double> seen;
    for (size_t row : places) {
        seen.push_back(input.score.format == 'd' ? load<double>(input.score.at(row)) : double(load<float>(input.score.at(row))));
        if (!(seen.back() == seen.back())) return false;
    }
    std::sort(seen.begin(), seen.end());
    size_t equal = 0;
    for (size_t i = 1; i < seen.size(); ++i) equal += seen[i] == seen[i - 1];
    return equal < PAIRS;
}

}  // namespace logloss
