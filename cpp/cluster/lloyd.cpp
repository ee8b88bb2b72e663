#include "cluster/lloyd.h"

#include <algorithm>
#include <cmath>

#include "core/arg_partition.h"
#include "core/simd.h"
#include "core/table.h"

namespace keepfit::cluster {

namespace {

double inertia_of(const RowMatrix& X, const Vector* weights, const RowMatrix& centres,
                  const std::vector<int32_t>& labels) {
  double sum = 0;
  for (Index i = 0; i < X.rows(); ++i) {
    const double distance =
        squared_distance(X.row(i).data(), 1, centres.row(labels[static_cast<size_t>(i)]).data(), X.cols());
    sum += weights ? distance * (*weights)[i] : distance;
  }
  return sum;
}

/// Centres without rows move to the rows that are farthest from theirs, the farthest of which NumPy's selection finds.
void relocate(const RowMatrix& X, const Vector* weights, const RowMatrix& old_centres,
              const std::vector<int32_t>& labels, RowMatrix& sums, Vector& counts) {
  std::vector<Index> empty;
  for (Index c = 0; c < counts.size(); ++c) {
    if (counts[c] == 0) empty.push_back(c);
  }
  if (empty.empty()) return;
  std::vector<double> distances;
  Vector squares(X.cols());
  for (Index i = 0; i < X.rows(); ++i) {
    squares = (X.row(i) - old_centres.row(labels[static_cast<size_t>(i)])).array().square();
    distances.push_back(numerics::sum_pairwise(squares));
  }
  const std::vector<Index> places = arg_partition(distances, X.rows() - static_cast<Index>(empty.size()));
  if (!(*std::max_element(distances.begin(), distances.end()) > 0)) return;  // more centres than different rows
  for (size_t e = 0; e < empty.size(); ++e) {
    const Index row = places[places.size() - 1 - e], from = labels[static_cast<size_t>(row)];
    const double weight = weights ? (*weights)[row] : 1.0;
    sums.row(from) -= X.row(row) * weight;
    sums.row(empty[e]) = X.row(row) * weight;
    counts[empty[e]] = weight;
    counts[from] -= weight;
  }
}

/// Sums over the rows of each centre, in the order of the rows, and their weights.
struct Sums {
  RowMatrix rows;
  Vector counts;

  Sums(Index k, Index p) : rows(RowMatrix::Zero(k, p)), counts(Vector::Zero(k)) {}
  void add(const double* x, double weight, int32_t centre) {
    const Index p = rows.cols();
    double* to = rows.data() + centre * p;
    Index j = 0;
    for (; j + 2 <= p; j += 2) simd::store(to + j, simd::load(to + j) + weight * simd::load(x + j));
    for (; j < p; ++j) to[j] += weight * x[j];
    counts[centre] += weight;
  }
};

/// Where the centres go whose rows have these sums.
RowMatrix moved_centres(const RowMatrix& X, const Vector* weights, const RowMatrix& old_centres,
                        const std::vector<int32_t>& labels, Sums sums) {
  relocate(X, weights, old_centres, labels, sums.rows, sums.counts);
  RowMatrix& centres = sums.rows;
  Index largest;
  sums.counts.maxCoeff(&largest);
  for (Index c = 0; c < centres.rows(); ++c) {
    if (sums.counts[c] > 0) centres.row(c) *= 1.0 / sums.counts[c];
    else
      centres.row(c) =
          centres.row(largest);  // as it stands, which is a sum where `largest` comes later: so does scikit-learn
  }
  return std::move(centres);
}

/// nearest_centres() again and again while the centres move: rows that are far nearer to their centre than to the
/// others keep it without a look (Hamerly 2010). The bounds leave room for every rounding error, so that the answer is
/// that of nearest_centres().
class Assignment {
 public:
  explicit Assignment(const RowMatrix& X)
      : X_(X),
        size_(X.rows()),
        upper_(Vector::Constant(X.rows(), 1.0)),
        lower_(Vector::Zero(X.rows())),
        labels_(static_cast<size_t>(X.rows()), 0) {
    for (Index i = 0; i < X.rows(); ++i)
      size_[i] = std::sqrt(numerics::dot(X.row(i).data(), X.row(i).data(), X.cols()));
  }

