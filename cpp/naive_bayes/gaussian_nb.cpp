#include "naive_bayes/gaussian_nb.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/audit.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(GaussianNB)

KEEPFIT_SMALL const Declaration& GaussianNB::declared() {
  static const Declaration d{
      .name = "GaussianNB",
      .module = "naive_bayes",
      .doc = "Naive Bayes for measurements: every column is normal within a class.",
      .kind = Kind::kClassifier,
      .exactness = {.exactness = Exactness::kExact,
                    .except = {{Exactness::kTight, {"predict_proba"}}},
                    .by_columns = Exactness::kTight},
      .traits = {.needs_target = true, .probabilities = true, .sample_weight = true},
      .params = {param::priors(),
                 {"var_smoothing",
                  1e-9,
                  {constraint::real("[0, inf)")},
                  "Share of the largest variance that is added to all variances."}},
      .fitted = {fields::classes(),
                 field<&GaussianNB::class_count_>("class_count_", {"n_classes"},
                                                  "Training rows of each class, or the sum of their weights."),
                 field<&GaussianNB::class_prior_>("class_prior_", {"n_classes"}, "Probability of each class."),
                 field<&GaussianNB::epsilon_>("epsilon_", {}, "What was added to all variances."),
                 field<&GaussianNB::theta_>("theta_", {"n_classes", "n_features_in_"},
                                            "Mean of each column in each class."),
                 field<&GaussianNB::var_>("var_", {"n_classes", "n_features_in_"},
                                          "Variance of each column in each class, epsilon_ included.")},
      .unsupported = {},
      .unsupported_methods = {"partial_fit", "predict_joint_log_proba", "predict_log_proba"},
      .create = &create<GaussianNB>};
  return d;
}

namespace {

constexpr double kTwoPi = 6.283185307179586;
/// Columns summed at a time: their sums do not wait for one another.
constexpr Index kColumns = 4;

/// The columns [from, from + width), for each class and (in the last row) for all rows: sums over the rows, in their
/// order, of x - centre or of its square.
template <Index kWidth, bool kSquared>
void add_rows(const Matrix& X, Index from, const std::vector<int32_t>& codes, const RowMatrix& centre,
              RowMatrix& sums) {
  const Index n = X.rows(), all = sums.rows() - 1;
  const double* x = X.data() + from * n;
  std::array<double, kWidth> total{}, middle{};
  std::vector<double> by_class(static_cast<size_t>(all * kWidth), 0.0), centres(static_cast<size_t>(all * kWidth), 0.0);
  if (kSquared) {
    for (Index w = 0; w < kWidth; ++w) {
      middle[static_cast<size_t>(w)] = centre(all, from + w);
      for (Index c = 0; c < all; ++c) centres[static_cast<size_t>(c * kWidth + w)] = centre(c, from + w);
    }
  }
  for (Index i = 0; i < n; ++i) {
    const auto at = static_cast<size_t>(codes[static_cast<size_t>(i)] * kWidth);
    double* own = &by_class[at];
    const double* own_centre = &centres[at];
    for (Index w = 0; w < kWidth; ++w) {
      const double v = x[w * n + i];
      if (kSquared) {
        const double a = v - own_centre[w], b = v - middle[static_cast<size_t>(w)];
        own[w] += a * a;
        total[static_cast<size_t>(w)] += b * b;
      } else {
        own[w] += v;
        total[static_cast<size_t>(w)] += v;
      }
    }
  }
  for (Index w = 0; w < kWidth; ++w) {
    sums(all, from + w) = total[static_cast<size_t>(w)];
    for (Index c = 0; c < all; ++c) sums(c, from + w) = by_class[static_cast<size_t>(c * kWidth + w)];
  }
}

template <bool kSquared>
RowMatrix sums_of(const Matrix& X, const std::vector<int32_t>& codes, Index classes, const RowMatrix& centre) {
  RowMatrix sums(classes + 1, X.cols());
  Index j = 0;
  for (; j + kColumns <= X.cols(); j += kColumns) add_rows<kColumns, kSquared>(X, j, codes, centre, sums);
  for (; j < X.cols(); ++j) add_rows<1, kSquared>(X, j, codes, centre, sums);
  return sums;
}

/// NumPy adds the values of a lone column pairwise.
RowMatrix sums_of_lone_column(const Vector& x, const std::vector<int32_t>& codes, Index classes,
                              const RowMatrix* centre) {
  RowMatrix sums(classes + 1, 1);
  std::vector<double> values;
  for (Index c = 0; c <= classes; ++c) {
    values.clear();
    for (Index i = 0; i < x.size(); ++i) {
      if (c < classes && codes[static_cast<size_t>(i)] != c) continue;
      const double away = centre ? x[i] - (*centre)(c, 0) : x[i];
      values.push_back(centre ? away * away : away);
    }
    sums(c, 0) = numerics::sum_pairwise(values.data(), static_cast<Index>(values.size()));
  }
  return sums;
}

/// np.average of one class's rows of a column.
double weighted_mean(const std::vector<double>& values, const std::vector<double>& weights, double total, bool lone) {
  std::vector<double> products(values.size());
  for (size_t i = 0; i < values.size(); ++i) products[i] = values[i] * weights[i];
  const auto n = static_cast<Index>(products.size());
  return (lone ? numerics::sum_pairwise(products.data(), n) : numerics::sum_sequential(products.data(), n)) / total;
}

/// Means and variances of each class with weights; a class of no weight has 0 for both.
void weighted_moments(const Matrix& X, const std::vector<int32_t>& codes, const Vector& weights, Vector& totals,
                      RowMatrix& mean, RowMatrix& variance) {
  const bool lone = X.cols() == 1;
  for (Index c = 0; c < totals.size(); ++c) {
    std::vector<double> own, values;
    std::vector<Index> rows;
    for (Index i = 0; i < X.rows(); ++i) {
      if (codes[static_cast<size_t>(i)] != c) continue;
      rows.push_back(i);
      own.push_back(weights[i]);
    }
    const auto n = static_cast<Index>(own.size());
    totals[c] = numerics::sum_pairwise(own.data(), n);
    const double total = totals[c];
    values.resize(own.size());
    for (Index j = 0; j < X.cols(); ++j) {
      mean(c, j) = variance(c, j) = 0.0;
      if (total <= 1e-8) continue;
      for (size_t i = 0; i < rows.size(); ++i) values[i] = X(rows[i], j);
      mean(c, j) = weighted_mean(values, own, total, lone);
      for (double& v : values) v = (v - mean(c, j)) * (v - mean(c, j));
      variance(c, j) = weighted_mean(values, own, total, lone);
    }
  }
}

}  // namespace

