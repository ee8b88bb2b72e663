// What the two voting ensembles share.
#pragma once

#include <optional>

#include "compose/members.h"

namespace keepfit::ensemble {

std::vector<Param> voting_params(bool classifier);

/// The weights of the members that are not dropped, or nothing. Throws Error "bad_parameter".
std::optional<Vector> voting_weights(const Estimator& ensemble);

/// np.average over the members, entry by entry and in their order. The weights do not sum to 0.
RowMatrix average(const std::vector<RowMatrix>& answers, const std::optional<Vector>& weights);

}  // namespace keepfit::ensemble
