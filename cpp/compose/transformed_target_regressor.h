#pragma once

#include <memory>

#include "core/estimator.h"
#include "core/inner.h"

namespace keepfit {

/// A regressor of a transformed target: y goes through a transformer (or a named function), the regressor learns the
/// result, and its predictions come back through the inverse. Whether the inverse undoes the transformation is not
/// checked: scikit-learn's check_inverse ends in a warning, never in another result. As exact as its parts.
class TransformedTargetRegressor final : public Estimator, public Leading {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  const Estimator& last_estimator() const override { return regressor().last_estimator(); }
  Estimator& innermost(std::vector<std::string>& names, Table* X) override {
    return keepfit::innermost(*regressor_, names, X);
  }
  std::vector<std::pair<Index, double>> critical_values() const override;

  std::vector<char> columns_used() const override { return regressor_->columns_used(); }

  std::shared_ptr<Estimator> regressor_, transformer_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  Column do_predict(const Table& X) const override;
  void check_fitted() const override;

 private:
  const Estimator& regressor() const;
  /// Unfitted; throws Error "bad_parameter" where the parameters do not go together.
  std::shared_ptr<Estimator> transformer() const;
};

}  // namespace keepfit