void GaussianNB::do_fit(const Table& table, const Column* y, const Context& context) {
  const Matrix& X = table.numbers();
  const std::vector<int32_t> codes = encode_target(*y);
  const auto k = static_cast<Index>(classes_.size());
  const bool lone = X.cols() == 1;

  class_count_ = Vector::Zero(k);
  for (const int32_t c : codes) class_count_[c] += 1.0;
  Vector rows(k + 1);
  rows << class_count_, static_cast<double>(X.rows());

  RowMatrix mean = lone ? sums_of_lone_column(X.col(0), codes, k, nullptr) : sums_of<false>(X, codes, k, RowMatrix());
  for (Index c = 0; c <= k; ++c) mean.row(c) /= rows[c];
  context.report(1, 2);
  RowMatrix variance = lone ? sums_of_lone_column(X.col(0), codes, k, &mean) : sums_of<true>(X, codes, k, mean);
  for (Index c = 0; c <= k; ++c) variance.row(c) /= rows[c];

  // What is added to all variances comes of all rows alike.
  const double largest = variance.row(k).maxCoeff();
  if (sample_weight()) weighted_moments(X, codes, *sample_weight(), class_count_, mean, variance);
  if (const Value& priors = param("priors"); !priors.is_null()) {
    class_prior_ = number_list(name(), "priors", priors, k, "class");
    const double sum = numerics::sum_pairwise(class_prior_);
    if (std::fabs(sum - 1.0) > 1e-5) {
      throw Error("bad_parameter", name(), "priors of GaussianNB must sum to 1. Their sum is " + repr(sum) + ".");
    }
  } else {
    const double total = numerics::sum_pairwise(class_count_);
    class_prior_ = class_count_ / total;
  }

  epsilon_ = param("var_smoothing").number() * largest;
  theta_ = mean.topRows(k);
  var_ = variance.topRows(k).array() + epsilon_;
  if (!theta_.allFinite() || !var_.allFinite()) {
    throw Error("not_finite", name(), "GaussianNB ran into numbers that are not finite.",
                "Scale the columns first, for example with StandardScaler.");
  }
  Index of, j;
  if (!(var_.minCoeff(&of, &j) > 0)) {
    throw about("zero_variance", table, j,
                table.label(j) + " does not vary within the class " + classes_.text(static_cast<size_t>(of)) +
                    ", so that GaussianNB cannot put a normal distribution there.",
                largest > 0 ? "Raise var_smoothing, or leave the column out."
                            : "No column varies: give one that does, or use DummyClassifier.");
  }
}

RowMatrix GaussianNB::joint_log_likelihood(const Matrix& X) const {
  constexpr Index kRows = 512;
  const Index n = X.rows(), p = X.cols(), k = theta_.rows();
  Vector constant(k);
  std::vector<double> logs(static_cast<size_t>(p));
  for (Index c = 0; c < k; ++c) {
    for (Index j = 0; j < p; ++j) logs[static_cast<size_t>(j)] = math::log(kTwoPi * var_(c, j));
    constant[c] = -0.5 * numerics::sum_pairwise(logs.data(), p);
  }
  RowMatrix out(n, k);
  std::array<double, kRows> sums;
  for (Index start = 0; start < n; start += kRows) {
    const Index count = std::min(kRows, n - start);
    for (Index c = 0; c < k; ++c) {
      std::fill(sums.begin(), sums.end(), 0.0);
      for (Index j = 0; j < p; ++j) {
        const double* x = X.data() + j * n + start;
        const double theta = theta_(c, j), var = var_(c, j);
        for (Index i = 0; i < count; ++i) {
          const double away = x[i] - theta;
          sums[static_cast<size_t>(i)] += (away * away) / var;
        }
      }
      const double prior = math::log(class_prior_[c]);
      for (Index i = 0; i < count; ++i) out(start + i, c) = prior + (constant[c] - 0.5 * sums[static_cast<size_t>(i)]);
    }
  }
  return out;
}

void GaussianNB::check_fitted() const {
  Classifier::check_fitted();
  audit::finite("theta_", theta_);
  audit::positive("var_", var_);
  audit::shares("class_prior_", class_prior_);
}

}  // namespace keepfit
