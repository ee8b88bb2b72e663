#include "cluster/k_means.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cluster/lloyd.h"
#include "core/audit.h"
#include "core/columns.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/random.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "core/warnings.h"

namespace keepfit {

KEEPFIT_REGISTER(KMeans)

KEEPFIT_SMALL const Declaration& KMeans::declared() {
  static const Declaration d{
      .name = "KMeans",
      .module = "cluster",
      .doc = "Groups rows around centres; transform gives distances to the centres, predict the nearest.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kTight, "Where rows are equally far from two centres, the last bits decide."},
      .traits = {.sample_weight = true},
      .params = {{"n_clusters", 8, {constraint::integer("[1, inf)")}, "Number of centres."},
                 {"init",
                  "k-means++",
                  {constraint::options({"k-means++", "random"})},
                  "How the first centres are chosen among the rows."},
                 {"n_init",
                  "auto",
                  {constraint::options({"auto"}), constraint::integer("[1, inf)")},
                  "Number of starts, of which the best is kept; 'auto' is 1 for k-means++ and 10 for random."},
                 {"max_iter", 300, {constraint::integer("[1, inf)")}, "Most iterations of one start."},
                 {"tol",
                  1e-4,
                  {constraint::real("[0, inf)")},
                  "Stop when the centres move less, relative to the variance of the columns."},
                 param::random_state("Seed of the starts; None is the seed 0."),
                 {"algorithm", "lloyd", {constraint::options({"lloyd"})}, "Method; only 'lloyd' is supported."}},
      .first = "n_clusters n_init random_state",
      .fitted =
          {field<&KMeans::cluster_centers_>("cluster_centers_", {"n_clusters", "n_features_in_"}, "The centres."),
           field<&KMeans::labels_>("labels_", {"n_samples"}, "Number of the nearest centre, for each training row."),
           field<&KMeans::inertia_>(
               "inertia_", {}, "Sum of squared distances of the training rows to their centres, times their weights."),
           field<&KMeans::n_iter_>("n_iter_", {}, "Iterations taken by the best start."),
           field<&KMeans::norms_>(
               "norms_", {}, "How the squares of centres are added up, which tells equals apart: einsum, or lanes.",
               [] { return added("0.3.0", "lanes"); })},
      .unsupported = {"verbose", "copy_x"},
      .unsupported_methods = {"fit_predict", "score"},
      .create = &create<KMeans>};
  return d;
}

namespace {

using cluster::lloyd;
using cluster::squared_distance;
using cluster::Start;

/// Rows at a time: few enough that their columns stay in the first-level cache for all centres.
constexpr Index kRows = 128;

/// Number of the nearest centre for each row: the smallest |c|^2 - 2 x c, the first of equal ones.
std::vector<int32_t> nearest_centres(const Matrix& X, const RowMatrix& centres, const Vector& squares) {
  const Index n = X.rows(), k = centres.rows();
  const RowMatrix weights = -2.0 * centres;
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
        labels[static_cast<size_t>(start + i)] =
            nearer ? static_cast<int32_t>(c) : labels[static_cast<size_t>(start + i)];
      }
    }
  }
  return labels;
}

/// Chance of each row to be a first centre.
std::vector<double> chances(Index n, const Vector* weights) {
  std::vector<double> out(static_cast<size_t>(n), 1.0 / static_cast<double>(n));
  if (!weights) return out;
  const double total = numerics::sum_pairwise(*weights);
  for (Index i = 0; i < n; ++i) out[static_cast<size_t>(i)] = (*weights)[i] / total;
  return out;
}

