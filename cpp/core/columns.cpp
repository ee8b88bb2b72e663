#include "core/columns.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/simd.h"
#include "core/table.h"

namespace keepfit::numerics {

namespace {

constexpr Index kLanes = 8;
using simd::load;
using simd::store;
using simd::Two;

/// Columns x against columns y, and where the sums of their products go.
struct Tile {
  static constexpr size_t kHigh = 2, kWide = 4;
  std::array<const double*, kHigh> x;
  std::array<const double*, kWide> y;
  std::array<std::array<Lanes*, kWide>, kHigh> sums;

  /// Adds the products of n rows, two of the eight lanes after two others: so many sums fit the registers, and what is
  /// read serves several.
  void add(Index n) const {
    const Index whole = n / kLanes * kLanes;
    for (Index l = 0; l < kLanes; l += 2) {
      const auto lane = static_cast<size_t>(l);
      Two own[kHigh][kWide];
      for (size_t i = 0; i < kHigh; ++i) {
        for (size_t j = 0; j < kWide; ++j) own[i][j] = load(&sums[i][j]->lane[lane]);
      }
      for (Index at = l; at < whole; at += kLanes) {
        Two of_x[kHigh];
        for (size_t i = 0; i < kHigh; ++i) of_x[i] = load(x[i] + at);
        for (size_t j = 0; j < kWide; ++j) {
          const Two of_y = load(y[j] + at);
          for (size_t i = 0; i < kHigh; ++i) own[i][j] = own[i][j] + of_x[i] * of_y;
        }
      }
      for (size_t i = 0; i < kHigh; ++i) {
        for (size_t j = 0; j < kWide; ++j) store(&sums[i][j]->lane[lane], own[i][j]);
      }
    }
    for (Index at = whole; at < n; ++at) {
      for (size_t i = 0; i < kHigh; ++i) {
        for (size_t j = 0; j < kWide; ++j) sums[i][j]->lane[static_cast<size_t>(at - whole)] += x[i][at] * y[j][at];
      }
    }
  }
};

/// Sums of products of columns i and j <= i, for as many of the rows as `add` is given.
class PairSums {
 public:
  explicit PairSums(Index p) : p_(p), sums_(static_cast<size_t>(p * (p + 1) / 2)) {}

  /// x: columns that lie `stride` apart.
  void add(const double* x, Index stride, Index n) {
    for (Index i = 0; i < p_; i += Tile::kHigh) {
      for (Index j = 0; j < std::min<Index>(p_, i + Tile::kHigh); j += Tile::kWide) {
        Tile tile;
        const auto column = [&](Index k) { return x + std::min(k, p_ - 1) * stride; };
        for (size_t b = 0; b < Tile::kWide; ++b) tile.y[b] = column(j + static_cast<Index>(b));
        for (size_t a = 0; a < Tile::kHigh; ++a) {
          const Index row = i + static_cast<Index>(a);
          tile.x[a] = column(row);
          for (size_t b = 0; b < Tile::kWide; ++b) tile.sums[a][b] = place(row, j + static_cast<Index>(b));
        }
        tile.add(n);
      }
    }
  }

  double total(Index i, Index j) { return place(i, j)->total(); }

 private:
  /// What no pair asks for goes to one place that nobody reads.
  Lanes* place(Index i, Index j) {
    return i < p_ && j <= i ? &sums_[static_cast<size_t>(i * (i + 1) / 2 + j)] : &spare_;
  }

