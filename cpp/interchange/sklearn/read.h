// A model of scikit-learn, out of the bytes that pickle or joblib wrote, as a file of Keepfit's.
#pragma once

#include <string>
#include <string_view>

#include "core/value.h"

namespace keepfit::interchange {

/// @param file  As pickle.dump and joblib.dump write it; packed ones unpacked.
/// @param schema  What the engine declares: the answer of its operation "schema".
/// @param sha256  Of the bytes that a person has, in hex, for the card.
/// @param part  Which estimator of several that a dict or a list holds, as Python would write it: ['model'], [0].
/// @return {bytes, samples}: a file that still has to be loaded, which audits it, and a table of rows to make its proof
///     from. It has no proof yet.
/// @throws Error "harmful" where the file does more than make a model of scikit-learn's, "bad_source" where it is not
///     as scikit-learn writes it, "not_taken" where Keepfit has nothing that answers alike, and what examine_pickle
///     throws.
Value read_sklearn(std::string_view file, const Value& schema, const std::string& sha256, std::string_view part = {});

}  // namespace keepfit::interchange
