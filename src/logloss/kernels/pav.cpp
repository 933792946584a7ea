// Python's door to pav.h. Shapes, types and sizes are checked here, since a wrong one would reach foreign memory; values are the caller's.

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <cmath>
#include <cstring>
#include <initializer_list>

#include "pav.h"

namespace {

namespace pav = logloss::pav;

constexpr const char *BYTES = "B?";
constexpr const char *COUNTS = "lq";
constexpr const char *SMALL_COUNTS = "I";
constexpr const char *DOUBLES = "d";

// A buffer held for as long as it is used: contiguous, one-dimensional, of one of the given struct formats.
class Column {
  public:
    Column() = default;
    Column(const Column &) = delete;
    Column &operator=(const Column &) = delete;
    ~Column() {
        if (held_) PyBuffer_Release(&view_);
    }

    bool read(PyObject *object, const char *name, const char *formats) { return hold(object, name, formats, PyBUF_C_CONTIGUOUS); }
    bool write(PyObject *object, const char *name, const char *formats) {
        return hold(object, name, formats, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE);
    }

    bool is(const char *formats) const { return std::strchr(formats, format_) != nullptr; }
    std::size_t size() const { return static_cast<std::size_t>(view_.shape[0]); }
    template <typename T>
    T *as() const {
        return static_cast<T *>(view_.buf);
    }

  private:
    bool hold(PyObject *object, const char *name, const char *formats, int flags) {
        if (PyObject_GetBuffer(object, &view_, flags | PyBUF_FORMAT) != 0) return false;
        held_ = true;
        if (view_.ndim != 1) {
            PyErr_Format(PyExc_ValueError, "%s must have one dimension, got %d", name, view_.ndim);
            return false;
        }
        const char *format = view_.format == nullptr ? "B" : view_.format;
        format_ = format[0];
        const bool counts = format_ == 'l' || format_ == 'q';  // 'l' is short on Windows
        if (std::strlen(format) != 1 || !is(formats) || (counts && view_.itemsize != 8)) {
            PyErr_Format(PyExc_TypeError, "%s has buffer format '%s' where one of '%s' is wanted", name, format, formats);
            return false;
        }
        if (reinterpret_cast<std::uintptr_t>(view_.buf) % static_cast<std::uintptr_t>(view_.itemsize) != 0) {
            PyErr_Format(PyExc_ValueError, "%s must begin at a multiple of %zd bytes", name, view_.itemsize);
            return false;
        }
        return true;
    }

    Py_buffer view_{};
    char format_ = 'B';
    bool held_ = false;
};

bool refuse(const char *why) {
    PyErr_SetString(PyExc_ValueError, why);
    return false;
}

// Labels, scores and bins, which two of the functions read.
struct Rows {
    Column y, score;
    pav::Bins bins;

    bool read(PyObject *y_object, PyObject *score_object, double low, double scale, std::size_t count) {
        bins = {low, scale, count};
        if (!y.read(y_object, "y", BYTES) || !score.read(score_object, "score", "df")) return false;
        if (y.size() != score.size()) return refuse("y and score must have the same length");
        // An infinite score times a scale of 0 would be no number.
        return (std::isfinite(low) && std::isfinite(scale) && scale > 0.0 && count > 0) || refuse("bins must be of a finite width");
    }
};

PyObject *count(PyObject *, PyObject *args) {
    PyObject *y, *score, *counts_object;
    double low, scale;
    if (!PyArg_ParseTuple(args, "OOddO:count", &y, &score, &low, &scale, &counts_object)) return nullptr;
    Column counts;
    Rows rows;
    if (!counts.write(counts_object, "counts", SMALL_COUNTS) || !rows.read(y, score, low, scale, counts.size() / 2)) return nullptr;

    const auto *labels = rows.y.as<const std::uint8_t>();
    Py_BEGIN_ALLOW_THREADS;
    if (rows.score.is("f")) {
        pav::count(labels, rows.score.as<const float>(), rows.y.size(), rows.bins, counts.as<std::uint32_t>());
    } else {
        pav::count(labels, rows.score.as<const double>(), rows.y.size(), rows.bins, counts.as<std::uint32_t>());
    }
    Py_END_ALLOW_THREADS;
    Py_RETURN_NONE;
}

PyObject *gather(PyObject *, PyObject *args) {
    PyObject *y, *score, *undecided_object, *negatives_object, *positives_object;
    double low, scale;
    if (!PyArg_ParseTuple(args, "OOddOOO:gather", &y, &score, &low, &scale, &undecided_object, &negatives_object, &positives_object)) {
        return nullptr;
    }
    Column undecided, negatives, positives;
    Rows rows;
    if (!undecided.read(undecided_object, "undecided", BYTES) || !negatives.write(negatives_object, "negatives", DOUBLES) ||
        !positives.write(positives_object, "positives", DOUBLES) || !rows.read(y, score, low, scale, undecided.size())) {
        return nullptr;
    }

    const auto *labels = rows.y.as<const std::uint8_t>(), *wanted = undecided.as<const std::uint8_t>();
    double *const scores[2] = {negatives.as<double>(), positives.as<double>()};
    const std::size_t room[2] = {negatives.size(), positives.size()};
    bool filled;
    Py_BEGIN_ALLOW_THREADS;
    filled = rows.score.is("f") ? pav::gather(labels, rows.score.as<const float>(), rows.y.size(), rows.bins, wanted, scores, room)
                                : pav::gather(labels, rows.score.as<const double>(), rows.y.size(), rows.bins, wanted, scores, room);
    Py_END_ALLOW_THREADS;
    if (!filled) return refuse("negatives and positives must be as long as the undecided bins have rows"), nullptr;
    Py_RETURN_NONE;
}

// Whether the bins hold what the caller says, and the blocks have room: what pool_bins relies on.
bool fits(const Column &counts, const Column &undecided, const Column &negatives, const Column &positives, std::size_t room) {
    if (counts.size() != 2 * undecided.size()) return refuse("counts must have two entries a bin");
    const auto *in_bin = counts.as<const std::uint32_t>();
    const auto *opened = undecided.as<const std::uint8_t>();
    std::size_t rows[2] = {0, 0}, settled = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (opened[i / 2]) {
            rows[i % 2] += in_bin[i];
        } else {
            settled += i % 2;
        }
    }
    if (rows[0] != negatives.size() || rows[1] != positives.size()) {
        return refuse("negatives and positives must be as long as the undecided bins have rows");
    }
    return room >= settled + rows[0] + rows[1] || refuse("blocks need as much room as there are groups");
}

