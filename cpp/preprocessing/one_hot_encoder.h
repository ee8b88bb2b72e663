#pragma once

#include "core/estimator.h"

namespace keepfit {

/// Encode each column as one 0/1 column per category seen in fit, in the order of the categories (ascending
/// unless they were given); a missing value is a category of its own.
class OneHotEncoder final : public Estimator {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  std::vector<Labels> categories_;
  Value drop_idx_;  // None, or per column the index of the category left out or None

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Table do_transform(const Table& X) const override;
  std::vector<std::string> do_feature_names_out(const std::vector<std::string>& in) const override;
  void check_fitted() const override;

 private:
  /// Index of the category that column j leaves out, or -1.
  int64_t dropped(size_t j) const;
  /// The category of each row; -1 for one that fit did not see.
  std::vector<int32_t> categories_of(const Table& X, Index j) const;
  /// Throws Error "unknown_category" naming the first row with code -1.
  void refuse_unknown(const Table& X, Index j, const std::vector<int32_t>& codes) const;
};

}  // namespace keepfit
