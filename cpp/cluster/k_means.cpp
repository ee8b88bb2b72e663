#include "cluster/k_means.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math.h"
#include "core/numerics.h"
#include "core/random.h"
#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(KMeans)

const Declaration& KMeans::declared() {
  static const Declaration d{
      .name = "KMeans",
      .module = "cluster",
      .doc = "Groups rows around centres; transform gives distances to the centres, predict the nearest.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kTight, "Where rows are equally far from two centres, the last bits decide."},
      .traits = {.sample_weight = true},
      .params = {{"n_clusters", 8, {constraint::integer("[1, inf)")}, "Number of centres."},
                 {"init", "k-means++", {constraint::options({"k-means++", "random"})}, "How the first centres are chosen among the rows."},
                 {"n_init", "auto", {constraint::options({"auto"}), constraint::integer("[1, inf)")},
                  "Number of starts, of which the best is kept; 'auto' is 1 for k-means++ and 10 for random."},
                 {"max_iter", 300, {constraint::integer("[1, inf)")}, "Most iterations of one start."},
                 {"tol", 1e-4, {constraint::real("[0, inf)")}, "Stop when the centres move less, relative to the variance of the columns."},
                 {"random_state", Value(), {constraint::integer("[0, 4294967295]"), constraint::none()}, "Seed of the starts; None is the seed 0."},
                 {"algorithm", "lloyd", {constraint::options({"lloyd"})}, "Method; only 'lloyd' is supported."}},
      .fitted = {field<&KMeans::cluster_centers_>("cluster_centers_", {"n_clusters", "n_features_in_"}, "The centres."),
                 field<&KMeans::labels_>("labels_", {"n_samples"}, "Number of the nearest centre, for each training row."),
                 field<&KMeans::inertia_>("inertia_", {}, "Sum of squared distances of the training rows to their centres, times their weights."),
                 field<&KMeans::n_iter_>("n_iter_", {}, "Iterations taken by the best start.")},
      .unsupported = {"verbose", "copy_x"},
      .create = &create<KMeans>};
  return d;
}