/// Inner products with one vector as OpenBLAS adds them where it has no kernel of the processor's own (gemv_t of
/// PRESCOTT): in which order depends on which row of how many it is. Equally good candidates are told apart by it.
double gemv_product(Index row, Index of, const double* x, Index stride, const double* y, Index n) {
  const Index whole = n / 4 * 4;
  const int together = row < of / 4 * 4 ? 4 : of % 2 == 1 && row == of - 1 ? 1 : 2;
  const auto at = [&](Index i) { return y ? x[i * stride] * y[i] : x[i * stride]; };
  double total = 0;
  for (Index start = 0; start < whole; start += 2048) {
    double lanes[4] = {};
    for (Index i = start; i < std::min(whole, start + 2048); i += 4) {
      if (together == 4) {
        lanes[0] += ((at(i) + at(i + 1)) + at(i + 2)) + at(i + 3);
      } else if (together == 2) {
        lanes[0] = (lanes[0] + at(i)) + at(i + 2);
        lanes[1] = (lanes[1] + at(i + 1)) + at(i + 3);
      } else {
        for (Index l = 0; l < 4; ++l) lanes[l] += at(i + l);
      }
    }
    total += (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
  }
  double rest = 0;
  for (Index i = whole; i < n; ++i) rest += at(i);
  return whole < n ? total + rest : total;
}

RowMatrix plus_plus(const Matrix& X, const Vector& squares, const Vector* weights, Index k, RandomState& random) {
  const Index n = X.rows(), p = X.cols();
  const auto trials = static_cast<size_t>(2 + static_cast<int64_t>(math::log(static_cast<double>(k))));
  // One column per row asked for; blocks of X stay in the cache for all of them.
  const auto distances_to = [&](const std::vector<Index>& rows) {
    Matrix twice(p, static_cast<Index>(rows.size())), out(n, twice.cols());
    for (Index t = 0; t < out.cols(); ++t) twice.col(t) = -2.0 * X.row(rows[static_cast<size_t>(t)]).transpose();
    for (Index start = 0; start < n; start += kRows) {
      const Index count = std::min(kRows, n - start);
      for (Index t = 0; t < out.cols(); ++t) {
        const double square = squares[rows[static_cast<size_t>(t)]];
        double* distances = out.data() + t * n + start;
        numerics::matrix_vector(X, twice.col(t).data(), start, count, distances);
        for (Index i = 0; i < count; ++i) distances[i] = std::max(0.0, (distances[i] + square) + squares[start + i]);
      }
    }
    return out;
  };
  RowMatrix centres(k, p);
  const auto weigh = [weights](double distance, Index i) { return weights ? (*weights)[i] * distance : distance; };
  Index row = random.choice(chances(n, weights), 1, true)[0];
  centres.row(0) = X.row(row);
  const Vector twice = -2.0 * X.row(row).transpose();
  Vector closest(n);
  for (Index i = 0; i < n; ++i)
    closest[i] = std::max(0.0, (gemv_product(i, n, &X(i, 0), n, twice.data(), p) + squares[row]) + squares[i]);
  double total = weights ? numerics::weighted_sum(closest.data(), weights->data(), n) : numerics::sum_pairwise(closest);
  for (Index c = 1; c < k; ++c) {
    std::vector<double> running(static_cast<size_t>(n));
    double sum = 0;
    for (Index i = 0; i < n; ++i) running[static_cast<size_t>(i)] = sum += weigh(closest[i], i);
    std::vector<double> draws = random.random_sample(trials);
    std::vector<Index> candidates;
    for (size_t t = 0; t < trials; ++t) {
      const auto at = std::lower_bound(running.begin(), running.end(), draws[t] * total) - running.begin();
      candidates.push_back(std::min<Index>(at, n - 1));
    }
    Matrix distances = distances_to(candidates);
    Index best = 0;
    double best_total = 0;
    for (Index t = 0; t < distances.cols(); ++t) {
      distances.col(t) = closest.cwiseMin(distances.col(t));
      const double candidate_total =
          gemv_product(t, distances.cols(), distances.col(t).data(), 1, weights ? weights->data() : nullptr, n);
      if (t == 0 || candidate_total < best_total) {
        best = t;
        best_total = candidate_total;
      }
    }
    total = best_total;
    closest = distances.col(best);
    row = candidates[static_cast<size_t>(best)];
    centres.row(c) = X.row(row);
  }
  return centres;
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

  Centred(const Matrix& x, double share) : X(x) {
    const Index p = X.cols();
    const auto n = static_cast<double>(X.rows());
    const auto alone = [](const Vector& v) { return Vector::Constant(1, numerics::sum_pairwise(v)).eval(); };
    mean = (p == 1 ? alone(X.col(0)) : numerics::column_sums(X)) / n;
    X.rowwise() -= mean.transpose();
    const Vector variance = (p == 1 ? alone(X.col(0).array().square()) : numerics::column_square_sums(X)) / n;
    tol = share * numerics::mean(variance.data(), p);
    if (!X.allFinite() || !variance.allFinite()) {
      throw Error("not_finite", "KMeans", "KMeans ran into numbers that are not finite.",
                  "Scale the columns first, for example with StandardScaler.");
    }
  }
};

void warn_of_few_clusters(std::vector<int32_t> labels, Index k) {
  std::sort(labels.begin(), labels.end());
  const auto found = std::unique(labels.begin(), labels.end()) - labels.begin();
  if (found >= k) return;
  warn("ConvergenceWarning",
       "KMeans found " + std::to_string(found) + " distinct clusters where " + std::to_string(k) +
           " were asked for: there are few distinct rows.",
       "Ask for fewer.");
}

}  // namespace

RowMatrix k_means_centres(const Matrix& X, RowMatrix centres, const Vector* weights, const Context& context) {
  const Centred data(X, 1e-4);
  centres.rowwise() -= data.mean.transpose();
  const Index k = centres.rows();
  const Start found = lloyd(data.X, weights, std::move(centres), 300, data.tol, context);
  warn_of_few_clusters(found.labels, k);
  return found.centres.rowwise() + data.mean.transpose();
}

