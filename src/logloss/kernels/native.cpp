// The loops over rows, compiled: what reference.py says, many rows at a time.
//
// The same source is compiled once for each instruction set, and the best that the processor knows is chosen when the module is loaded.
// Vectors are the compiler's own (GCC's, which clang has too); other compilers, and so Windows, do without this module.

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <memory>
#include <vector>

#include "classes.h"
#include "kept.h"
#include "ties.h"

#define INLINE inline __attribute__((always_inline))
#define APART __attribute__((noinline))  // loops that do not share registers with others are the faster ones

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace logloss {
typedef double Quad __attribute__((vector_size(32)));  // of four rows, or of four numbers of one row
}

namespace logloss::baseline {
#define LANES 2
typedef double Pair __attribute__((vector_size(16)));
#if defined(__aarch64__)
#define FUSED
INLINE Pair multiply_add(Pair a, Pair b, Pair c) { return (Pair)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b); }
INLINE Pair smaller(Pair a, Pair b) { return (Pair)vminq_f64((float64x2_t)a, (float64x2_t)b); }
INLINE Pair larger(Pair a, Pair b) { return (Pair)vmaxq_f64((float64x2_t)a, (float64x2_t)b); }
#elif defined(__x86_64__)
INLINE Pair smaller(Pair a, Pair b) { return (Pair)_mm_min_pd((__m128d)a, (__m128d)b); }
INLINE Pair larger(Pair a, Pair b) { return (Pair)_mm_max_pd((__m128d)a, (__m128d)b); }
#else
INLINE Pair smaller(Pair a, Pair b) { return a < b ? a : b; }
INLINE Pair larger(Pair a, Pair b) { return a > b ? a : b; }
#endif
#if defined(__aarch64__)
INLINE Pair towards_0(Pair a) { return (Pair)vrndq_f64((float64x2_t)a); }
#else
INLINE Pair towards_0(Pair a) {
    typedef std::int64_t Two __attribute__((vector_size(16)));
    const Pair size = (Pair)((Two)a & INT64_MAX), nearest = (size + 0x1p52) - 0x1p52, one = Pair{} + 1.0;
    return (Pair)((Two)(nearest - (Pair)((Two)one & (nearest > size))) | ((Two)a & INT64_MIN));
}
#endif
INLINE Pair widened(const float *from) { return Pair{from[0], from[1]}; }
INLINE void powers(const double *off, Quad (&rows)[4]) {
    for (int i = 0; i < 4; ++i) {
        const double a = off[i], b = a * a;
        rows[i] = Quad{a, b, a * b, b * b + COUNT};
    }
}
#include "loops.h"
#undef LANES
#undef FUSED
}  // namespace logloss::baseline

