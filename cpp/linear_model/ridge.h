#pragma once

#include "linear_model/linear_regressor.h"

namespace keepfit {

/// Least squares with an L2 penalty, by ridge::fit; solver_ says which method it was.
class Ridge final : public LinearRegressor {
 public:
  static const Declaration& declared();
  const Declaration& declaration() const override { return declared(); }

  std::string solver_;

 protected:
  void do_fit(const Table& X, const Column* y, const Context& context) override;
  void check_fitted() const override;
};

}  // namespace keepfit
