#include "decomposition/truncated_svd.h"

#include <algorithm>

#include "core/audit.h"
#include "core/factor.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"
#include "decomposition/components.h"

namespace keepfit {

KEEPFIT_REGISTER(TruncatedSVD)

KEEPFIT_SMALL const Declaration& TruncatedSVD::declared() {
  static const Declaration d{
      .name = "TruncatedSVD",
      .module = "decomposition",
      .doc = "The longest directions of the rows, without centring.",
      .kind = Kind::kTransformer,
      .exactness = {Exactness::kConverged,
                    "Variances and singular values to 1e-10; the axes as far as the gaps between them allow. With "
                    "'randomized' scikit-learn approximates a table wider and longer than n_components + 10; the "
                    "engine decomposes it exactly."},
      .traits = {},
      .params = {{"n_components", 2, {constraint::integer("[1, inf)")}, "How many directions stay."},
                 {"algorithm",
                  "randomized",
                  {constraint::options({"arpack", "randomized"})},
                  "Both names give the exact solution here."},
                 param::random_state("Nothing is drawn: the solution is exact.")},
      .first = "n_components",
      .fitted = {field<&TruncatedSVD::components_>("components_", {"n_components", "n_features_in_"},
                                                   "Directions, the longest first."),
                 field<&TruncatedSVD::explained_variance_>("explained_variance_", {"n_components"},
                                                           "Variance along each direction."),
                 field<&TruncatedSVD::explained_variance_ratio_>("explained_variance_ratio_", {"n_components"},
                                                                 "Its share of the whole variance."),
                 field<&TruncatedSVD::singular_values_>("singular_values_", {"n_components"},
                                                        "Singular value of each direction.")},
      .unsupported = {"n_iter", "n_oversamples", "power_iteration_normalizer", "tol"},
      .create = &create<TruncatedSVD>};
  return d;
}

void TruncatedSVD::do_fit(const Table& X, const Column*, const Context&) {
  const Matrix& x = X.numbers();
  if (x.cols() < 2)
    throw Error("too_few_columns", name(), "TruncatedSVD needs at least 2 columns.", "Give X more columns.");
  const int64_t k = param("n_components").integer();
  if (k > x.cols()) {
    throw Error("bad_parameter", name(),
                "n_components of TruncatedSVD must be at most " + std::to_string(x.cols()) +
                    ", the number of columns. Got " + std::to_string(k) + ".");
  }
  if (param("algorithm").is("arpack") && k >= std::min(x.rows(), x.cols())) {
    throw Error("bad_parameter", name(),
                "n_components of TruncatedSVD must be less than " + std::to_string(std::min(x.rows(), x.cols())) +
                    ", the smaller of rows and columns, with algorithm='arpack'. Got " + std::to_string(k) + ".",
                "Take fewer components, or algorithm='randomized'.");
  }
  const factor::SingularSystem system = factor::singular_system(x, Vector::Zero(x.rows()));
  const Index kept = std::min<Index>(k, system.singular.size());
  components_ = system.directions.leftCols(kept).transpose();
  singular_values_ = system.singular.head(kept);
  axes::require_finite("TruncatedSVD", components_, singular_values_);
  axes::fix_signs(components_);
  const Matrix z = numerics::linear_scores(x, components_, Vector::Zero(kept));
  Vector all(x.cols());
  for (Index j = 0; j < x.cols(); ++j) all[j] = axes::column_variance(x, j);
  explained_variance_.resize(kept);
  for (Index i = 0; i < kept; ++i) explained_variance_[i] = axes::column_variance(z, i);
  explained_variance_ratio_ = explained_variance_ / numerics::sum_pairwise(all);
}

Table TruncatedSVD::do_transform(const Table& X) const {
  return Table(Matrix(numerics::linear_scores(X.numbers(), components_, Vector::Zero(components_.rows()))));
}

Table TruncatedSVD::do_inverse_transform(const Table& X) const {
  return Table(Matrix(numerics::linear_scores(X.numbers(), components_.transpose(), Vector::Zero(components_.cols()))));
}

std::vector<std::string> TruncatedSVD::do_feature_names_out(const std::vector<std::string>&) const {
  std::vector<std::string> names;
  for (Index i = 0; i < components_.rows(); ++i) names.push_back("truncatedsvd" + std::to_string(i));
  return names;
}

void TruncatedSVD::check_fitted() const { audit::finite("components_", components_); }

}  // namespace keepfit