void KMeans::do_fit(const Table& table, const Column*, const Context& context) {
  const Index n = table.rows(), p = table.columns(), k = param("n_clusters").integer();
  if (n < k) {
    throw Error("bad_parameter", name(),
                "n_clusters of KMeans must be at most the number of rows. Got " + std::to_string(k) + " for " +
                    std::to_string(n) + ".",
                "Choose fewer clusters, or give more rows.");
  }
  const Centred data(table.numbers(), param("tol").number());
  const Matrix& X = data.X;
  const Vector* weights = sample_weight();
  const bool random_rows = param("init").is("random");
  const Value& n_init = param("n_init");
  const int64_t starts = n_init.is("auto") ? (random_rows ? 10 : 1) : n_init.integer();

  const RowMatrix rows = X;
  const Vector squares = cluster::squares_of(rows);
  RandomState random = random_state_of(param("random_state"));
  Start best;
  for (int64_t s = 0; s < starts; ++s) {
    RowMatrix centres;
    if (random_rows) {
      const std::vector<double> chance = chances(n, weights);
      if (std::count_if(chance.begin(), chance.end(), [](double c) { return c > 0; }) < k) {
        throw Error("bad_weights", "sample_weight",
                    "KMeans with init='random' needs at least n_clusters rows with a weight above 0.",
                    "Choose fewer clusters.");
      }
      const std::vector<int64_t> chosen = random.choice(chance, static_cast<size_t>(k), false);
      centres.resize(k, p);
      for (Index c = 0; c < k; ++c) centres.row(c) = X.row(chosen[static_cast<size_t>(c)]);
    } else {
      centres = plus_plus(X, squares, weights, k, random);
    }
    const Context part = context.part(static_cast<double>(s) / static_cast<double>(starts),
                                      static_cast<double>(s + 1) / static_cast<double>(starts));
    Start found = lloyd(rows, weights, std::move(centres), param("max_iter").integer(), data.tol, part);
    if (s == 0 || (found.inertia < best.inertia && !same_clustering(found.labels, best.labels, k)))
      best = std::move(found);
  }
  warn_of_few_clusters(best.labels, k);
  cluster_centers_ = best.centres.rowwise() + data.mean.transpose();
  labels_ = std::move(best.labels);
  inertia_ = best.inertia;
  n_iter_ = best.iterations;
  norms_ = "einsum";
  if (!cluster_centers_.allFinite() || !std::isfinite(inertia_)) {
    throw Error("not_finite", name(), "KMeans ran into numbers that are not finite.",
                "Scale the columns first, for example with StandardScaler.");
  }
}

Column KMeans::do_predict(const Table& X) const {
  const std::vector<int32_t> labels = nearest_centres(X.numbers(), cluster_centers_, squares());
  Vector out(X.rows());
  for (Index i = 0; i < out.size(); ++i) out[i] = labels[static_cast<size_t>(i)];
  return Column::of_numbers(out);
}

Vector KMeans::squares() const {
  Vector out(cluster_centers_.rows());
  for (Index c = 0; c < out.size(); ++c) {
    const double* centre = cluster_centers_.row(c).data();
    out[c] = norms_ == "lanes" ? numerics::dot(centre, centre, cluster_centers_.cols())
                               : numerics::sum_of_squares_einsum(centre, cluster_centers_.cols());
  }
  return out;
}

Table KMeans::do_transform(const Table& X) const {
  const Index p = X.columns();
  Matrix out(X.rows(), cluster_centers_.rows());
  const Vector of_centres = squares();
  std::vector<double> row(static_cast<size_t>(p));
  for (Index i = 0; i < out.rows(); ++i) {
    for (Index j = 0; j < p; ++j) row[static_cast<size_t>(j)] = X.numbers()(i, j);
    const double square = numerics::sum_of_squares_einsum(row.data(), p);
    for (Index c = 0; c < out.cols(); ++c) {
      const double* centre = cluster_centers_.row(c).data();
      double sum = 0;
      for (Index j = 0; j < p; ++j) sum += row[static_cast<size_t>(j)] * centre[j];
      out(i, c) = std::sqrt(norms_ == "lanes" ? squared_distance(row.data(), 1, centre, p)
                                              : std::max(0.0, (-2.0 * sum + square) + of_centres[c]));
    }
  }
  return Table(std::move(out));
}

std::vector<std::string> KMeans::do_feature_names_out(const std::vector<std::string>&) const {
  std::vector<std::string> names;
  for (Index c = 0; c < cluster_centers_.rows(); ++c) names.push_back("kmeans" + std::to_string(c));
  return names;
}

void KMeans::check_fitted() const {
  using audit::refuse;
  const Index k = cluster_centers_.rows();
  if (k != param("n_clusters").integer()) refuse("cluster_centers_", "cluster_centers_ must hold n_clusters centres.");
  audit::finite("cluster_centers_", cluster_centers_);
  if (norms_ != "einsum" && norms_ != "lanes") refuse("norms_", "norms_ must be einsum or lanes.");
  for (const int32_t label : labels_) {
    if (label < 0 || label >= k) refuse("labels_", "labels_ names a centre that does not exist.");
  }
}

}  // namespace keepfit