namespace {

/// Rows at a time: few enough that their columns stay in the first-level cache for all centres.
constexpr Index kRows = 128;
/// Columns summed at a time: their sums do not wait for one another.
constexpr Index kColumns = 4;

/// Number of the nearest centre for each row: the smallest |c|^2 - 2 x c, the first of equal ones.
std::vector<int32_t> nearest_centres(const Matrix& X, const RowMatrix& centres) {
  const Index n = X.rows(), p = X.cols(), k = centres.rows();
  const RowMatrix weights = -2.0 * centres;
  Vector squares(k);
  for (Index c = 0; c < k; ++c) squares[c] = numerics::dot(centres.row(c).data(), centres.row(c).data(), p);
  std::vector<int32_t> labels(static_cast<size_t>(n), 0);
  std::array<double, kRows> least, sums;
  for (Index start = 0; start < n; start += kRows) {
    const Index count = std::min(kRows, n - start);
    for (Index c = 0; c < k; ++c) {
      numerics::matrix_vector(X, weights.row(c).data(), start, count, sums.data());
      for (Index i = 0; i < count; ++i) {
        const double distance = sums[static_cast<size_t>(i)] + squares[c];
        // Without a branch: which centre is nearer cannot be foreseen.
        const bool nearer = c == 0 || distance < least[static_cast<size_t>(i)];
        least[static_cast<size_t>(i)] = nearer ? distance : least[static_cast<size_t>(i)];
        labels[static_cast<size_t>(start + i)] = nearer ? static_cast<int32_t>(c) : labels[static_cast<size_t>(start + i)];
      }
    }
  }
  return labels;
}

double squared_distance(const Matrix& X, Index row, const double* centre) {
  double sum = 0;
  Index j = 0;
  const auto square = [&](Index at) {
    const double away = X(row, at) - centre[at];
    return away * away;
  };
  for (; j + 4 <= X.cols(); j += 4) sum += ((square(j) + square(j + 1)) + square(j + 2)) + square(j + 3);
  for (; j < X.cols(); ++j) sum += square(j);
  return sum;
}

double inertia_of(const Matrix& X, const Vector* weights, const RowMatrix& centres, const std::vector<int32_t>& labels) {
  double sum = 0;
  for (Index i = 0; i < X.rows(); ++i) {
    const double distance = squared_distance(X, i, centres.row(labels[static_cast<size_t>(i)]).data());
    sum += weights ? distance * (*weights)[i] : distance;
  }
  return sum;
}

/// Centres without rows move to the rows that are farthest from theirs.
void relocate(const Matrix& X, const Vector* weights, const RowMatrix& old_centres, const std::vector<int32_t>& labels, RowMatrix& sums, Vector& counts) {
  std::vector<Index> empty;
  for (Index c = 0; c < counts.size(); ++c) {
    if (counts[c] == 0) empty.push_back(c);
  }
  if (empty.empty()) return;
  std::vector<std::pair<double, Index>> far;
  for (Index i = 0; i < X.rows(); ++i) far.emplace_back(-squared_distance(X, i, old_centres.row(labels[static_cast<size_t>(i)]).data()), i);
  std::sort(far.begin(), far.end());
  if (far.front().first == 0) return;  // more centres than different rows
  for (size_t e = 0; e < empty.size(); ++e) {
    const Index row = far[e].second, from = labels[static_cast<size_t>(row)];
    const double weight = weights ? (*weights)[row] : 1.0;
    sums.row(from) -= X.row(row) * weight;
    sums.row(empty[e]) = X.row(row) * weight;
    counts[empty[e]] = weight;
    counts[from] -= weight;
  }
}

/// Sums of the columns [from, from + kWidth) over the rows of each centre, in the order of the rows.
template <Index kWidth, bool kWeighted>
void add_columns(const Matrix& X, const Vector* weights, Index from, const std::vector<int32_t>& labels, RowMatrix& centres) {
  const Index n = X.rows();
  const double* x = X.data() + from * n;
  std::vector<double> sums(static_cast<size_t>(centres.rows() * kWidth), 0.0);
  for (Index i = 0; i < n; ++i) {
    double* own = &sums[static_cast<size_t>(labels[static_cast<size_t>(i)] * kWidth)];
    for (Index w = 0; w < kWidth; ++w) own[w] += kWeighted ? x[w * n + i] * (*weights)[i] : x[w * n + i];
  }
  for (Index c = 0; c < centres.rows(); ++c) {
    for (Index w = 0; w < kWidth; ++w) centres(c, from + w) = sums[static_cast<size_t>(c * kWidth + w)];
  }
}

template <bool kWeighted>
void add_rows(const Matrix& X, const Vector* weights, const std::vector<int32_t>& labels, RowMatrix& centres, Vector& counts) {
  for (size_t i = 0; i < labels.size(); ++i) counts[labels[i]] += kWeighted ? (*weights)[static_cast<Index>(i)] : 1.0;
  Index j = 0;
  for (; j + kColumns <= X.cols(); j += kColumns) add_columns<kColumns, kWeighted>(X, weights, j, labels, centres);
  for (; j < X.cols(); ++j) add_columns<1, kWeighted>(X, weights, j, labels, centres);
}

RowMatrix moved_centres(const Matrix& X, const Vector* weights, const RowMatrix& old_centres, const std::vector<int32_t>& labels) {
  const Index k = old_centres.rows();
  RowMatrix centres(k, X.cols());
  Vector counts = Vector::Zero(k);
  if (weights) add_rows<true>(X, weights, labels, centres, counts);
  else add_rows<false>(X, weights, labels, centres, counts);
  relocate(X, weights, old_centres, labels, centres, counts);
  Index largest;
  counts.maxCoeff(&largest);
  for (Index c = 0; c < k; ++c) {
    if (counts[c] > 0) centres.row(c) *= 1.0 / counts[c];
    else centres.row(c) = centres.row(largest);  // as it stands, which is a sum where `largest` comes later: so does scikit-learn
  }
  return centres;
}

/// Chance of each row to be a first centre.
std::vector<double> chances(Index n, const Vector* weights) {
  std::vector<double> out(static_cast<size_t>(n), 1.0 / static_cast<double>(n));
  if (!weights) return out;
  const double total = numerics::sum_pairwise(*weights);
  for (Index i = 0; i < n; ++i) out[static_cast<size_t>(i)] = (*weights)[i] / total;
  return out;
}

RowMatrix plus_plus(const Matrix& X, const Vector* weights, Index k, RandomState& random) {
  const Index n = X.rows(), p = X.cols();
  const auto trials = static_cast<size_t>(2 + static_cast<int64_t>(math::log(static_cast<double>(k))));
  Vector squares = Vector::Zero(n);
  for (Index j = 0; j < p; ++j) squares.array() += X.col(j).array().square();
  const auto distances_to = [&](Index row) {
    const Vector twice = -2.0 * X.row(row).transpose();
    Vector out(n);
    numerics::matrix_vector(X, twice.data(), out.data());
    for (Index i = 0; i < n; ++i) out[i] = std::max(0.0, (out[i] + squares[row]) + squares[i]);
    return out;
  };
  RowMatrix centres(k, p);
  const auto weigh = [weights](double distance, Index i) { return weights ? (*weights)[i] * distance : distance; };
  const auto sum_of = [&](const Vector& distances) {
    return weights ? numerics::weighted_sum(distances.data(), weights->data(), n) : numerics::sum_pairwise(distances);
  };
  Index row = random.choice(chances(n, weights), 1, true)[0];
  centres.row(0) = X.row(row);
  Vector closest = distances_to(row);
  double total = sum_of(closest);
  for (Index c = 1; c < k; ++c) {
    std::vector<double> running(static_cast<size_t>(n));
    double sum = 0;
    for (Index i = 0; i < n; ++i) running[static_cast<size_t>(i)] = sum += weigh(closest[i], i);
    std::vector<double> draws = random.random_sample(trials);
    Vector best;
    double best_total = 0;
    for (size_t t = 0; t < trials; ++t) {
      const auto at = std::lower_bound(running.begin(), running.end(), draws[t] * total) - running.begin();
      const Index candidate = std::min<Index>(at, n - 1);
      const Vector distances = closest.cwiseMin(distances_to(candidate));
      const double candidate_total = sum_of(distances);
      if (t == 0 || candidate_total < best_total) {
        best = distances;
        best_total = candidate_total;
        row = candidate;
      }
    }
    total = best_total;
    closest = std::move(best);
    centres.row(c) = X.row(row);
  }
  return centres;
}

struct Start {
  RowMatrix centres;
  std::vector<int32_t> labels;
  double inertia = 0;
  int64_t iterations = 0;
};

Start lloyd(const Matrix& X, const Vector* weights, RowMatrix centres, int64_t max_iter, double tol, const Context& context) {
  Start out;
  std::vector<int32_t> before;
  bool settled = false;
  while (out.iterations < max_iter) {
    out.labels = nearest_centres(X, centres);
    RowMatrix next = moved_centres(X, weights, centres, out.labels);
    ++out.iterations;
    context.report(static_cast<double>(out.iterations), static_cast<double>(max_iter));
    const double shift = (next - centres).array().square().sum();
    centres = std::move(next);
    settled = out.labels == before;
    if (settled || shift <= tol) break;
    before = out.labels;
  }
  if (!settled) out.labels = nearest_centres(X, centres);
  out.inertia = inertia_of(X, weights, centres, out.labels);
  out.centres = std::move(centres);
  return out;
}

/// The same groups, however they are numbered.
bool same_clustering(const std::vector<int32_t>& a, const std::vector<int32_t>& b, Index k) {
  std::vector<int32_t> name(static_cast<size_t>(k), -1);
  for (size_t i = 0; i < a.size(); ++i) {
    int32_t& known = name[static_cast<size_t>(a[i])];
    if (known == -1) known = b[i];
    else if (known != b[i]) return false;
  }
  return true;
}

/// X less its means, and the tolerance on the centres' move that `tol` stands for.
struct Centred {
  Matrix X;
  Vector mean;
  double tol;

