#include "linear_model/lasso.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(Lasso)

KEEPFIT_SMALL const Declaration& Lasso::declared() {
  static const Declaration d = declare(
      "Lasso", "Least squares with an L1 penalty, which sets many weights to exactly 0.", false, &create<Lasso>);
  return d;
}

}  // namespace keepfit
