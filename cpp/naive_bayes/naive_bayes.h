// What the naive Bayes classifiers share.
#pragma once

#include "core/estimator.h"

namespace keepfit {

/// A classifier that gives every row a joint log likelihood per class, log P(class) + log P(row | class). The label is
/// the class with the largest (the first of equal ones); the probabilities are exp of them, made to sum to 1.
class JointLikelihoodClassifier : public Classifier {
 protected:
  /// (n, n_classes); a function of the row.
  virtual RowMatrix joint_log_likelihood(const Matrix& X) const = 0;

  Column do_predict(const Table& X) const final;
  RowMatrix do_predict_proba(const Table& X) const final;
};

/// Counting models for counts or yes/no columns: smoothed log probabilities per class and column.
class DiscreteNaiveBayes : public JointLikelihoodClassifier {
 public:
  Vector class_count_, class_log_prior_;
  RowMatrix feature_count_, feature_log_prob_;

 protected:
  /// fit_prior, class_prior and force_alpha, behind those of the model's own.
  static std::vector<Param> with_priors(std::vector<Param> own);
  static Field class_count_field() noexcept;
  static Field class_log_prior_field() noexcept;

  /// classes_, class_count_, feature_count_ (of `X`) and class_log_prior_.
  void count(const Matrix& X, const Column& y);
  /// One per column: `alpha`, raised to 1e-10 unless force_alpha.
  Vector smoothing() const;
  /// Throws Error "bad_parameter" when some log probability is not finite, which happens when alpha is 0 or nearly so.
  void require_finite(const RowMatrix& log_probabilities) const;
  void check_fitted() const override;
};

/// The numbers of a list parameter, of the given length; throws Error "bad_parameter".
Vector number_list(const std::string& who, const char* param, const Value& list, Index length, const char* one_per);

}  // namespace keepfit
