#include "discriminant_analysis/quadratic_discriminant_analysis.h"

#include <cmath>

#include "core/audit.h"
#include "core/factor.h"
#include "core/many_classes.h"
#include "core/math.h"
#include "core/numerics.h"
#include "core/registry.h"
#include "core/shared.h"
#include "core/table.h"

namespace keepfit {

KEEPFIT_REGISTER(QuadraticDiscriminantAnalysis)

KEEPFIT_SMALL const Declaration& QuadraticDiscriminantAnalysis::declared() {
  using Q = QuadraticDiscriminantAnalysis;
  static const Declaration d{
      .name = "QuadraticDiscriminantAnalysis",
      .module = "discriminant_analysis",
      .doc = "Classes as normal distributions, each with its own covariance: curved borders.",
      .kind = Kind::kClassifier,
      .exactness = {Exactness::kTight},
      .traits = {.needs_target = true, .probabilities = true},
      .params =
          {{"solver", "svd", {constraint::options({"svd"})}, "Method; only 'svd' is supported."},
           param::priors(),
           {"reg_param",
            0.0,
            {constraint::real("[0, 1]")},
            "Share of the covariance that is replaced by the unit matrix."},
           {"tol", 1e-4, {constraint::real("[0, 0.1]")}, "A variance up to this along some direction is refused."}},
      .first = "reg_param priors",
      .fitted = {fields::classes(), field<&Q::priors_>("priors_", {"n_classes"}, "Probability of each class."),
                 field<&Q::means_>("means_", {"n_classes", "n_features_in_"}, "Mean of each column in each class."),
                 field<&Q::scalings_>("scalings_", {"n_classes", "n_features_in_"},
                                      "Variances of each class along its directions, descending."),
                 field<&Q::rotations_>("rotations_", {"n_classes_x_n_features", "n_features_in_"},
                                       "Directions of each class as columns; the classes one below the other.")},
      .unsupported = {"shrinkage", "store_covariance", "covariance_estimator"},
      .unsupported_methods = {"predict_log_proba"},
      .create = &create<QuadraticDiscriminantAnalysis>};
  return d;
}

namespace {

/// Where a class does not vary, the decomposition leaves its directions open; reg_param gives them a share all the
/// same, and it takes any that are orthogonal to each other and to the rest.
void complete(RowMatrix& rotations, Index top, const Vector& singular) {
  const Index p = rotations.cols();
  for (Index d = 0; d < p; ++d) {
    if (singular[d] > 0) continue;
    double longest = 0;
    for (Index j = 0; j < p; ++j) {
      Vector axis = Vector::Zero(p);
      axis[j] = 1;
      for (Index k = 0; k < d; ++k) {
        double share = 0;
        for (Index i = 0; i < p; ++i) share += rotations(top + i, k) * axis[i];
        for (Index i = 0; i < p; ++i) axis[i] -= share * rotations(top + i, k);
      }
      const double length = numerics::norm(axis.data(), p);
      if (!(length > longest)) continue;
      longest = length;
      for (Index i = 0; i < p; ++i) rotations(top + i, d) = axis[i] / length;
    }
  }
}

}  // namespace

void QuadraticDiscriminantAnalysis::do_fit(const Table& table, const Column* y, const Context& context) {
  const Matrix& X = table.numbers();
  const std::vector<int32_t> codes = encode_target(*y);
  warn_of_many_classes(classes_.size(), codes.size());
  const Index n = X.rows(), p = X.cols(), k = static_cast<Index>(classes_.size());
  Vector counts = Vector::Zero(k);
  for (const int32_t c : codes) counts[c] += 1.0;
  if (const Value& given = param("priors"); !given.is_null())
    priors_ = number_list(name(), "priors", given, k, "class");
  else priors_ = counts / static_cast<double>(n);
  if (!(priors_.maxCoeff() > 0))
    throw Error("bad_parameter", name(), "priors of " + name() + " must hold a number above 0.");

  const double share = param("reg_param").number(), tol = param("tol").number();
  means_.resize(k, p);
  scalings_.resize(k, p);
  rotations_.resize(k * p, p);
  for (Index c = 0; c < k; ++c) {
    const auto rows = static_cast<Index>(counts[c]);
    Matrix own(rows, p);
    for (Index i = 0, at = 0; i < n; ++i) {
      if (codes[static_cast<size_t>(i)] == c) own.row(at++) = X.row(i);
    }
    for (Index j = 0; j < p; ++j) {
      means_(c, j) = numerics::sum_sequential(own.col(j).data(), rows) / counts[c];
      own.col(j).array() -= means_(c, j);
    }
    if (!own.allFinite())
      throw Error("not_finite", name(), name() + " ran into numbers that are not finite.",
                  "Scale the columns first, for example with StandardScaler.");
    Index rank = 0;
    if (rows >= 2 && rows >= p) {
      const factor::SingularSystem system = factor::singular_system(std::move(own), Vector::Zero(rows));
      for (Index d = 0; d < p; ++d) {
        scalings_(c, d) = (1 - share) * (system.singular[d] * system.singular[d] / counts[c]) + share;
        rank += scalings_(c, d) > tol && std::isfinite(scalings_(c, d));
      }
      rotations_.middleRows(c * p, p) = system.directions;
      complete(rotations_, c * p, system.singular);
    }
    if (rank < p) {
      throw Error("singular_covariance", name(),
                  "The columns do not vary in all directions within the class " +
                      classes_.text(static_cast<size_t>(c)) + ", which has " + counted(rows, "row") + " for " +
                      counted(p, "column") + ".",
                  rows < p || rows < 2 ? "Give every class more rows than columns."
                                       : "Raise reg_param, or drop columns that follow from others.");
    }
    context.report(static_cast<double>(c + 1), static_cast<double>(k));
  }
}

RowMatrix QuadraticDiscriminantAnalysis::joint_log_likelihood(const Matrix& X) const {
  const Index n = X.rows(), p = X.cols(), k = means_.rows();
  RowMatrix out(n, k);
  Vector along(n), squares(n), direction(p), logs(p);
  for (Index c = 0; c < k; ++c) {
    const Matrix centred = X.rowwise() - means_.row(c);
    squares.setZero();
    for (Index d = 0; d < p; ++d) {
      for (Index j = 0; j < p; ++j) direction[j] = rotations_(c * p + j, d) / std::sqrt(scalings_(c, d));
      logs[d] = math::log(scalings_(c, d));
      numerics::matrix_vector(centred, direction.data(), along.data());
      squares.array() += along.array().square();
    }
    const double volume = numerics::sum_pairwise(logs), prior = math::log(priors_[c]);
    for (Index i = 0; i < n; ++i) out(i, c) = -0.5 * (squares[i] + volume) + prior;
  }
  return out;
}

RowMatrix QuadraticDiscriminantAnalysis::do_decision_function(const Table& X) const {
  RowMatrix joint = joint_log_likelihood(X.numbers());
  if (joint.cols() > 2) return joint;
  return joint.col(1) - joint.col(0);
}

void QuadraticDiscriminantAnalysis::check_fitted() const {
  Classifier::check_fitted();
  audit::finite("means_", means_);
  audit::positive("scalings_", scalings_);
  if (rotations_.rows() != means_.rows() * means_.cols())
    audit::refuse("rotations_", "rotations_ must hold one square matrix per class.");
  audit::finite("rotations_", rotations_);
  audit::shares("priors_", priors_);
}

}  // namespace keepfit
