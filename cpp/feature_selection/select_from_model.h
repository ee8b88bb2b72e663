#pragma once

#include "feature_selection/selector.h"

namespace keepfit {

/// Keep the columns that an estimator gives at least a threshold of importance. Importances of several classes are
/// joined by their norm over the classes. As exact as the estimator.
class SelectFromModel final : public Selector {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }
  Traits traits() const override;
  std::vector<char> support() const override;

  std::shared_ptr<Estimator> estimator_;
  double threshold_ = 0;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  void check_fitted() const override;

 private:
  Vector scores() const;
  double threshold_for(const Vector& scores) const;
};

}  // namespace keepfit