PyObject *pool_bins(PyObject *, PyObject *args) {
    PyObject *objects[6];
    if (!PyArg_ParseTuple(args, "OOOOOO:pool_bins", &objects[0], &objects[1], &objects[2], &objects[3], &objects[4], &objects[5])) {
        return nullptr;
    }
    Column counts, undecided, negatives, positives, block_negatives, block_positives;
    if (!counts.read(objects[0], "counts", SMALL_COUNTS) || !undecided.read(objects[1], "undecided", BYTES) ||
        !negatives.read(objects[2], "negatives", DOUBLES) || !positives.read(objects[3], "positives", DOUBLES) ||
        !block_negatives.write(objects[4], "block_negatives", COUNTS) || !block_positives.write(objects[5], "block_positives", COUNTS)) {
        return nullptr;
    }
    const std::size_t room = block_negatives.size() < block_positives.size() ? block_negatives.size() : block_positives.size();
    if (!fits(counts, undecided, negatives, positives, room)) return nullptr;

    pav::Blocks<std::int64_t> blocks(nullptr, block_negatives.as<std::int64_t>(), block_positives.as<std::int64_t>());
    Py_BEGIN_ALLOW_THREADS;
    pav::pool_bins(counts.as<const std::uint32_t>(), undecided.as<const std::uint8_t>(), undecided.size(), negatives.as<const double>(),
                   positives.as<const double>(), blocks);
    Py_END_ALLOW_THREADS;
    return PyLong_FromSize_t(blocks.size());
}

template <typename Number>
std::size_t pool(const Column &negatives, const Column &positives, const Column &first, const Column &block_negatives,
                 const Column &block_positives) {
    pav::Blocks<Number> blocks(first.as<std::int64_t>(), block_negatives.as<Number>(), block_positives.as<Number>());
    pav::pool_groups(negatives.as<const Number>(), positives.as<const Number>(), negatives.size(), blocks);
    return blocks.size();
}

PyObject *pool_groups(PyObject *, PyObject *args) {
    PyObject *objects[5];
    if (!PyArg_ParseTuple(args, "OOOOO:pool_groups", &objects[0], &objects[1], &objects[2], &objects[3], &objects[4])) return nullptr;
    Column negatives, positives, first, block_negatives, block_positives;
    if (!negatives.read(objects[0], "negatives", "dlq")) return nullptr;
    const char *formats = negatives.is(DOUBLES) ? DOUBLES : COUNTS;
    if (!positives.read(objects[1], "positives", formats) || !first.write(objects[2], "first", COUNTS) ||
        !block_negatives.write(objects[3], "block_negatives", formats) ||
        !block_positives.write(objects[4], "block_positives", formats)) {
        return nullptr;
    }
    for (const Column *column : {&positives, &first, &block_negatives, &block_positives}) {
        if (column->size() != negatives.size()) return refuse("all arrays must have the same length"), nullptr;
    }
    std::size_t size;
    Py_BEGIN_ALLOW_THREADS;
    size = negatives.is(DOUBLES) ? pool<double>(negatives, positives, first, block_negatives, block_positives)
                                 : pool<std::int64_t>(negatives, positives, first, block_negatives, block_positives);
    Py_END_ALLOW_THREADS;
    return PyLong_FromSize_t(size);
}

PyMethodDef methods[] = {
    {"count", count, METH_VARARGS,
     "count(y, score, low, scale, counts, /)\n--\n\n"
     "Add the rows of each bin to counts: of class 0 at twice the bin's number, of class 1 behind it."},
    {"gather", gather, METH_VARARGS,
     "gather(y, score, low, scale, undecided, negatives, positives, /)\n--\n\n"
     "Fill negatives and positives with the scores of the rows in undecided bins, in the order of the rows."},
    {"pool_bins", pool_bins, METH_VARARGS,
     "pool_bins(counts, undecided, negatives, positives, block_negatives, block_positives, /)\n--\n\n"
     "Pool bins, opening the undecided ones, whose scores are sorted; return the number of blocks."},
    {"pool_groups", pool_groups, METH_VARARGS,
     "pool_groups(negatives, positives, first, block_negatives, block_positives, /)\n--\n\n"
     "Pool groups that weigh something, all int64 or all float64; return the number of blocks."},
    {nullptr, nullptr, 0, nullptr},
};

int set_up(PyObject *module) {
    PyObject *most = PyLong_FromLongLong(pav::MOST_ROWS);
    const int failed = most == nullptr ? -1 : PyModule_AddObjectRef(module, "MOST_ROWS", most);
    Py_XDECREF(most);
    return failed;
}

PyModuleDef_Slot slots[] = {{Py_mod_exec, reinterpret_cast<void *>(set_up)}, {0, nullptr}};

PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "logloss.kernels._pav", "Isotonic regression, compiled.", 0, methods, slots, nullptr, nullptr, nullptr,
};

}  // namespace

PyMODINIT_FUNC PyInit__pav() { return PyModuleDef_Init(&module); }
