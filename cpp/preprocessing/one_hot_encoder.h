#pragma once

#include "core/estimator.h"
#include "preprocessing/categories.h"

namespace keepfit {

/// Encode each column as one 0/1 column per category seen in fit, in the order of the categories (ascending
/// unless they were given); a missing value is a category of its own. Infrequent categories can share one column, the
/// last. Exact: equal to scikit-learn bit for bit; the output is dense.
class OneHotEncoder final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }
  Traits inverse_traits() const override { return {}; }

  std::vector<Labels> categories_;
  Value drop_idx_;               // None, or per column the index of the category left out or None
  Value infrequent_categories_;  // None, or per column the infrequent categories or None

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  /// A row of zeros is the category left out; without one an unknown category, which comes back as missing, or it is
  /// refused.
  Table do_inverse_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  bool groups() const { return !param("min_frequency").is_null() || !param("max_categories").is_null(); }
  categories::Grouping grouping(size_t j) const;
  /// The code, after grouping, that column j leaves out, or -1.
  int32_t dropped(size_t j, const categories::Grouping& grouping) const;
  Value::List indices_to_drop() const;
};

}  // namespace keepfit
