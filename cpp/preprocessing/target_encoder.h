#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Replace each category by the mean of the target over its rows, drawn towards the mean of all rows where the category
/// has few (Micci-Barreca 2001): with smooth='auto' by empirical Bayes, else as if `smooth` more rows had the mean.
/// More than two classes make one column per class. fit_transform gives each row an encoding learned from the other
/// folds, so that no row sees its own target; transform uses the encodings of all rows. Missing values are a category;
/// unknown ones get the mean of the target. Exactness: exact. random_state=None stands for the seed 0.
class TargetEncoder final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  int64_t output_width(int64_t in) const override { return in * per_column(); }

  std::vector<Labels> categories_;
  Value encodings_ = Value::List{};  // lists of floats: class by class within each column
  Labels classes_;                   // none for a continuous target
  Vector target_mean_;
  std::string target_type_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_fit_transform(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  using Codes = std::vector<std::vector<int32_t>>;  // category of each row, column by column

  int64_t per_column() const { return target_type_ == "multiclass" ? static_cast<int64_t>(classes_.size()) : 1; }
  /// The target as numbers: as it is, 0 and 1 for two classes, one column of 0 and 1 for each of more classes.
  Matrix numeric_form(const Column& y);
  Codes codes_of(const Table& X) const;
  /// Encodings of all columns and classes, learned from these rows.
  std::vector<Vector> learn(const Codes& codes, const Matrix& target, const std::vector<Index>& rows,
                            const Vector& means) const;
  void apply(const Codes& codes, const std::vector<Vector>& encodings, const Vector& means,
             const std::vector<Index>& rows, Matrix& out) const;
};

}  // namespace keepfit