  Index p_;
  std::vector<Lanes> sums_;
  Lanes spare_;
};

/// Adds to sums of kTogether columns that do not wait for one another and lie `stride` apart.
template <int kTogether, class Get>
void add_up(const double* x, Index stride, Index n, const Get& get, double* out) {
  std::array<double, kTogether> sums;
  std::copy(out, out + kTogether, sums.begin());
  for (Index i = 0; i < n; ++i) {
    for (int k = 0; k < kTogether; ++k) sums[static_cast<size_t>(k)] += get(x[k * stride + i]);
  }
  std::copy(sums.begin(), sums.end(), out);
}

/// The same of all columns, and of n of their rows.
template <class Get>
void add_columns(const double* x, Index stride, Index n, const Get& get, Vector& out) {
  const Index p = out.size();
  Index j = 0;
  for (; j + 8 <= p; j += 8) add_up<8>(x + j * stride, stride, n, get, &out[j]);
  for (; j + 4 <= p; j += 4) add_up<4>(x + j * stride, stride, n, get, &out[j]);
  for (; j < p; ++j) add_up<1>(x + j * stride, stride, n, get, &out[j]);
}

template <class Get>
Vector sums_by_column(const Matrix& X, const Get& get) {
  Vector out = Vector::Zero(X.cols());
  add_columns(X.data(), X.rows(), X.rows(), get, out);
  return out;
}

constexpr auto itself = [](double v) { return v; };

}  // namespace

Vector column_sums(const Matrix& X) { return sums_by_column(X, itself); }
Vector column_square_sums(const Matrix& X) {
  return sums_by_column(X, [](double v) { return v * v; });
}

namespace {

Matrix gram_of(const Matrix& X, const Vector* shift, const double* y, double* Zy, Index targets, Vector* of_columns) {
  if (!y) targets = 0;
  constexpr Index kBlock = 128;  // of 20 columns fit the first-level cache
  const Index n = X.rows(), p = X.cols();
  PairSums sums(p);
  std::vector<Lanes> with_y(static_cast<size_t>(p * targets));
  std::vector<double> centred(static_cast<size_t>(shift ? p * kBlock : 0));
  for (Index start = 0; start < n; start += kBlock) {
    const Index count = std::min(kBlock, n - start);
    const double* x = X.data() + start;
    Index stride = n;
    if (shift) {
      for (Index j = 0; j < p; ++j) {
        const double* from = x + j * n;
        double* to = &centred[static_cast<size_t>(j * kBlock)];
        const double middle = (*shift)[j];
        for (Index i = 0; i < count; ++i) to[i] = from[i] - middle;
      }
      x = centred.data();
      stride = kBlock;
    }
    if (of_columns) add_columns(x, stride, count, itself, *of_columns);
    sums.add(x, stride, count);
    for (Index i = 0; i < p; ++i) {
      for (Index t = 0; t < targets; ++t)
        with_y[static_cast<size_t>(t * p + i)].add_product(x + i * stride, y + t * n + start, count);
    }
  }
  Matrix out(p, p);
  for (Index i = 0; i < p; ++i) {
    for (Index j = 0; j <= i; ++j) out(i, j) = out(j, i) = sums.total(i, j);
  }
  for (size_t i = 0; i < with_y.size(); ++i) Zy[i] = with_y[i].total();
  return out;
}

}  // namespace

Matrix gram(const Matrix& X, const Vector* shift, const double* y, double* Zy, Index targets) {
  return gram_of(X, shift, y, Zy, targets, nullptr);
}

Matrix gram_and_sums(const Matrix& X, Vector& sums) {
  sums = Vector::Zero(X.cols());
  return gram_of(X, nullptr, nullptr, nullptr, 0, &sums);
}

double axpy_dot(double a, const double* x, double* y, const double* z, Index n) {
  std::array<double, 8> lanes{};
  Two s[4] = {};
  Index i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (Index k = 0; k < 4; ++k) {
      const Index at = i + 2 * k;
      const Two moved = load(y + at) + a * load(x + at);
      store(y + at, moved);
      s[k] = s[k] + load(z + at) * moved;
    }
  }
  for (size_t k = 0; k < 4; ++k) store(&lanes[2 * k], s[k]);
  for (Index l = 0; i + l < n; ++l) {
    y[i + l] += a * x[i + l];
    lanes[static_cast<size_t>(l)] += z[i + l] * y[i + l];
  }
  return Lanes{lanes}.total();
}

}  // namespace keepfit::numerics
