#include "linear_model/elastic_net.h"

#include "core/registry.h"

namespace keepfit {

KEEPFIT_REGISTER(ElasticNet)

KEEPFIT_SMALL const Declaration& ElasticNet::declared() {
  static const Declaration d =
      declare("ElasticNet", "Least squares with a mixture of L1 and L2 penalties.", true, &create<ElasticNet>);
  return d;
}

}  // namespace keepfit
