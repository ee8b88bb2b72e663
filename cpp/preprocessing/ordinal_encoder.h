#pragma once

#include "core/estimator.h"
#include "preprocessing/categories.h"

namespace keepfit {

/// Encode each category of a column as its number, in the order of the categories. A missing value stays missing unless
/// encoded_missing_value says otherwise. Exact: equal to scikit-learn bit for bit.
class OrdinalEncoder final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  bool can_inverse_transform() const override { return true; }
  Traits inverse_traits() const override { return {.accepts_missing = true}; }

  std::vector<Labels> categories_;
  Value infrequent_categories_;  // None, or per column the infrequent categories or None

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  /// unknown_value and encoded_missing_value come back as missing. The fraction of a number is left off, as
  /// scikit-learn does.
  Table do_inverse_transform(const Table& X) const override;
  void check_fitted() const override;

 private:
  bool groups() const { return !param("min_frequency").is_null() || !param("max_categories").is_null(); }
  /// Number of categories without the missing one.
  size_t present(size_t j) const { return categories_[j].size() - (categories::has_missing(categories_[j]) ? 1 : 0); }
  categories::Grouping grouping(size_t j) const;
};

}  // namespace keepfit
