#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Which columns get an indicator (scikit-learn keeps a fitted MissingIndicator here).
struct MissingFeatures : Record {
  const std::vector<Field>& fields() const override;
  std::vector<int32_t> features_;
};

/// Replace missing values column by column: by the mean, the median, the most frequent value (the smallest of equally
/// frequent ones) or a constant. Columns without any value are left out unless keep_empty_features. With add_indicator,
/// one 0/1 column follows for every column that had missing values in fit.
class SimpleImputer final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  /// Only the indicators tell which values were missing.
  bool can_inverse_transform() const override { return param("add_indicator").boolean(); }

  Value statistics_ =
      Value::List{};  // per column: a float, a text, or what marks a column left out (NaN for numbers, None for text)
  MissingFeatures indicator_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  /// Missing where the indicator says so, and in columns left out.
  Table do_inverse_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  Value statistic(const Table& X, Index j) const;
  bool left_out(size_t j) const;
  bool is_text(size_t j) const;
  /// Throws Error "wrong_kind" unless column `at` of X is of the kind that column j had in fit.
  void check_kind(const Table& X, Index at, size_t j) const;
};

}  // namespace keepfit