#if defined(__x86_64__)

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
namespace logloss::avx2 {
#define LANES 4
#define FUSED
typedef double Four __attribute__((vector_size(32)));
INLINE Four multiply_add(Four a, Four b, Four c) { return (Four)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c); }
INLINE Four smaller(Four a, Four b) { return (Four)_mm256_min_pd((__m256d)a, (__m256d)b); }
INLINE Four larger(Four a, Four b) { return (Four)_mm256_max_pd((__m256d)a, (__m256d)b); }
INLINE Four towards_0(Four a) { return (Four)_mm256_round_pd((__m256d)a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
INLINE Four widened(const float *from) { return (Four)_mm256_cvtps_pd(_mm_loadu_ps(from)); }
INLINE void powers(const double *off, Quad (&rows)[4]) {
    const __m256d a = _mm256_loadu_pd(off), b = _mm256_mul_pd(a, a), c = _mm256_mul_pd(a, b);
    const __m256d d = _mm256_add_pd(_mm256_mul_pd(b, b), _mm256_set1_pd(COUNT));
    const __m256d ab = _mm256_unpacklo_pd(a, b), ab2 = _mm256_unpackhi_pd(a, b);
    const __m256d cd = _mm256_unpacklo_pd(c, d), cd2 = _mm256_unpackhi_pd(c, d);
    rows[0] = (Quad)_mm256_permute2f128_pd(ab, cd, 0x20), rows[1] = (Quad)_mm256_permute2f128_pd(ab2, cd2, 0x20);
    rows[2] = (Quad)_mm256_permute2f128_pd(ab, cd, 0x31), rows[3] = (Quad)_mm256_permute2f128_pd(ab2, cd2, 0x31);
}
#include "loops.h"
#undef LANES
}  // namespace logloss::avx2

#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw,fma"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,fma,prefer-vector-width=512")
#endif
namespace logloss::avx512 {
#define LANES 8
typedef double Eight __attribute__((vector_size(64)));
INLINE Eight multiply_add(Eight a, Eight b, Eight c) { return (Eight)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c); }
// Of all eight lanes: without a mask these two read a variable that GCC 12 warns was never set.
INLINE Eight smaller(Eight a, Eight b) { return (Eight)_mm512_maskz_min_pd(0xff, (__m512d)a, (__m512d)b); }
INLINE Eight larger(Eight a, Eight b) { return (Eight)_mm512_maskz_max_pd(0xff, (__m512d)a, (__m512d)b); }
INLINE Eight towards_0(Eight a) {
    return (Eight)_mm512_maskz_roundscale_pd(0xff, (__m512d)a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
}
INLINE Eight widened(const float *from) { return (Eight)_mm512_maskz_cvtps_pd(0xff, _mm256_loadu_ps(from)); }
INLINE void powers(const double *off, Quad (&rows)[4]) { avx2::powers(off, rows); }
#include "loops.h"
#undef LANES
}  // namespace logloss::avx512

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif

namespace {

using logloss::Column;
using logloss::Input;

// One compilation of the loops.
struct Loops {
    const char *name;
    bool (*total)(const Input &, logloss::Totals &);
    bool (*cells)(const Input &, logloss::Kept &);
};

constexpr Loops BASELINE = {"baseline", logloss::baseline::total, logloss::baseline::cells};
#if defined(__x86_64__)
constexpr Loops AVX2 = {"avx2", logloss::avx2::total, logloss::avx2::cells};
constexpr Loops AVX512 = {"avx512", logloss::avx512::total, logloss::avx512::cells};
#endif

std::vector<Loops> known_here() {
    std::vector<Loops> known = {BASELINE};
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) known.push_back(AVX2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("fma")) known.push_back(AVX512);
#endif
    return known;
}

const std::vector<Loops> KNOWN = known_here();
Loops chosen = KNOWN.back();

// A buffer held for as long as it is read: one-dimensional, of one of the given struct formats, in any stride.
class Held {
  public:
    Held() = default;
    Held(const Held &) = delete;
    Held &operator=(const Held &) = delete;
    ~Held() {
        if (held_) PyBuffer_Release(&view_);
    }

    bool hold(PyObject *object, const char *name, const char *formats, int dimensions = 1) {
        if (PyObject_GetBuffer(object, &view_, PyBUF_STRIDES | PyBUF_FORMAT) != 0) return false;
        held_ = true;
        if (view_.ndim != dimensions) {
            PyErr_Format(PyExc_ValueError, "%s must have %d dimension%s, got %d", name, dimensions, dimensions == 1 ? "" : "s", view_.ndim);
            return false;
        }
        const char *format = view_.format == nullptr ? "B" : view_.format;
        if (std::strlen(format) != 1 || std::strchr(formats, format[0]) == nullptr) {
            PyErr_Format(PyExc_TypeError, "%s must be a buffer of one of the formats '%s', got '%s'", name, formats, format);
            return false;
        }
        return true;
    }

    Py_ssize_t rows() const { return view_.shape[0]; }
    logloss::Matrix matrix() const {
        return {static_cast<const char *>(view_.buf), view_.strides[0], view_.strides[1], view_.format[0] == 'd',
                static_cast<size_t>(view_.shape[1])};
    }
    Column column() const {
        // What is called a long is one of the two integers that have a fixed size.
        const char format = view_.format == nullptr ? 'B' : view_.format[0];
        return {static_cast<const char *>(view_.buf), view_.strides[0], format == 'l' ? (sizeof(long) == 8 ? 'q' : 'i') : format};
    }

  private:
    Py_buffer view_{};
    bool held_ = false;
};

// The arguments that all loops have: y, score, weight or None, whether scores are logits, first row and end.
class Arguments {
  public:
    bool take(PyObject *y, PyObject *score, PyObject *weight, int logits, Py_ssize_t start, Py_ssize_t stop) {
        if (!y_.hold(y, "y", "?Bbilqfd") || !score_.hold(score, "score", "df")) return false;
        if (weight != Py_None && !weight_.hold(weight, "weight", "df")) return false;
        const Py_ssize_t rows = score_.rows();
        if (y_.rows() != rows || (weight != Py_None && weight_.rows() != rows)) {
            PyErr_SetString(PyExc_ValueError, "y, score and weight must have the same length");
            return false;
        }
        if (start < 0 || start > stop || stop > rows) {
            PyErr_Format(PyExc_ValueError, "rows %zd to %zd are not among %zd", start, stop, rows);
            return false;
        }
        input = {y_.column(), score_.column(), weight == Py_None ? Column{} : weight_.column(), logits != 0,
                 static_cast<size_t>(start), static_cast<size_t>(stop)};
        return true;
    }

    Input input;

  private:
    Held y_, score_, weight_;
};

PyObject *total(PyObject *, PyObject *args) {
    PyObject *y, *score, *weight;
    int logits;
    Py_ssize_t start, stop;
    Arguments arguments;
    if (!PyArg_ParseTuple(args, "OOOpnn:total", &y, &score, &weight, &logits, &start, &stop)) return nullptr;
    if (!arguments.take(y, score, weight, logits, start, stop)) return nullptr;
    logloss::Totals found;
    bool fine;
    Py_BEGIN_ALLOW_THREADS;
    fine = chosen.total(arguments.input, found);
    Py_END_ALLOW_THREADS;
    if (!fine) Py_RETURN_NONE;
    return Py_BuildValue("(dddd)", found.weight.high, found.weight.low, found.loss.high, found.loss.low);
}

PyObject *bytes_of(const void *data, size_t size) {
    return PyBytes_FromStringAndSize(static_cast<const char *>(data), static_cast<Py_ssize_t>(size));
}

// Rows' numbers as bytes of int64.
PyObject *places(const size_t *rows, size_t count) {
    std::int64_t found[logloss::LISTED];
    for (size_t i = 0; i < count; ++i) found[i] = static_cast<std::int64_t>(rows[i]);
    return bytes_of(found, count * sizeof found[0]);
}

// Empty slots that are not in use, by whether they are for weighted rows: making them costs as much as thousands of rows. Only whoever
// holds the GIL takes some or gives them back, so that no fork leaves them half taken.
std::vector<std::unique_ptr<logloss::Slots>> spare[2];

std::unique_ptr<logloss::Slots> taken(bool weighted) {
    if (spare[weighted].empty()) return std::make_unique<logloss::Slots>(weighted);
    std::unique_ptr<logloss::Slots> found = std::move(spare[weighted].back());
    spare[weighted].pop_back();
    return found;
}

PyObject *cells(PyObject *, PyObject *args) {
    PyObject *y, *score, *weight;
    int logits;
    Py_ssize_t start, stop;
    Arguments arguments;
    if (!PyArg_ParseTuple(args, "OOOpnn:cells", &y, &score, &weight, &logits, &start, &stop)) return nullptr;
    if (!arguments.take(y, score, weight, logits, start, stop)) return nullptr;
    const bool weighted = weight != Py_None;
    logloss::Kept kept;
    const Py_ssize_t size = 2 * logloss::BINS * sizeof(logloss::Cell);
    PyObject *table = PyBytes_FromStringAndSize(nullptr, size);  // filled where it stands
    if (table == nullptr) return nullptr;
    std::memset(PyBytes_AS_STRING(table), 0, size);
    std::vector<double> more(weighted ? 4 * logloss::BINS : 0);
    std::unique_ptr<logloss::Slots> slots = taken(weighted);
    kept.cells = reinterpret_cast<logloss::Cell *>(PyBytes_AS_STRING(table)), kept.slots = slots.get();
    if (weighted) kept.rows = more.data(), kept.weight2 = kept.rows + 2 * logloss::BINS;
    bool fine;
    Py_BEGIN_ALLOW_THREADS;
    fine = chosen.cells(arguments.input, kept);
    Py_END_ALLOW_THREADS;
    if (fine) spare[weighted].push_back(std::move(slots));  // empty again
    const std::vector<double> sums = logloss::sums_of(kept.of, 2, weighted);
    for (double sum : sums) fine = fine && std::isfinite(sum);
    if (!fine) {
        Py_DECREF(table);
        Py_RETURN_NONE;
    }
    return Py_BuildValue("(NNNNN)", bytes_of(sums.data(), sums.size() * sizeof(double)),
                         table,
                         bytes_of(more.data(), more.size() * sizeof(double)), places(kept.worst.row, kept.worst.count),
                         places(kept.infinite_row, kept.infinite_rows));
}

PyObject *ties(PyObject *, PyObject *args) {
    PyObject *y, *score, *weight;
    int logits;
    Py_ssize_t start, stop, most;
    Arguments arguments;
    if (!PyArg_ParseTuple(args, "OOOpnnn:ties", &y, &score, &weight, &logits, &start, &stop, &most)) return nullptr;
    if (!arguments.take(y, score, weight, logits, start, stop)) return nullptr;
    const Input &input = arguments.input;
    const size_t rows = input.stop - input.start, limit = static_cast<size_t>(most);
    if (logloss::surely_more(input, limit)) return PyLong_FromLong(0);
    logloss::Ties met(rows < limit ? rows : limit);
    std::vector<logloss::Tied> found;
    std::vector<double> sums;
    bool fine = true;
    Py_BEGIN_ALLOW_THREADS;
    logloss::Tile<logloss::FEW> tile;
    for (size_t row = input.start; fine && row < input.stop && met.count() <= limit; row += logloss::FEW) {
        const size_t n = input.stop - row < logloss::FEW ? input.stop - row : logloss::FEW;
        fine = tile.fetch(input, row, n, logloss::baseline::widen_floats) && met.add(input, tile, row, n);
    }
    if (fine && met.count() <= limit) found = met.all(), sums = met.sums(input, found);
    Py_END_ALLOW_THREADS;
    if (!fine) Py_RETURN_NONE;
    if (met.count() > limit) return PyLong_FromLong(0);
    return Py_BuildValue("(NNNN)", bytes_of(sums.data(), sums.size() * sizeof(double)),
                         bytes_of(found.data(), found.size() * sizeof(logloss::Tied)), places(met.worst.row, met.worst.count),
                         places(met.infinite_row, met.infinite_rows));
}

// The arguments of loops over rows of K classes: y, scores, weight or None, whether scores are logits, tolerance, first row and end.
class ClassArguments {
  public:
    bool take(PyObject *args, const char *format) {
        PyObject *y, *scores, *weight;
        int logits;
        double tolerance;
        Py_ssize_t start, stop;
        if (!PyArg_ParseTuple(args, format, &y, &scores, &weight, &logits, &tolerance, &start, &stop)) return false;
        if (!y_.hold(y, "y", "Bbilq") || !scores_.hold(scores, "scores", "df", 2)) return false;
        if (weight != Py_None && !weight_.hold(weight, "weight", "df")) return false;
        const Py_ssize_t rows = scores_.rows();
        if (y_.rows() != rows || (weight != Py_None && weight_.rows() != rows)) {
            PyErr_SetString(PyExc_ValueError, "y, scores and weight must have the same length");
            return false;
        }
        if (start < 0 || start > stop || stop > rows || scores_.matrix().columns == 0) {
            PyErr_Format(PyExc_ValueError, "rows %zd to %zd are not among %zd", start, stop, rows);
            return false;
        }
        input = {y_.column(), weight == Py_None ? Column{} : weight_.column(), scores_.matrix(), logits != 0, tolerance,
                 static_cast<size_t>(start), static_cast<size_t>(stop)};
        return true;
    }

    logloss::Classes input;

  private:
    Held y_, scores_, weight_;
};

PyObject *total_of_classes(PyObject *, PyObject *args) {
    ClassArguments arguments;
    if (!arguments.take(args, "OOOpdnn:total_of_classes")) return nullptr;
    logloss::Totals found;
    std::vector<bool> met(arguments.input.scores.columns);
    bool fine;
    Py_BEGIN_ALLOW_THREADS;
    fine = logloss::total(arguments.input, found, met);
    Py_END_ALLOW_THREADS;
    if (!fine) Py_RETURN_NONE;
    const std::vector<char> seen(met.begin(), met.end());
    return Py_BuildValue("(ddddN)", found.weight.high, found.weight.low, found.loss.high, found.loss.low, bytes_of(seen.data(), seen.size()));
}

PyObject *bytes_of(const std::vector<double> &values) { return bytes_of(values.data(), values.size() * sizeof(double)); }
PyObject *bytes_of(const std::vector<logloss::Cell> &cells) { return bytes_of(cells.data(), cells.size() * sizeof(logloss::Cell)); }

PyObject *classes(PyObject *, PyObject *args) {
    ClassArguments arguments;
    if (!arguments.take(args, "OOOpdnn:classes")) return nullptr;
    const size_t columns = arguments.input.scores.columns;
    logloss::KeptClasses kept(columns);
    bool fine;
    Py_BEGIN_ALLOW_THREADS;
    fine = logloss::classes(arguments.input, kept);
    Py_END_ALLOW_THREADS;
    const std::vector<double> sums = logloss::sums_of(kept.of.data(), columns, bool(arguments.input.weight));
    for (double sum : sums) fine = fine && std::isfinite(sum);
    if (!fine) Py_RETURN_NONE;
    const auto value = [](const logloss::Sum &sum) { return sum.high + sum.low; };
    const logloss::Second &second = kept.second;
    return Py_BuildValue("(N(NNN)(NNN)(ddddddd)NN)", bytes_of(sums), bytes_of(kept.own.cells), bytes_of(kept.own.rows),
                         bytes_of(kept.own.weight2), bytes_of(kept.first.cells), bytes_of(kept.first.rows), bytes_of(kept.first.weight2),
                         second.rows, value(second.weight), value(second.loss), second.impossible, value(second.impossible_weight),
                         second.certain, value(second.certain_weight), places(kept.worst.row, kept.worst.count),
                         places(kept.infinite_row, kept.infinite_rows));
}

PyObject *instruction_sets(PyObject *, PyObject *) {
    PyObject *names = PyTuple_New(static_cast<Py_ssize_t>(KNOWN.size()));
    for (size_t i = 0; names != nullptr && i < KNOWN.size(); ++i) {
        PyObject *name = PyUnicode_FromString(KNOWN[i].name);
        if (name == nullptr) Py_CLEAR(names);
        else PyTuple_SET_ITEM(names, static_cast<Py_ssize_t>(i), name);
    }
    return names;
}

PyObject *use(PyObject *, PyObject *name) {
    const char *wanted = PyUnicode_AsUTF8(name);
    if (wanted == nullptr) return nullptr;
    for (const Loops &loops : KNOWN) {
        if (std::strcmp(loops.name, wanted) == 0) {
            chosen = loops;
            Py_RETURN_NONE;
        }
    }
    return PyErr_Format(PyExc_ValueError, "this processor does not know %s", wanted);
}

PyMethodDef methods[] = {
    {"total", total, METH_VARARGS,
     "total(y, score, weight, logits, start, stop, /)\n--\n\n"
     "Return the sum of weights and that of weight times surprisal, each in two parts, or None where a row must go to the doctor.\n\n"
     "y is a buffer of 0 and 1 of any plain type, score of float64 or float32, weight too, or None."},
    {"cells", cells, METH_VARARGS,
     "cells(y, score, weight, logits, start, stop, /)\n--\n\n"
     "Return all that a Summary keeps of two classes' rows as bytes, or None where a row must go to the doctor.\n\n"
     "float64 sums by (sum, class, high and low part), with the spreads behind them; cells of (class, bin) with sums of w, wp, wl and w times\n"
     "log-odds; of weighted rows, the cells' rows and sums of w squared; int64 numbers of the costliest rows, and of the first infinite ones."},
    {"ties", ties, METH_VARARGS,
     "ties(y, score, weight, logits, start, stop, most, /)\n--\n\n"
     "Return rows gathered by (class, score) as bytes, None where a row must go to the doctor, or 0 where there are more than most.\n\n"
     "float64 sums as of cells; records (score, class, rows, sums of w and w squared in two parts each, loss), ordered by class and score;\n"
     "int64 numbers of the costliest rows, and of the first infinite ones."},
    {"total_of_classes", total_of_classes, METH_VARARGS,
     "total_of_classes(y, scores, weight, logits, tolerance, start, stop, /)\n--\n\n"
     "Return the sums of weights and of weight times surprisal of K classes, each in two parts, and which classes occur, as bytes; None where\n"
     "a row must go to the doctor. y is a buffer of integers, scores one of two dimensions, a column a class."},
    {"classes", classes, METH_VARARGS,
     "classes(y, scores, weight, logits, tolerance, start, stop, /)\n--\n\n"
     "Return all that a Summary keeps of examined rows of K classes as bytes, or None where sums or weights are odd.\n\n"
     "float64 sums as of cells; cells of (class, bin of p), their rows, and sums of w squared; the same of (miss or hit, bin of the top p); the\n"
     "chain's second part; int64 numbers of the costliest rows, and of the first infinite ones."},
    {"instruction_sets", instruction_sets, METH_NOARGS,
     "instruction_sets()\n--\n\nReturn the names of the compilations that this processor can run, the one in use by default last."},
    {"use", use, METH_O, "use(name, /)\n--\n\nRun this compilation from now on: for tests."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "logloss.kernels._native", "The loops over rows, compiled.", 0, methods, nullptr, nullptr, nullptr, nullptr,
};

}  // namespace

PyMODINIT_FUNC PyInit__native() { return PyModuleDef_Init(&module); }