  Centred(const Matrix& x, double share) : X(x), mean(x.cols()) {
    const Index n = X.rows(), p = X.cols();
    Vector variance(p);
    for (Index j = 0; j < p; ++j) {
      const auto sum = [&](const Vector& v) { return p == 1 ? numerics::sum_pairwise(v) : numerics::sum_sequential(v.data(), n); };
      mean[j] = sum(X.col(j)) / static_cast<double>(n);
      X.col(j).array() -= mean[j];
      variance[j] = sum(X.col(j).array().square()) / static_cast<double>(n);
    }
    tol = share * numerics::mean(variance.data(), p);
    if (!X.allFinite() || !variance.allFinite()) {
      throw Error("not_finite", "KMeans", "KMeans ran into numbers that are not finite.", "Scale the columns first, for example with StandardScaler.");
    }
  }
};

}  // namespace

RowMatrix k_means_centres(const Matrix& X, RowMatrix centres, const Vector* weights, const Context& context) {
  const Centred data(X, 1e-4);
  centres.rowwise() -= data.mean.transpose();
  const Start found = lloyd(data.X, weights, std::move(centres), 300, data.tol, context);
  return found.centres.rowwise() + data.mean.transpose();
}

void KMeans::do_fit(const Table& table, const Column*, const Context& context) {
  const Index n = table.rows(), p = table.columns(), k = param("n_clusters").integer();
  if (n < k) {
    throw Error("bad_parameter", name(),
                "n_clusters of KMeans must be at most the number of rows. Got " + std::to_string(k) + " for " + std::to_string(n) + ".",
                "Choose fewer clusters, or give more rows.");
  }
  const Centred data(table.numbers(), param("tol").number());
  const Matrix& X = data.X;
  const Vector* weights = sample_weight();
  const bool random_rows = param("init").is("random");
  const Value& n_init = param("n_init");
  const int64_t starts = n_init.is("auto") ? (random_rows ? 10 : 1) : n_init.integer();

  RandomState random = random_state_of(param("random_state"));
  Start best;
  for (int64_t s = 0; s < starts; ++s) {
    RowMatrix centres;
    if (random_rows) {
      const std::vector<double> chance = chances(n, weights);
      if (std::count_if(chance.begin(), chance.end(), [](double c) { return c > 0; }) < k) {
        throw Error("bad_weights", "sample_weight", "KMeans with init='random' needs at least n_clusters rows with a weight above 0.", "Choose fewer clusters.");
      }
      const std::vector<int64_t> rows = random.choice(chance, static_cast<size_t>(k), false);
      centres.resize(k, p);
      for (Index c = 0; c < k; ++c) centres.row(c) = X.row(rows[static_cast<size_t>(c)]);
    } else {
      centres = plus_plus(X, weights, k, random);
    }
    const Context part = context.part(static_cast<double>(s) / static_cast<double>(starts), static_cast<double>(s + 1) / static_cast<double>(starts));
    Start found = lloyd(X, weights, std::move(centres), param("max_iter").integer(), data.tol, part);
    if (s == 0 || (found.inertia < best.inertia && !same_clustering(found.labels, best.labels, k))) best = std::move(found);
  }
  cluster_centers_ = best.centres.rowwise() + data.mean.transpose();
  labels_ = std::move(best.labels);
  inertia_ = best.inertia;
  n_iter_ = best.iterations;
  if (!cluster_centers_.allFinite() || !std::isfinite(inertia_)) {
    throw Error("not_finite", name(), "KMeans ran into numbers that are not finite.", "Scale the columns first, for example with StandardScaler.");
  }
}