  /// With `sums` the rows are added up on the way, while they are at hand.
  const std::vector<int32_t>& to(const RowMatrix& centres, const Vector* row_weights = nullptr, Sums* sums = nullptr) {
    const Index n = X_.rows(), p = X_.cols(), k = centres.rows();
    const Index width = (k + kSide - 1) / kSide * kSide;
    // One column after another, the centres side by side; those that fill up the last group are never the nearest.
    RowMatrix weights = RowMatrix::Zero(p, width);
    Vector squares = Vector::Constant(width, kInf), moved = Vector::Zero(k);
    double largest_size = 0, farthest = 0, second_farthest = 0;
    Index who = 0;
    for (Index c = 0; c < k; ++c) {
      weights.col(c) = -2.0 * centres.row(c).transpose();
      squares[c] = numerics::sum_of_squares_einsum(centres.row(c).data(), p);
      largest_size = std::max(largest_size, std::sqrt(squares[c]));
      if (before_.rows() == 0) continue;
      moved[c] = std::sqrt(squared_distance(centres.row(c).data(), 1, before_.row(c).data(), p)) * (1 + 1e-9);
      if (moved[c] > farthest) {
        second_farthest = farthest;
        farthest = moved[c];
        who = c;
      } else {
        second_farthest = std::max(second_farthest, moved[c]);
      }
    }
    before_ = centres;
    // Of the distances, and of the bounds, to which every call adds.
    const double unit = std::max(1e-12, 1e-15 * static_cast<double>(p)) + 1e-15 * static_cast<double>(++calls_);
    for (Index i = 0; i < n; ++i) {
      int32_t& label = labels_[static_cast<size_t>(i)];
      const double* x = X_.data() + i * p;
      const double reach = size_[i] + largest_size, error = unit * reach * reach + kTiny;
      upper_[i] += moved[label];
      lower_[i] -= label == who ? second_farthest : farthest;
      const auto stays = [&] {
        return lower_[i] > upper_[i] && (lower_[i] - upper_[i]) * (lower_[i] + upper_[i]) > 4 * error;
      };
      if (!stays()) {
        const double square = size_[i] * size_[i];
        // One distance may settle it: that to the centre as it lies now.
        const double own = square + (squares[label] - 2.0 * product(x, centres.data() + label * p, p));
        upper_[i] = std::sqrt(std::max(0.0, own) + error);
        if (!stays()) {
          const Nearest found = nearest(x, p, weights, squares);
          label = found.centre;
          upper_[i] = std::sqrt(std::max(0.0, found.least + square) + error);
          lower_[i] = std::sqrt(std::max(0.0, found.next + square - error));
        }
      }
      if (sums) sums->add(x, row_weights ? (*row_weights)[i] : 1.0, label);
    }
    return labels_;
  }

 private:
  static constexpr Index kSide = 4;
  /// What squares may lose that are too small to be represented.
  static constexpr double kTiny = 1e-300;

  /// An inner product for bounds, which leave room for its order.
  static double product(const double* x, const double* y, Index p) {
    simd::Two a{0.0, 0.0}, b{0.0, 0.0};
    Index j = 0;
    for (; j + 4 <= p; j += 4) {
      a = a + simd::load(x + j) * simd::load(y + j);
      b = b + simd::load(x + j + 2) * simd::load(y + j + 2);
    }
    double sum = (a[0] + b[0]) + (a[1] + b[1]);
    for (; j < p; ++j) sum += x[j] * y[j];
    return sum;
  }

  /// The sums of nearest_centres(), from left to right, for four centres side by side.
  struct Four {
    simd::Two a{0.0, 0.0}, b{0.0, 0.0};

    void add(double x, const double* weights) {
      a = a + x * simd::load(weights);
      b = b + x * simd::load(weights + 2);
    }
  };

  struct Nearest {
    int32_t centre = 0;
    double least = kInf, next = kInf;

    void look(const Four& sums, const double* squares, Index from) {
      double distances[kSide];
      simd::store(distances, sums.a + simd::load(squares + from));
      simd::store(distances + 2, sums.b + simd::load(squares + from + 2));
      for (Index c = 0; c < kSide; ++c) {
        const bool nearer = distances[c] < least;
        next = nearer ? least : std::min(next, distances[c]);
        centre = nearer ? static_cast<int32_t>(from + c) : centre;
        least = nearer ? distances[c] : least;
      }
    }
  };

  static Nearest nearest(const double* x, Index p, const RowMatrix& weights, const Vector& squares) {
    const Index width = weights.cols();
    Nearest out;
    Index from = 0;
    for (; from + 2 * kSide <= width; from += 2 * kSide) {
      Four first, second;
      const double* w = weights.data() + from;
      for (Index j = 0; j < p; ++j, w += width) {
        first.add(x[j], w);
        second.add(x[j], w + kSide);
      }
      out.look(first, squares.data(), from);
      out.look(second, squares.data(), from + kSide);
    }
    if (from < width) {
      Four only;
      const double* w = weights.data() + from;
      for (Index j = 0; j < p; ++j, w += width) only.add(x[j], w);
      out.look(only, squares.data(), from);
    }
    return out;
  }

  const RowMatrix& X_;
  Vector size_, upper_, lower_;
  RowMatrix before_;
  int64_t calls_ = 0;
  std::vector<int32_t> labels_;
};

}  // namespace

double squared_distance(const double* x, Index stride, const double* centre, Index p) {
  double sum = 0;
  Index j = 0;
  const auto square = [&](Index at) {
    const double away = x[at * stride] - centre[at];
    return away * away;
  };
  for (; j + 4 <= p; j += 4) sum += ((square(j) + square(j + 1)) + square(j + 2)) + square(j + 3);
  for (; j < p; ++j) sum += square(j);
  return sum;
}

Start lloyd(const RowMatrix& X, const Vector* weights, RowMatrix centres, int64_t max_iter, double tol,
            const Context& context) {
  Start out;
  std::vector<int32_t> before;
  Assignment assign(X);
  bool settled = false;
  while (out.iterations < max_iter) {
    Sums sums(centres.rows(), centres.cols());
    out.labels = assign.to(centres, weights, &sums);
    RowMatrix next = moved_centres(X, weights, centres, out.labels, std::move(sums));
    ++out.iterations;
    context.report(static_cast<double>(out.iterations), static_cast<double>(max_iter));
    const double shift = (next - centres).array().square().sum();
    centres = std::move(next);
    settled = out.labels == before;
    if (settled || shift <= tol) break;
    before = out.labels;
  }
  if (!settled) out.labels = assign.to(centres);
  out.inertia = inertia_of(X, weights, centres, out.labels);
  out.centres = std::move(centres);
  return out;
}

}  // namespace keepfit::cluster