Column KMeans::do_predict(const Table& X) const {
  const std::vector<int32_t> labels = nearest_centres(X.numbers(), cluster_centers_);
  Vector out(X.rows());
  for (Index i = 0; i < out.size(); ++i) out[i] = labels[static_cast<size_t>(i)];
  return Column::of_numbers(out);
}

Table KMeans::do_transform(const Table& X) const {
  Matrix out(X.rows(), cluster_centers_.rows());
  for (Index c = 0; c < out.cols(); ++c) {
    for (Index i = 0; i < out.rows(); ++i) out(i, c) = std::sqrt(squared_distance(X.numbers(), i, cluster_centers_.row(c).data()));
  }
  return Table(std::move(out));
}

std::vector<std::string> KMeans::do_feature_names_out(const std::vector<std::string>&) const {
  std::vector<std::string> names;
  for (Index c = 0; c < cluster_centers_.rows(); ++c) names.push_back("kmeans" + std::to_string(c));
  return names;
}

void KMeans::check_fitted() const {
  const auto refuse = [](const char* field, const std::string& what) { throw Error("audit_values", field, std::string(field) + " " + what + "."); };
  const Index k = cluster_centers_.rows();
  if (k != param("n_clusters").integer()) refuse("cluster_centers_", "must hold n_clusters centres");
  if (!cluster_centers_.allFinite()) refuse("cluster_centers_", "holds a number that is not finite");
  for (const int32_t label : labels_) {
    if (label < 0 || label >= k) refuse("labels_", "names a centre that does not exist");
  }
}

}  // namespace keepfit
